"""F8, F9: the store of files full, absent, slow; F12: the data source dies in mid-read; F13: wrong clocks."""

import time

import httpx
import pytest

from faults.checker import check
from faults.papers import upload

sizes = pytest.mark.parametrize("size", ["short", pytest.param("full", marks=pytest.mark.faults)])
STORES = {"full": "F8 disk full", "absent": "F9 store of files absent", "slow": "F9 store of files slow"}

# Of an account, as a guest, and exchanges of these that the shop entered.
ORDERS = """
WITH RECURSIVE hers AS (
    SELECT order_id FROM orders LEFT JOIN customers USING (customer_id) WHERE $1 IN (email, lower(guest_email))
    UNION SELECT o.order_id FROM orders o JOIN hers h ON o.replaces_order_id = h.order_id
) SELECT count(*) FROM hers
"""


def _disturbed(world, fault):
    """Sets the fault in, and takes it away again."""
    blobs, flag = world.data / "blobs", world.folder / "disk"
    if fault == "absent":
        blobs.rename(world.data / "away")
        blobs.write_bytes(b"")  # or the next write would make the folder anew
    else:
        flag.write_text(fault)

    def mend():
        if fault == "absent":
            blobs.unlink()
            (world.data / "away").rename(blobs)
        else:
            flag.unlink()

    return mend


@sizes
@pytest.mark.parametrize("fault", sorted(STORES))
def test_a_store_of_files_that_fails(world, fault, size):
    """Uploads are answered 503 or taken, never half; a package is ready once it lies there; all goes on by itself."""
    rounds = 6 if size == "full" else 1
    disk = str(world.folder / "disk")
    api = world.api(disk=disk)
    storefront, staff = world.caller("storefront", api.url), world.caller("staff", api.url)
    first = f"/v1/requests/{world.submit(storefront)['id']}"
    assert upload(storefront, first).ok
    world.worker(schedules=False, disk=disk)
    world.idle()  # it is there, and knows its folders
    for _ in range(rounds):
        mend = _disturbed(world, fault)
        searched = world.started(storefront, staff, "access", email=world.person())
        path = f"/v1/requests/{world.submit(storefront)['id']}"
        answers = [upload(storefront, path).status for _ in range(3)]
        if fault == "slow":
            assert set(answers) == {201}, answers
        else:
            assert set(answers) == {503}, answers
            world.until(
                lambda: world.jobs("kind = 'fulfil' AND attempts > 0 AND state <> 'running'"), "a retry"
            )
            assert staff.get(searched).body["status"] == "in_fulfilment"
        mend()
        assert upload(storefront, path).status == 201
        world.sql(
            "UPDATE jobs SET run_after = 'epoch', retry_at = now(), state = 'waiting' WHERE state = 'scheduled'"
        )
        world.until(lambda path=searched: staff.get(path).body["status"] == "awaiting_approval", "a package")
    check(world, STORES[fault], rounds)


@sizes
def test_a_data_source_that_dies_in_mid_read(world, size):
    """Its connections are cut again and again; what comes out in the end is whole."""
    api = world.api()
    storefront, staff = world.caller("storefront", api.url), world.caller("staff", api.url)
    people = {
        world.started(storefront, staff, "access", email=email): email
        for email in (world.person() for _ in range(20 if size == "full" else 3))
    }
    world.worker(schedules=False)
    cuts = 0
    ending = time.monotonic() + (20 if size == "full" else 4)
    while time.monotonic() < ending or not cuts:  # the worker may take its time to begin
        cut = world.sql(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1", world.shop
        )
        cuts += len(cut)
        time.sleep(world.chance.uniform(0.02, 0.2))
        world.sql(
            "UPDATE jobs SET run_after = 'epoch', retry_at = now(), state = 'waiting' WHERE state = 'scheduled'"
        )
    assert cuts
    world.until(
        lambda: all(staff.get(path).body["status"] == "awaiting_approval" for path in people),
        "the packages",
        120,
    )
    for path, email in people.items():
        [orders] = world.cluster.fetch(ORDERS, email, database=world.shop)
        [told] = world.sql(
            "SELECT (part->>'rows')::int FROM export_packages, jsonb_array_elements(built->'parts') part"
            " WHERE request_id::text = $1 AND status = 'prepared' AND part->>'collection' = $2",
            path.rpartition("/")[2],
            "kilometre_paris.orders",
        )
        assert told[0] == orders[0], path
    check(world, "F12 data source dies in mid-read", cuts)


def test_wrong_clocks(world):
    """A worker forty days ahead or an hour behind does nothing; an API with such a clock is not ready."""
    api = world.api()
    storefront, staff = world.caller("storefront", api.url), world.caller("staff", api.url)
    ahead = world.worker("ahead", clock=40 * 86_400)
    behind = world.worker("behind", clock=-3600)
    path = world.started(storefront, staff, "access", email=world.person())
    for hours in (40 * 24, -1):
        wrong = world.api(f"api-{hours}", clock=hours * 3600)
        ready = httpx.get(f"{wrong.url}/readyz", timeout=150)
        assert ready.status_code == 503
        assert "differs" in ready.json()["checks"]["clock"]
        wrong.kill()
    time.sleep(2)
    assert staff.get(path).body["status"] == "in_fulfilment"
    assert world.sql("SELECT count(*) FROM jobs WHERE attempts > 0")[0][0] == 0
    ahead.kill()
    behind.kill()
    world.worker("right", schedules=False)
    world.until(lambda: staff.get(path).body["status"] == "awaiting_approval", "a package")
    check(world, "F13 clocks 40 days ahead, an hour behind", 4)
