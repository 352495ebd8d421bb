"""One subject's rows, from 10^4 to 10^6 orders with as many items: rows a second beside PostgreSQL's own limit.

    bench/walk.py [ORDERS ...]

For each size, in one run: `COPY (the same rows) TO STDOUT` as CSV and as JSON, a plain asyncpg cursor over the same
queries, and `dsr data-map walk` to a finished walk.json, each in a process of its own with a peak memory of its own.
"""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import asyncpg

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres

SIZES = (10_000, 100_000, 1_000_000)
ORDERS = "SELECT * FROM orders WHERE customer_id = 1"
ITEMS = "SELECT i.* FROM items i JOIN orders o ON o.id = i.order_id WHERE o.customer_id = 1"

MAP = """
dataset:
  - fides_key: shop
    name: Shop
    collections:
      - name: customers
        fields:
          - {name: id, fides_meta: {primary_key: true}}
          - {name: email, fides_meta: {identity: email}}
      - name: orders
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
    FROM generate_series(1, 2 * {orders}) n;
INSERT INTO items SELECT n, n, 'SKU-' || n % 500, n % 5, n % 999 / 3.0, 'Une chose'
    FROM generate_series(1, 2 * {orders}) n;
CREATE INDEX ON orders (customer_id);
CREATE INDEX ON items (order_id);
ANALYZE;
"""


async def copy(dsn: str, form: str) -> None:
    connection = await asyncpg.connect(dsn)
    with Path(os.devnull).open("wb") as sink:
        for query in (ORDERS, ITEMS):
            shaped = query if form == "csv" else f"SELECT to_json(r) FROM ({query}) r"
            await connection.copy_from_query(shaped, output=sink, format="csv")
    await connection.close()


async def cursor(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    async with connection.transaction():
        for query in (ORDERS, ITEMS):
            rows = await connection.cursor(query)
            while await rows.fetch(4096):
                pass
    await connection.close()


def walk(dsn: str) -> None:
    from typer.testing import CliRunner

    from dsr_service.cli import app

    with tempfile.TemporaryDirectory() as folder:
        data_map = Path(folder) / "map.yml"
        data_map.write_text(MAP)
        arguments = ["data-map", "walk", str(data_map), "--source", f"shop={dsn}", "--quiet"]
        done = CliRunner().invoke(app, [*arguments, "--identity", "email=c1@example.com", "--out", folder])
        assert done.exit_code == 0, done.output


def measure(what: str, dsn: str) -> None:
    """In a process of its own: seconds, and the peak of memory in MB."""
    started = time.perf_counter()
    match what:
        case "COPY as CSV":
            asyncio.run(copy(dsn, "csv"))
        case "COPY as JSON":
            asyncio.run(copy(dsn, "json"))
        case "cursor":
            asyncio.run(cursor(dsn))
        case _:
            walk(dsn)
    seconds = time.perf_counter() - started
    print(json.dumps([seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024]))


def main(sizes: tuple[int, ...]) -> None:
    print(f"{'orders':>9} {'what':<13} {'seconds':>8} {'rows/s':>9} {'of COPY CSV':>11} {'peak MB':>8}")
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres.start(Path(folder) / "pg", fast=True) as server,
    ):
        for orders in sizes:
            name = f"bench{orders}"
            server.create_database(name)
            server.execute(SCHEMA.format(orders=orders), database=name)
            limit = 0.0
            for what in ("COPY as CSV", "COPY as JSON", "cursor", "walk"):
                arguments = [sys.executable, __file__, "--measure", what, server.libpq_dsn(name)]
                done = subprocess.run(arguments, capture_output=True, text=True, check=True)
                seconds, peak = json.loads(done.stdout)
                rate = 2 * orders / seconds
                limit = limit or rate
                print(
                    f"{orders:>9} {what:<13} {seconds:>8.2f} {rate:>9.0f} {rate / limit:>11.0%} {peak:>8.0f}",
                    flush=True,
                )
            server.drop_database(name)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:])
    else:
        main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
