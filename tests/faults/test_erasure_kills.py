"""F2 for erasures: killed before any call, an erasure is whole in the end, and counted once."""

import pytest

from dsr_service.adapters import demo_shop
from faults.checker import check
from faults.kinds import erase
from faults.test_worker_kills import crashed, killed_throughout, sizes
from faults.world import World


def _rows_of(world: World, emails: list[str]) -> dict[str, int]:
    """Per table of the shop, how many rows name one of these addresses."""
    tables = "SELECT table_name FROM information_schema.tables WHERE table_schema = 'public'"
    found = {}
    for (table,) in world.cluster.fetch(tables, database=demo_shop.DATABASE):
        count = f'SELECT count(*) FROM "{table}" t WHERE t::text LIKE ANY($1::text[])'
        likes = [f"%{email}%" for email in emails]
        found[table] = world.cluster.fetch(count, likes, database=demo_shop.DATABASE)[0][0]
    return {table: count for table, count in found.items() if count}


@sizes
@pytest.mark.timeout(1500)
def test_an_erasure_killed_at_a_call_is_whole_in_the_end(world: World, size: str) -> None:
    make = erase(world, world.api().url)
    waiting = list(world.people)
    if size == "full":
        killed_throughout(world, "erase", make)
    else:
        for point in sorted({2, *world.chance.sample(range(10, 120), 4)}):
            make()
            if not crashed(world, "erase", point):
                break
    emails = [email for email in waiting if email not in world.people]
    world.leases_end()
    world.worker("ending", schedules=False)
    world.idle(120)
    outcomes = world.sql("SELECT status, count(*) FROM erasures GROUP BY 1")
    assert [tuple(row) for row in outcomes] == [("done", len(emails))]
    plans = world.sql(
        "SELECT i->>'collection' FROM erasures, jsonb_array_elements(outcome) i WHERE i->>'action' = 'keep'"
    )
    kept = {row[0] for row in plans}
    assert set(_rows_of(world, emails)) <= kept
    world.checkpoint()
    check(world, "F2 kill -9 of the worker in an erasure", len(emails))
