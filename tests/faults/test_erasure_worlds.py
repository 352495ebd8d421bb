"""F2 for erasures of random schemas and data: killed at every call and resumed, each is whole, and done once."""

import asyncio
import datetime as dt
import itertools
import json
import os
import queue
import random
import re
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, given, seed, settings
from sqlalchemy.ext.asyncio import create_async_engine

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.storage import migrations
from erasure_draws import worlds
from erasure_naive import Kept, everything
from erasure_world import World
from faults.killed_erasures import KilledErasure
from faults.killed_sources import LANES, source_of
from faults.world import Nursery
from walking import STORES

TEMPLATE = "erasure_worlds_template"
SEED = int(os.environ.get("DSR_TEST_SEED", "1"))
POINTS = 12  # of a world, unless it is killed at all
PHASES = {"planning", "executing", "verifying", "telling"}
_numbers = itertools.count(1)


@pytest.fixture(scope="module")
def empty_service(cluster: EmbeddedPostgres) -> str:
    """A migrated database without a map."""

    async def migrate() -> None:
        engine = create_async_engine(cluster.dsn(TEMPLATE))
        await migrations.migrate(engine)
        await engine.dispose()

    cluster.create_database(TEMPLATE)
    asyncio.run(migrate())
    return TEMPLATE


@pytest.fixture(params=STORES)
def erasure(
    request: pytest.FixtureRequest,
    cluster: EmbeddedPostgres,
    nursery: Nursery,
    empty_service: str,
    tmp_path: Path,
) -> Iterator[KilledErasure]:
    name = f"worlds_{os.getpid()}_{next(_numbers)}"
    with source_of(request.param, cluster, f"{name}_shop", tmp_path) as source:
        yield KilledErasure(nursery, cluster, source, name, empty_service, tmp_path)


def rich(world: World) -> bool:
    """The subject has some rows, others have some, the law keeps something and a foreign key holds something."""
    kept = Kept(world)
    others = set(everything(world.rows)) - kept.walked
    law = any(map(kept.of, kept.own))
    return len(kept.own) >= 3 and len(others) >= 2 and law and any(edge.declared for edge in world.edges)


def killed(
    erasure: KilledErasure, examples: int, points: Callable[[int, random.Random], list[int]]
) -> tuple[int, list[str]]:
    """So many worlds by the seed, each killed at the points chosen of its number of calls; what was found broken."""
    chance, done, broken, told = random.Random(SEED), [], [], {}

    @seed(SEED)
    @settings(
        max_examples=40 * examples, deadline=None, database=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(worlds(today=dt.datetime.now(dt.UTC).date(), edges_of_days=False, scopes=False).filter(rich))
    def every(world: World) -> None:
        if len(done) == examples:
            return
        assume(asyncio.run(erasure.approve(world)))
        done.append(world)
        for kind in ("plan_erasure", "erase"):
            _, found = asyncio.run(erasure.run(kind=kind))
            calls, phases = calls_of(erasure), phases_of(erasure)
            told[kind] = f"{calls} calls" + (f" {phases}" if kind == "erase" else "")
            assert kind == "plan_erasure" or set(phases) >= PHASES, phases
            chosen = (
                points(calls, chance) if kind == "erase" or points is all_of_them else [2, calls // 2, calls]
            )
            found += at_each(erasure, kind, calls, sorted({*chosen, *deletions_of(erasure)[:2]}), chance)
            broken.extend(f"world {len(done)}: {what}" for what in found)

    every()
    assert len(done) == examples, f"only {len(done)} worlds had anything to erase"
    print(f"{erasure.source.kind}, seed {SEED}, {erasure.kills} kills: {told}")
    return len(done), broken


def at_each(
    erasure: KilledErasure, kind: str, calls: int, points: list[int], chance: random.Random
) -> list[str]:
    """Killed at each of these calls, some at a time; three in ten once more while they are resumed."""
    lanes = queue.SimpleQueue[int]()
    for lane in range(LANES):
        lanes.put(lane)

    def one(point: int, again: list[int]) -> list[str]:
        lane = lanes.get()
        try:
            died, found = asyncio.run(erasure.run(point, *again, kind=kind, lane=lane))
        finally:
            lanes.put(lane)
        assert died or point >= calls - 3, f"it made fewer than {point} of {calls} calls"
        return found

    twice = [[chance.randrange(1, calls)] if chance.random() < 0.3 else [] for _ in points]
    with ThreadPoolExecutor(LANES) as pool:
        return [what for found in pool.map(one, points, twice) for what in found]


def phases_of(erasure: KilledErasure) -> dict[str, int]:
    """The calls by what was being done."""
    return dict(json.loads(re.findall(r'"phases": (\{.*?\})', erasure.last_log())[-1]))


def calls_of(erasure: KilledErasure) -> int:
    """What the last worker that was not to die has counted, its end included."""
    return int(re.findall(r'"no_crash", "points": (\d+)', erasure.last_log())[-1])


def deletions_of(erasure: KilledErasure) -> list[int]:
    """The calls that delete a file: the rows that named it are gone by then."""
    return [int(n) for n in re.findall(r'"deletions": \[(.*?)\]', erasure.last_log())[-1].split(", ") if n]


def some(calls: int, chance: random.Random) -> list[int]:
    """Both ends, and some by the seed."""
    middle = chance.sample(range(4, calls - 3), POINTS - 6)
    return [1, 2, 3, *sorted(middle), calls - 2, calls - 1, calls]


def all_of_them(calls: int, _chance: random.Random) -> list[int]:
    return list(range(1, calls + 1))


def judged(
    erasure: KilledErasure, note: Callable[[str, Any], None], fault: str, worlds_done: int, broken: list[str]
) -> None:
    note("fault", (f"{fault}, {erasure.source.kind}", worlds_done, erasure.kills, len(broken)))
    assert not broken, f"seed {SEED}\n" + "\n".join(broken[:20])


@pytest.mark.faults
@pytest.mark.timeout(1500)
def test_a_random_world_killed_at_some_calls(erasure, record_property):
    judged(erasure, record_property, "F2 erasure of random worlds, some calls", *killed(erasure, 1, some))


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_random_worlds_killed_at_some_calls(erasure, record_property):
    judged(erasure, record_property, "F2 erasure of random worlds, some calls", *killed(erasure, 10, some))


@pytest.mark.slow
@pytest.mark.timeout(7200)
def test_a_random_world_killed_at_every_call(erasure, record_property):
    judged(
        erasure, record_property, "F2 erasure of random worlds, every call", *killed(erasure, 1, all_of_them)
    )
