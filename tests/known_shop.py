"""A small shop whose customers' addresses have an age, and the outbox in which the letters to them land."""

import email
import re
import sqlite3
from email.policy import default
from pathlib import Path

MAP = """
dataset:
  - fides_key: shop
    fides_meta: {dsr: {source: You, purposes: [orders]}}
    collections:
      - name: people
        fides_meta: {dsr: {contact_since: email_since}}
        fields:
          - {name: id, data_categories: [user.unique_id],
             fides_meta: {primary_key: true, data_type: integer, identity: customer_id}}
          - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email, dsr: {provided: true}}}
          - {name: email_since, data_categories: [user.behavior]}
          - {name: name, data_categories: [user.name], fides_meta: {dsr: {provided: true}}}
"""
ACTIVITY = {
    "name": {"fr": "Commandes", "en": "Orders"},
    "purpose": {"fr": "Vous livrer.", "en": "To deliver."},
    "legal_basis": "contract",
    "retention": {"fr": "Cinq ans.", "en": "Five years."},
    "recipients": ["carrier"],
    "automated_decisions": [],
}
CAMILLE = "camille.martin@example.com"
RECENT = "recent@example.com"  # changed a day before the tests' first day
UNDATED = "undated@example.com"


def make_shop(path: Path, more: int = 0) -> Path:
    with sqlite3.connect(path) as shop:
        shop.executescript(
            f"""
            CREATE TABLE people (id integer PRIMARY KEY, email text, email_since text, name text);
            INSERT INTO people VALUES
                (1, '{CAMILLE}', '2021-05-01T10:00:00+00:00', 'Camille'),
                (2, '{RECENT}', '2026-03-01T10:00:00+00:00', 'Rene'),
                (3, '{UNDATED}', NULL, 'Ursule');
            """
        )
        shop.executemany(
            "INSERT INTO people VALUES (?, ?, '2021-05-01T10:00:00+00:00', 'Camille')",
            [(1000 + n, f"customer{n:05}@example.com") for n in range(more)],
        )
    return path


async def put_registers(dpo) -> None:
    assert (await dpo.put("/v1/data-map", json={"content": MAP})).status_code == 200
    for path, entry in (
        ("/v1/processing-activities/orders", ACTIVITY),
        ("/v1/recipients/carrier", {"name": "Transports Exemple", "country": "FR"}),
        ("/v1/policy/controller", {"name": "Boutique", "contact": "privacy@example.com"}),
    ):
        answer = await dpo.put(path, json={"entry": entry})
        assert answer.status_code == 200, answer.text


def mails(service, to: str | None = None, containing: str = "") -> list[str]:
    """The letters that went out, oldest first, as text."""
    found = []
    folder = service.data_dir / "outbox"
    for file in sorted(folder.glob("*.eml"), key=lambda f: f.stat().st_mtime_ns) if folder.exists() else []:
        message = email.message_from_bytes(file.read_bytes(), policy=default)
        text = message.get_body(("plain",)).get_content()
        if (to is None or message["To"] == to) and containing in text:
            found.append(text)
    return found


def code_in(mail: str) -> str:
    return re.search(r"\b[0-9A-Z]{4}-[0-9A-Z]{4}\b(?!.*DSR)", mail.replace("DSR-2026", ""))[0]


def token_in(mail: str) -> str:
    return re.search(r"/v1/track#(dsrl_[A-Za-z0-9_-]+)", mail)[1]
