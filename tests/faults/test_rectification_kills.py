"""F2 for corrections: killed before any call, each field has its new value in the end, and is counted once."""

import pytest

from faults.checker import check
from faults.kinds import rectify
from faults.test_worker_kills import crashed, killed_throughout, sizes
from faults.world import World


@sizes
@pytest.mark.timeout(1500)
def test_a_correction_killed_at_a_call_is_written_once(world: World, size: str) -> None:
    world.own_shop()
    make = rectify(world, world.api().url)
    if size == "full":
        killed_throughout(world, "rectify", make)
    else:
        for point in sorted({2, *world.chance.sample(range(10, 60), 3)}):
            make()
            if not crashed(world, "rectify", point):
                break
    world.leases_end()
    world.worker("ending", schedules=False)
    world.idle(120)
    outcomes = [tuple(row) for row in world.sql("SELECT status, count(*) FROM rectifications GROUP BY 1")]
    assert outcomes == [("done", len(world.to_rectify))]
    names = dict(
        world.cluster.fetch(
            "SELECT email, first_name FROM customers WHERE email = ANY($1::text[])",
            list(world.to_rectify),
            database=world.shop,
        )
    )
    assert names == world.to_rectify
    states = world.sql("SELECT state, count(*) FROM source_changes GROUP BY 1")
    assert [tuple(row) for row in states] == [("done", len(world.to_rectify))]
    world.checkpoint()
    check(world, "F2 kill -9 of the worker in a rectification", len(world.to_rectify))
