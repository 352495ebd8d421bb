"""One subject with many orders and as many items in PostgreSQL: the data, its limit, and how a reading is measured."""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

import asyncpg

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres

SIZES = (10_000, 100_000, 1_000_000)
ORDERS = "SELECT * FROM orders WHERE customer_id = 1"
ITEMS = "SELECT i.* FROM items i JOIN orders o ON o.id = i.order_id WHERE o.customer_id = 1"
LIMITS = ("COPY as CSV", "COPY as JSON")
EMAIL = "c1@example.com"

MAP = """
dataset:
  - fides_key: shop
    name: Shop
    fides_meta: {dsr: {source: You, legal_basis: contract}}
    collections:
      - name: customers
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true, dsr: {provided: true}}}
          - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email, dsr: {provided: true}}}
      - name: orders
        fides_meta: {dsr: {provided: true}}
        fields:
          - {name: id, fides_meta: {primary_key: true}}
          - {name: customer_id, fides_meta: {references: [{dataset: shop, field: customers.id, direction: from}]}}
          - {name: placed_at}
          - {name: total}
          - {name: status}
          - {name: street}
          - {name: city}
          - {name: note}
      - name: items
        fides_meta: {dsr: {provided: true}}
        fields:
          - {name: id, fides_meta: {primary_key: true}}
          - {name: order_id, fides_meta: {references: [{dataset: shop, field: orders.id, direction: from}]}}
          - {name: sku}
          - {name: quantity}
          - {name: price}
          - {name: name}
"""

SCHEMA = """
CREATE TABLE customers (id integer PRIMARY KEY, email text);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id integer NOT NULL, placed_at timestamptz NOT NULL,
    total numeric(10, 2) NOT NULL, status text, street text, city text, note text);
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint NOT NULL, sku text, quantity integer, price numeric(10, 2),
    name text);
INSERT INTO customers SELECT n, 'c' || n || '@example.com' FROM generate_series(1, 100) n;
INSERT INTO orders SELECT n, CASE WHEN n <= {orders} THEN 1 ELSE 2 + n % 99 END,
    '2024-01-01'::timestamptz + n * interval '1 s', n % 9999 / 7.0, 'delivered',
    n || ' rue de la Gare', 'Paris', repeat('x', n % 40)
    FROM generate_series(1, {orders} + 1000) n;
INSERT INTO items SELECT n, n, 'SKU-' || n % 500, n % 5, n % 999 / 3.0, 'Une chose'
    FROM generate_series(1, {orders} + 1000) n;
CREATE INDEX ON orders (customer_id);
CREATE INDEX ON items (order_id);
VACUUM ANALYZE;
"""

Stages = Mapping[str, float]
Reading = Callable[[str], tuple[int, Stages]]
"""Reads the subject from the server of a DSN: how many bytes came of it, and the seconds of its stages."""


class Counted:
    """A sink that counts and forgets."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, data: bytes) -> int:
        self.bytes += len(data)
        return len(data)


def copied(form: str) -> Reading:
    """The limit: PostgreSQL alone, to a sink that does nothing."""

    async def copy(dsn: str) -> int:
        connection = await asyncpg.connect(dsn)
        sink = Counted()
        for query in (ORDERS, ITEMS):
            shaped = query if form == "csv" else f"SELECT to_json(r) FROM ({query}) r"
            await connection.copy_from_query(shaped, output=sink, format="csv")
        await connection.close()
        return sink.bytes

    return lambda dsn: (asyncio.run(copy(dsn)), {})


def measured(reading: Reading, dsn: str) -> None:
    """Printed: seconds, this process's CPU seconds (the server's are not in them), bytes, peak MB, stages."""
    started, before = time.perf_counter(), time.process_time()
    size, stages = reading(dsn)
    seconds, cpu = time.perf_counter() - started, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, cpu, size, peak, stages]))


def compared(sizes: Sequence[int], readings: Sequence[str], limits: Sequence[str]) -> None:
    """Each reading in a process of its own, beside the limits: all of them added, as `of limit` has it."""
    titles = ("orders", "what", "seconds", "own CPU s", "rows/s", "MB/s", "of limit", "peak MB")
    print("{:>9} {:<13} {:>8} {:>9} {:>9} {:>7} {:>8} {:>8}".format(*titles))
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres.start(Path(folder) / "pg", fast=True) as server,
    ):
        for orders in sizes:
            name = f"bench{orders}"
            server.create_database(name)
            for statement in SCHEMA.format(orders=orders).split(";\n"):
                if statement.strip():
                    server.execute(statement, database=name)
            limit = 0.0
            for what in (*LIMITS, *readings):
                arguments = [sys.executable, sys.argv[0], "--measure", what, server.libpq_dsn(name)]
                done = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, check=True)
                seconds, cpu, size, peak, stages = json.loads(done.stdout.splitlines()[-1])
                rate = 2 * orders / seconds
                limit += seconds if what in limits else 0
                share = " " * 8 if what in LIMITS else f"{limit / seconds:>8.0%}"
                told = " ".join(f"{stage} {took:.1f} s" for stage, took in stages.items())
                took = f"{seconds:>8.2f} {cpu:>9.2f} {rate:>9.0f} {size / seconds / 1e6:>7.1f}"
                print(f"{orders:>9} {what:<13} {took} {share} {peak:>8.0f}  {told}", flush=True)
            server.drop_database(name)


def run(readings: Mapping[str, Reading], limits: Sequence[str] = LIMITS) -> None:
    """The program: `--measure` is one reading in its own process, else its arguments are sizes."""
    match sys.argv[1:]:
        case ["--measure", what, dsn]:
            known = {"COPY as CSV": copied("csv"), "COPY as JSON": copied("json"), **readings}
            measured(known[what], dsn)
        case sizes:
            compared(tuple(map(int, sizes)) or SIZES, list(readings), limits)
