"""One subject's access package, from PostgreSQL to the sealed ZIP, beside what PostgreSQL alone can give.

    bench/export.py [ORDERS ...]

For each size, in one run, each in a process of its own with a peak memory of its own: `COPY (the same rows) TO STDOUT`
as CSV and as JSON (the limit: a package holds both, so both are added), and the whole of ours: walk, spool, CSV, JSON,
HTML, ZIP, age, stored and read back.
"""

import asyncio
import json
import resource
import subprocess
import sys
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

import asyncpg

from dsr_service.adapters.data_sources.registry import data_source
from dsr_service.adapters.document_store.opening import open_document_store
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.adapters.packaging import SealedPackages
from dsr_service.adapters.row_spool import LocalScratch
from dsr_service.adapters.sealing.key_encryption import LocalKeyEncryption, new_key
from dsr_service.adapters.sealing.sealed_documents import AgeDocuments
from dsr_service.domain.article_15 import Controller
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.rights import Right
from dsr_service.formats.data_map_yaml import read_data_map
from dsr_service.services.fulfilment import Search
from dsr_service.services.package_contents import contents_of
from dsr_service.services.walk import walk

SIZES = (10_000, 100_000, 1_000_000)
ORDERS = "SELECT * FROM orders WHERE customer_id = 1"
ITEMS = "SELECT i.* FROM items i JOIN orders o ON o.id = i.order_id WHERE o.customer_id = 1"

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


class Counted:
    """A sink that counts and forgets."""

    def __init__(self) -> None:
        self.bytes = 0

    def write(self, data: bytes) -> int:
        self.bytes += len(data)
        return len(data)


async def copy(dsn: str, form: str) -> int:
    connection = await asyncpg.connect(dsn)
    sink = Counted()
    for query in (ORDERS, ITEMS):
        shaped = query if form == "csv" else f"SELECT to_json(r) FROM ({query}) r"
        await connection.copy_from_query(shaped, output=sink, format="csv")
    await connection.close()
    return sink.bytes


async def package(dsn: str) -> tuple[int, dict[str, float]]:
    """Bytes of the plain parts, and how long each stage took."""
    data_map = read_data_map(MAP.encode())
    search = Search(
        new_id(datetime.now(UTC)), "BENCH", "fr", [Right.PORTABILITY], {"email": ["c1@example.com"]},
        data_map, {}, {}, Controller("Bench", "bench@example.org"),
    )  # fmt: skip
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "spool").mkdir()
        scratch = LocalScratch(folder / "spool")
        documents = AgeDocuments(
            open_document_store((folder / "blobs").as_uri()), LocalKeyEncryption([new_key()])
        )
        packages, key = SealedPackages(documents), await documents.new_key("bench/export")
        with scratch.row_store() as spool:
            started = time.perf_counter()
            source = data_source(dsn, data_map.datasets[0])
            report = await walk(
                data_map, {"shop": source}, search.identities, spool, keys=scratch.key_store()
            )
            await source.close()
            assert report.complete
            walked = time.perf_counter()
            found = {address: one.rows for address, one in report.collections.items()}
            now = datetime(2026, 1, 1, tzinfo=UTC)
            contents = contents_of(
                search, Right.PORTABILITY, found, spool.lines, generated_at=now, read_at={"shop": (now,)}
            )
            built = await packages.build(contents, "bench/one", key)
            done = time.perf_counter()
    return sum(part.size for part in built.parts), {"walk": walked - started, "package": done - walked}


def measure(what: str, dsn: str) -> None:
    """In a process of its own: seconds, its CPU seconds (the server's are not in them), bytes, peak MB, stages."""
    started, before = time.perf_counter(), time.process_time()
    stages: dict[str, float] = {}
    match what:
        case "COPY as CSV":
            size = asyncio.run(copy(dsn, "csv"))
        case "COPY as JSON":
            size = asyncio.run(copy(dsn, "json"))
        case _:
            size, stages = asyncio.run(package(dsn))
    seconds = time.perf_counter() - started
    used = resource.getrusage(resource.RUSAGE_SELF)
    cpu = time.process_time() - before
    print(json.dumps([seconds, cpu, size, used.ru_maxrss / 1024, stages]))


def main(sizes: tuple[int, ...]) -> None:
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
            for what in ("COPY as CSV", "COPY as JSON", "package"):
                arguments = [sys.executable, __file__, "--measure", what, server.libpq_dsn(name)]
                done = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, check=True)
                seconds, cpu, size, peak, stages = json.loads(done.stdout)
                rate = 2 * orders / seconds
                limit += seconds if what != "package" else 0
                share = f"{limit / seconds:>8.0%}" if what == "package" else " " * 8
                told = " ".join(f"{stage} {took:.1f} s" for stage, took in stages.items())
                took = f"{seconds:>8.2f} {cpu:>9.2f} {rate:>9.0f} {size / seconds / 1e6:>7.1f}"
                print(f"{orders:>9} {what:<13} {took} {share} {peak:>8.0f}  {told}", flush=True)
            server.drop_database(name)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--measure"]:
        measure(*sys.argv[2:])
    else:
        main(tuple(int(size) for size in sys.argv[1:]) or SIZES)
