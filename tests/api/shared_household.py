"""A shop in which two people share a household: one address, one thread of messages, one basket."""

import sqlite3
from pathlib import Path

MAP = """
dataset:
  - fides_key: shop
    fides_meta: {dsr: {source: You, purposes: [orders]}}
    collections:
      - name: people
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, data_type: integer}}
          - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}
          - {name: thread_id, data_categories: [user.unique_id]}
      - name: messages
        fields:
          - name: id
            data_categories: [user.unique_id]
            fides_meta: {primary_key: true, data_type: integer}
          - name: thread_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: shop, field: people.thread_id, direction: from}]}
          - {name: author, data_categories: [user.name]}
          - {name: body, data_categories: [user.content.private]}
"""


def write(path: Path, messages: int = 4) -> None:
    with sqlite3.connect(path) as shop:
        shop.executescript(
            """
            CREATE TABLE people (id integer PRIMARY KEY, email text, thread_id integer);
            CREATE TABLE messages (id integer PRIMARY KEY, thread_id integer, author text, body text);
            INSERT INTO people VALUES (1, 'camille.martin@example.com', 7), (2, 'sasha@example.com', 7);
            """
        )
        shop.executemany(
            "INSERT INTO messages VALUES (?, 7, ?, ?)",
            [
                (number, ("Camille", "Sasha")[number % 2], f"canary-{('own', 'theirs')[number % 2]}-{number}")
                for number in range(messages)
            ],
        )
