"""Erasing one subject's rows, 10^5 and 10^6 of them: rows a second beside the same deletes written by hand.

    bench/erase.py [ROWS ...]

For each size, in one run, on one PostgreSQL, on two copies of the same database: DELETE statements with sub-selects,
children before parents, in one transaction; and `dsr data-map plan-erasure --execute` whole (reading, planning,
erasing, reading again), in a process of its own with a peak memory of its own. `execute` is the time of its
statements alone. `kept`: the same command where the law keeps the orders of ten years, and their items with them.
"""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import asyncpg

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres

SIZES = (100_000, 1_000_000)
OTHERS = 200_000  # rows of other people
MAP = """
dataset:
  - fides_key: shop
    collections:
      - name: customers
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true}}
          - {name: email, data_categories: [user.contact.email], fides_meta: {identity: email}}
      - name: orders
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true}}
          - name: customer_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: shop, field: customers.id, direction: from}]}
          - {name: placed, data_categories: [system.operations]}
          - {name: street, data_categories: [user.contact.address.street]}
      - name: items
        fields:
          - {name: id, data_categories: [user.unique_id], fides_meta: {primary_key: true}}
          - name: order_id
            data_categories: [user.unique_id]
            fides_meta: {references: [{dataset: shop, field: orders.id, direction: from}]}
          - {name: note, data_categories: [user.content]}
"""
RETENTION = "        fides_meta: {dsr: {retention: accounting_documents, retention_from: placed}}\n"
KEPT_MAP = MAP.replace("      - name: orders\n", "      - name: orders\n" + RETENTION).replace(
    "      - name: items\n", "      - name: items\n" + RETENTION.replace(", retention_from: placed", "")
)
SCHEMA = """
CREATE TABLE customers (id integer PRIMARY KEY, email text UNIQUE);
CREATE TABLE orders (id bigint PRIMARY KEY, customer_id integer NOT NULL, street text, placed date);
CREATE TABLE items (id bigint PRIMARY KEY, order_id bigint NOT NULL, note text);
INSERT INTO customers VALUES (1, 'subject@example.com'), (2, 'other@example.com');
INSERT INTO orders SELECT n, CASE WHEN n <= {own} THEN 1 ELSE 2 END, 'Street ' || n,
    date '2012-01-01' + (n % 5000)::integer FROM generate_series(1, {all}) n;
INSERT INTO items SELECT n, n, 'Note ' || n FROM generate_series(1, {all}) n;
CREATE INDEX ON orders (customer_id);
CREATE INDEX ON items (order_id);
ALTER TABLE orders ADD FOREIGN KEY (customer_id) REFERENCES customers (id);
ALTER TABLE items ADD FOREIGN KEY (order_id) REFERENCES orders (id);
"""
BY_HAND = (
    "DELETE FROM items WHERE order_id IN (SELECT id FROM orders WHERE customer_id = 1)",
    "DELETE FROM orders WHERE customer_id = 1",
    "DELETE FROM customers WHERE id = 1",
)


async def fill(dsn: str, own: int) -> None:
    connection = await asyncpg.connect(dsn)
    await connection.execute(SCHEMA.replace("{own}", str(own)).replace("{all}", str(own + OTHERS)))
    await connection.execute("VACUUM ANALYZE")
    await connection.close()


async def by_hand(dsn: str) -> float:
    connection = await asyncpg.connect(dsn)
    began = time.perf_counter()
    async with connection.transaction():
        for statement in BY_HAND:
            await connection.execute(statement)
    took = time.perf_counter() - began
    await connection.close()
    return took


def erase(dsn: str, folder: Path, data_map: str = MAP) -> tuple[float, dict[str, float]]:
    """The time of the whole command, and what the command measured of itself."""
    (folder / "map.yml").write_text(data_map)
    began = time.perf_counter()
    done = subprocess.run(
        [sys.executable, __file__, "--child", dsn, str(folder / "map.yml")],
        capture_output=True,
        text=True,
        check=True,
    )
    return time.perf_counter() - began, json.loads(done.stdout.splitlines()[-1])


def child(dsn: str, path: str) -> None:
    from dsr_service.cli import app
    from dsr_service.services.erasure import execution

    inner = execution.execute
    took = 0.0

    async def timed(*given):
        nonlocal took
        began = time.perf_counter()
        found = await inner(*given)
        took = time.perf_counter() - began
        return found

    execution.execute = timed
    given = [
        "data-map",
        "plan-erasure",
        path,
        "--source",
        f"shop={dsn}",
        "--identity",
        "email=subject@example.com",
    ]
    try:
        app([*given, "--execute", "--yes", "--quiet"])
    except SystemExit as ended:
        if ended.code:
            raise
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps({"execute": took, "peak_mib": peak}))


def main(sizes: list[int]) -> None:
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres.start(Path(folder) / "pg", fast=True) as server,
    ):
        for rows in sizes:
            own = rows // 2
            for name in ("hand", "service", "kept"):
                server.create_database(f"{name}_{rows}")
                asyncio.run(fill(server.libpq_dsn(f"{name}_{rows}"), own))
            hand = asyncio.run(by_hand(server.libpq_dsn(f"hand_{rows}")))
            whole, measured = erase(server.libpq_dsn(f"service_{rows}"), Path(folder))
            kept, measured_kept = erase(server.libpq_dsn(f"kept_{rows}"), Path(folder), KEPT_MAP)
            total = 2 * own + 1
            line = {
                "rows": total,
                "by_hand_rows_s": round(total / hand),
                "execute_rows_s": round(total / measured["execute"]),
                "whole_rows_s": round(total / whole),
                "execute_to_hand": round(hand / measured["execute"], 2),
                "whole_to_hand": round(hand / whole, 2),
                "peak_mib": round(measured["peak_mib"]),
                "kept_rows_s": round(total / kept),
                "kept_peak_mib": round(measured_kept["peak_mib"]),
            }
            print(json.dumps(line), flush=True)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--child"]:
        child(*sys.argv[2:])
    else:
        main([int(each) for each in sys.argv[1:]] or list(SIZES))
