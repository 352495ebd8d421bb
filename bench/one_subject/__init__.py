"""One subject with many orders and as many items in PostgreSQL: the data, its limit, and how a reading is measured."""

import asyncio
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from statistics import median

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


@dataclass(frozen=True, slots=True)
class Measured:
    """One reading in a process of its own."""

    seconds: float
    own: float  # processor seconds of the process that reads
    server: float  # processor seconds of PostgreSQL meanwhile
    bytes: int
    peak: float  # MB of the process that reads
    stages: Stages

    @property
    def processor(self) -> float:
        return self.own + self.server


def measured(reading: Reading, dsn: str) -> None:
    """Printed: seconds, this process's CPU seconds, bytes, peak MB, stages."""
    started, before = time.perf_counter(), time.process_time()
    size, stages = reading(dsn)
    seconds, cpu = time.perf_counter() - started, time.process_time() - before
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, cpu, size, peak, stages]))


def one(what: str, dsn: str, postmaster: int) -> Measured:
    """The reading in a process of its own; its backends are reaped by the postmaster, which sums their time."""
    before = _reaped(postmaster)
    arguments = [sys.executable, sys.argv[0], "--measure", what, dsn]
    done = subprocess.run(arguments, stdout=subprocess.PIPE, text=True, check=True)
    seconds, cpu, size, peak, stages = json.loads(done.stdout.splitlines()[-1])
    time.sleep(0.2)
    return Measured(seconds, cpu, _reaped(postmaster) - before, size, peak, stages)


def _reaped(process: int) -> float:
    """Processor seconds of the children of a process that have ended."""
    fields = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[13]) + int(fields[14])) / os.sysconf("SC_CLK_TCK")


def compared(sizes: Sequence[int], rounds: int, readings: Sequence[str], limits: Sequence[str]) -> None:
    """Each reading beside the limits (all of them added), in turn for several rounds."""
    titles = ("orders", "what", "seconds", "own CPU", "server", "rows/s", "MB/s", "peak MB")
    print("{:>9} {:<13} {:>8} {:>8} {:>8} {:>9} {:>7} {:>8}".format(*titles))
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres.start(Path(folder) / "pg", fast=True) as server,
    ):
        (postmaster,) = server.fetch("SELECT pg_read_file('postmaster.pid')")
        for orders in sizes:
            name = f"bench{orders}"
            server.create_database(name)
            for statement in SCHEMA.format(orders=orders).split(";\n"):
                if statement.strip():
                    server.execute(statement, database=name)
            turns = [
                {
                    what: _shown(
                        orders, what, one(what, server.libpq_dsn(name), int(postmaster[0].split()[0]))
                    )
                    for what in dict.fromkeys((*LIMITS, *readings))
                }
                for _ in range(rounds)
            ]
            for what in readings:
                _share(orders, what, turns, limits)
            server.drop_database(name)


def _shown(orders: int, what: str, of: Measured) -> Measured:
    told = " ".join(f"{stage} {took:.1f} s" for stage, took in of.stages.items())
    rates = f"{2 * orders / of.seconds:>9.0f} {of.bytes / of.seconds / 1e6:>7.1f} {of.peak:>8.0f}"
    times = f"{of.seconds:>8.2f} {of.own:>8.2f} {of.server:>8.2f}"
    print(f"{orders:>9} {what:<13} {times} {rates}  {told}", flush=True)
    return of


def _share(orders: int, what: str, turns: Sequence[Mapping[str, Measured]], limits: Sequence[str]) -> None:
    """By the clock and by processor time: the median of the rounds, the least and the most."""
    for way, seconds in (("the clock", _clock), ("processor time", _processor)):
        shares = [sum(seconds(turn[limit]) for limit in limits) / seconds(turn[what]) for turn in turns]
        told = f"{median(shares):.0%} ({min(shares):.0%}-{max(shares):.0%})"
        print(f"{orders:>9} {what} of {' + '.join(limits)} by {way}: {told}", flush=True)


def _clock(of: Measured) -> float:
    return of.seconds


def _processor(of: Measured) -> float:
    return of.processor


def run(readings: Mapping[str, Reading], limits: Sequence[str] = LIMITS) -> None:
    """The program: `--measure` is one reading in its own process, else `[--rounds N] [ORDERS ...]`."""
    match sys.argv[1:]:
        case ["--measure", what, dsn]:
            known = {"COPY as CSV": copied("csv"), "COPY as JSON": copied("json"), **readings}
            measured(known[what], dsn)
        case ["--rounds", rounds, *sizes]:
            compared(tuple(map(int, sizes)) or SIZES, int(rounds), list(readings), limits)
        case sizes:
            compared(tuple(map(int, sizes)) or SIZES, 3, list(readings), limits)
