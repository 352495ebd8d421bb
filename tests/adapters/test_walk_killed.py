"""A search that dies by kill -9 in the middle: nothing of it can be read, and the next begins at the first row."""

import asyncio
import json
import os
import signal
import subprocess
import sys
import textwrap
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from dsr_service.adapters.data_sources.registry import data_sources
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.adapters.row_spool import LocalScratch, sweep
from dsr_service.formats.data_map_yaml import read_data_map
from dsr_service.services.walk import walk
from walking import Store, address, collection, field_, map_text, postgresql_store

MAP = map_text(
    shop=[
        collection("people", field_("id", primary_key=True), field_("email", identity="email")),
        collection(
            "orders",
            field_("id", primary_key=True),
            field_("owner", "shop.people.id from"),
            "secret",
            "weight",
        ),
    ]
)
CHILD = """
    import asyncio, sys
    from pathlib import Path
    from dsr_service.adapters.data_sources.registry import data_sources
    from dsr_service.adapters.row_spool import LocalScratch
    from dsr_service.formats.data_map_yaml import read_data_map
    from dsr_service.services.walk import walk

    async def main(map_file, url, folder):
        data_map = read_data_map(Path(map_file).read_bytes())
        scratch = LocalScratch(Path(folder))
        with scratch.row_store() as spool:
            told = []
            def progress(address, rows):
                if rows > 20_000 and not told:
                    told.append(1)
                    print("in the middle", flush=True)
                    import time; time.sleep(60)
            sources = data_sources(data_map, {"shop": url})
            await walk(data_map, sources, {"email": ["a@x"]}, spool, keys=scratch.key_store(), progress=progress)
        print("done", flush=True)

    asyncio.run(main(*sys.argv[1:]))
"""


@pytest.fixture
def store(postgres: EmbeddedPostgres) -> Iterator[Store]:
    with postgresql_store(postgres) as made:
        yield made


@pytest.mark.parametrize("written_here", [False, True], ids=["lines by the database", "rows"])
def test_killed_in_the_middle(written_here: bool, store: Store, tmp_path: Path, postgres: EmbeddedPostgres):
    weight = "real" if written_here else "int"
    store.run(
        "CREATE TABLE people (id bigint primary key, email text)",
        f"CREATE TABLE orders (id bigint primary key, owner bigint, secret text, weight {weight})",
        "INSERT INTO people VALUES (1, 'a@x')",
        "INSERT INTO orders SELECT n, 1, 'a very private text', n FROM generate_series(1, 50000) n",
    )
    folder, map_file = tmp_path / "scratch", tmp_path / "map.yml"
    folder.mkdir()
    map_file.write_text(MAP)
    child = subprocess.Popen(
        [sys.executable, "-c", textwrap.dedent(CHILD), str(map_file), store.url, str(folder)],
        stdout=subprocess.PIPE,
        text=True,
    )
    assert child.stdout
    assert child.stdout.readline() == "in the middle\n"
    store.run("INSERT INTO orders VALUES (50001, 1, 'came later', 1)", "DELETE FROM orders WHERE id = 1")
    os.kill(child.pid, signal.SIGKILL)
    child.wait()
    left = [path for path in folder.rglob("*") if path.is_file()]
    assert left, "rows were on the disk"
    assert not any(b"private" in path.read_bytes() or b"secret" in path.read_bytes() for path in left)
    until = time.monotonic() + 20
    while open_snapshots(postgres, store) and time.monotonic() < until:
        time.sleep(0.1)
    assert open_snapshots(postgres, store) == 0
    sweep(folder)
    assert list(folder.iterdir()) == []
    assert asyncio.run(ids(store, folder)) == list(range(2, 50002)), (
        "the next is of one later moment, and whole"
    )


def open_snapshots(postgres: EmbeddedPostgres, store: Store) -> int:
    database = store.url.rsplit("/", 1)[-1].partition("?")[0]
    found = postgres.fetch(
        "SELECT count(*) FROM pg_stat_activity WHERE datname = $1 AND backend_xmin IS NOT NULL"
        " AND pid <> pg_backend_pid()",
        database,
        database="postgres",
    )
    return int(found[0][0])


async def ids(store: Store, folder: Path) -> list[int]:
    data_map, scratch = read_data_map(MAP.encode()), LocalScratch(folder)
    sources = data_sources(data_map, {"shop": store.url})
    with scratch.row_store() as spool:
        report = await walk(data_map, sources, {"email": ["a@x"]}, spool, keys=scratch.key_store())
        assert report.complete
        lines = b"\n".join(chunk.strip(b"\n") for chunk in spool.lines(address("shop.orders"))).split(b"\n")
    await sources["shop"].close()
    return sorted(json.loads(line)["id"] for line in lines)
