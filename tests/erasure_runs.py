"""Erases a random world's subject without the service around it, and judges what is left."""

import asyncio
import tempfile
from pathlib import Path

from dsr_service.adapters.data_sources.erasing import SqlEraser
from dsr_service.adapters.data_sources.registry import data_sources
from dsr_service.adapters.visited_keys import SpillingKeyStore
from dsr_service.formats.data_map_yaml import read_data_map
from dsr_service.formats.retention_rules_file import read_rules
from dsr_service.services.erasure.execution import execute, read_again
from dsr_service.services.erasure.planning import Prepared, prepare
from dsr_service.services.erasure.reading import Task, read
from erasure_judge import judge
from erasure_stores import dump_sqlite, fill_sqlite
from erasure_world import SUBJECT, World


async def erase(world: World, url: str) -> tuple[Prepared, bool]:
    data_map = read_data_map(world.data_map().encode())
    sources = data_sources(data_map, {"shop": url})
    erasers = {"shop": SqlEraser(url)}
    rules = read_rules(world.rules().encode(), data_map)
    task = Task(data_map, {"email": [SUBJECT]}, world.scope, rules, world.today)
    try:
        found = await read(task, sources, erasers, SpillingKeyStore())
        prepared = await prepare(found, erasers, b"k" * 32)
        if prepared.plan.blocked:
            return prepared, False
        assert await execute(prepared, erasers), prepared.plan.blocked
        _, proved = await read_again(task, sources, prepared, SpillingKeyStore())
        assert proved
        return prepared, True
    finally:
        for source in sources.values():
            await source.close()
        await erasers["shop"].close()


def check_on_sqlite(world: World) -> bool:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "shop.db"
        fill_sqlite(world, path)
        prepared, done = asyncio.run(erase(world, f"sqlite:///{path}"))
        after = dump_sqlite(world, path)
        if done:
            judge(world, after, prepared.plan.as_json()["items"])
        else:
            assert after == {t.name: world.rows[t.name] for t in world.tables}
            assert prepared.plan.blocked
        return done
