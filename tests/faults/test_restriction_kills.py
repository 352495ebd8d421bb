"""F2 for marks: killed before any call, each restricted person's row bears its mark in the end, and no other's does."""

import pytest

from faults.checker import check
from faults.kinds import clear_restriction, mark_restriction
from faults.test_worker_kills import crashed, killed_throughout, sizes
from faults.world import World


@sizes
@pytest.mark.timeout(1500)
def test_marks_killed_at_a_call_are_set_and_cleared_once(world: World, size: str) -> None:
    world.own_shop()
    url = world.api().url
    expected: set[str] = set()
    for kind, make in (
        ("mark_restriction", mark_restriction(world, url)),
        ("clear_restriction", clear_restriction(world, url)),
    ):
        known = set(world.to_rectify)
        if size == "full":
            killed_throughout(world, kind, make)
        else:
            for point in sorted(world.chance.sample(range(2, 50), 2)):
                make()
                if not crashed(world, kind, point):
                    break
        if kind == "mark_restriction":
            expected |= set(world.to_rectify) - known
    world.leases_end()
    world.worker("ending", schedules=False)
    world.idle(120)
    marked = world.cluster.fetch(
        "SELECT email FROM customers WHERE processing_restricted", database=world.shop
    )
    assert {row[0] for row in marked} == expected
    open_ones = world.sql("SELECT count(*) FROM source_changes WHERE state NOT IN ('done', 'unchanged')")
    assert open_ones[0][0] == 0
    world.checkpoint()
    check(world, "F2 kill -9 of the worker in marking", len(world.to_rectify))
