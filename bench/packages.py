"""Rows a second from lines of JSON to the finished, sealed package, part by part and whole; peak memory."""

import asyncio
import os
import resource
import tempfile
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import orjson

from dsr_service.adapters.document_store.opening import open_document_store
from dsr_service.adapters.packaging import SealedPackages
from dsr_service.adapters.sealing.key_encryption import LocalKeyEncryption, new_key
from dsr_service.adapters.sealing.sealed_documents import AgeDocuments
from dsr_service.domain.article_15 import Controller
from dsr_service.domain.rights import Right
from dsr_service.formats.package_csv import csv_chunks
from dsr_service.formats.package_json import json_chunks
from dsr_service.formats.packages import Column, PackageContents, Section

ROWS = int(os.environ.get("BENCH_ROWS", "500000"))


def lines() -> Iterator[bytes]:
    """Ten columns of an order, in chunks of a hundred lines as a walk gives them."""
    for start in range(0, ROWS, 100):
        yield b"\n".join(
            orjson.dumps(
                {
                    "id": number,
                    "number": f"KP-{number:08}",
                    "placed_at": "2026-01-02T03:04:05.123456Z",
                    "status": ("placed", "paid", "shipped")[number % 3],
                    "total": f"{number % 997}.{number % 100:02}",
                    "currency": "EUR",
                    "note": f"Please ring twice, door {number * 7919 % 1009}",
                    "customer_id": 7,
                    "paid": number % 2 == 0,
                    "phone": None,
                }
            )
            for number in range(start, min(start + 100, ROWS))
        )


def timed(name: str, work: Callable[[], int], overhead: float = 0.0) -> float:
    start = time.perf_counter()
    size = work()
    took = time.perf_counter() - start - overhead
    print(f"{name:42} {ROWS / took:10,.0f} rows/s {size / took / 1e6:8.1f} MB/s")
    return took


async def main() -> None:
    chunks = list(lines())
    columns = tuple(Column(name) for name in orjson.loads(chunks[0].split(b"\n")[0]))
    sections = (Section("shop", "orders", columns, ROWS, lambda: iter(chunks)),)
    contents = PackageContents(
        "BENCH",
        Right.PORTABILITY,
        "en",
        datetime(2026, 1, 1, tzinfo=UTC),
        Controller("Bench", "bench@example.org"),
        sections,
    )
    timed("CSV alone", lambda: sum(map(len, csv_chunks(sections[0]))))
    timed("JSON alone", lambda: sum(map(len, json_chunks(contents))))
    with tempfile.TemporaryDirectory() as name:
        documents = AgeDocuments(open_document_store(Path(name).as_uri()), LocalKeyEncryption([new_key()]))
        packages, key = SealedPackages(documents), await documents.new_key("bench/packages")
        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        start = time.perf_counter()
        built = await packages.build(contents, "bench/one", key)
        took = time.perf_counter() - start
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        plain = sum(part.size for part in built.parts)
        print(
            f"{'whole package: CSV, JSON, HTML, zip, age':42} {ROWS / took:10,.0f} rows/s "
            f"{plain / took / 1e6:8.1f} MB/s   {built.size / 1e6:.1f} MB sealed   memory +{grown / 1024:.0f} MiB"
        )
        for form in ("zip", "json", "csv"):
            content, start = built.content(form), time.perf_counter()
            async for _ in packages.open(built, key, content):
                pass
            took = time.perf_counter() - start
            print(
                f"{'download as ' + form:42} {ROWS / took:10,.0f} rows/s {content.size / took / 1e6:8.1f} MB/s"
            )


asyncio.run(main())
