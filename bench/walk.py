"""One subject's rows, from 10^4 to 10^6 orders with as many items: rows a second beside PostgreSQL's own limit.

    bench/walk.py [--rounds N] [ORDERS ...]

For each size, in one run: `COPY (the same rows) TO STDOUT` as CSV (the limit) and as JSON, a plain asyncpg cursor over
the same queries, and `dsr data-map walk` to a finished walk.json, each in a process of its own with a peak memory of
its own.
"""

import asyncio
import tempfile
from pathlib import Path

import asyncpg
from one_subject import EMAIL, ITEMS, MAP, ORDERS, Stages, run


async def cursor(dsn: str) -> None:
    connection = await asyncpg.connect(dsn)
    async with connection.transaction():
        for query in (ORDERS, ITEMS):
            rows = await connection.cursor(query)
            while await rows.fetch(4096):
                pass
    await connection.close()


def walk(dsn: str) -> tuple[int, Stages]:
    from typer.testing import CliRunner

    from dsr_service.cli import app

    with tempfile.TemporaryDirectory() as folder:
        data_map = Path(folder) / "map.yml"
        data_map.write_text(MAP)
        arguments = ["data-map", "walk", str(data_map), "--source", f"shop={dsn}", "--quiet"]
        done = CliRunner().invoke(app, [*arguments, "--identity", f"email={EMAIL}", "--out", folder])
        assert done.exit_code == 0, done.output
        return (Path(folder) / "walk.json").stat().st_size, {}


if __name__ == "__main__":
    run({"cursor": lambda dsn: (asyncio.run(cursor(dsn)) or 0, {}), "walk": walk}, limits=("COPY as CSV",))
