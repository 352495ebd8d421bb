"""One subject's access package, from PostgreSQL to the sealed ZIP, beside what PostgreSQL alone can give.

    bench/export.py [--rounds N] [ORDERS ...]

For each size, in one run, each in a process of its own with a peak memory of its own: `COPY (the same rows) TO STDOUT`
as CSV and as JSON (the limit: a package holds both, so both are added), and the whole of ours: walk, spool, CSV, JSON,
HTML, ZIP, age, stored and read back.
"""

import asyncio
import tempfile
import time
from datetime import UTC, datetime
from pathlib import Path

from one_subject import EMAIL, MAP, Stages, run

from dsr_service.adapters.data_sources.registry import data_source
from dsr_service.adapters.document_store.opening import open_document_store
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


async def package(dsn: str) -> tuple[int, Stages]:
    """Bytes of the plain parts, and how long each stage took."""
    data_map = read_data_map(MAP.encode())
    search = Search(
        new_id(datetime.now(UTC)), "BENCH", "fr", [Right.PORTABILITY], {"email": [EMAIL]},
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


if __name__ == "__main__":
    run({"package": lambda dsn: asyncio.run(package(dsn))})
