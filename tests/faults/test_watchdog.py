"""Work that nobody does any more, since its job is gone: the watchdog queues it again, and each effect happens once."""

from faults.checker import check
from faults.kinds import KINDS
from faults.papers import upload


def test_what_lost_its_job_goes_on(world):
    """A search, an erasure before and after its approval, and a copy that has its verdict."""
    world.own_shop()
    api = world.api()
    storefront, staff, dpo = (world.caller(role, api.url) for role in ("storefront", "staff", "dpo"))
    search = world.started(storefront, staff, "access", email=world.person())
    KINDS["erase"](world, api.url)()  # plans on its way: what is only to be planned comes after it
    KINDS["plan_erasure"](world, api.url)()
    path = f"/v1/requests/{world.submit(storefront)['id']}"
    [document] = upload(storefront, path).body
    review = {"verdict": "reject", "reason": "illegible"}
    assert staff.post(f"{path}/identity-documents/{document['id']}/review", json=review).ok
    lost = ("fulfil", "plan_erasure", "erase", "destroy_identity_document")
    for kind in lost:
        assert world.jobs(f"kind = '{kind}'"), kind
    world.sql("DELETE FROM jobs WHERE kind = ANY ($1::text[])", list(lost))

    _look(world)
    world.worker(schedules=False)
    world.until(lambda: staff.get(search).body["status"] == "awaiting_approval", "the search to be made")
    world.idle()
    queued = world.sql(
        "SELECT data->>'kind' FROM audit_events WHERE name = 'stuck_work_queued_again' ORDER BY 1"
    )
    assert [kind for (kind,) in queued] == sorted(lost)
    assert dpo.get("/v1/jobs", params={"state": "dead"}).body["items"] == []
    check(world, "watchdog: jobs deleted by hand", len(lost))


def test_what_no_job_would_mend_is_told(world):
    """A request that hangs after its approval: nothing is released by itself, an operator is told."""
    api = world.api()
    storefront, staff = world.caller("storefront", api.url), world.caller("staff", api.url)
    path = world.started(storefront, staff, "access", email=world.person())
    number = path.rpartition("/")[2]
    world.sql("DELETE FROM jobs")
    world.sql(
        "UPDATE subject_requests SET approved_by = 'somebody', approved_at = now() WHERE id = $1::uuid",
        number,
    )
    _look(world)
    world.worker(schedules=False)
    world.idle()
    assert world.sql("SELECT count(*) FROM audit_events WHERE name = 'stuck_work_noted'")[0][0] == 1
    assert world.jobs() == 0
    assert staff.get(path).body["status"] == "in_fulfilment"


def _look(world):
    world.sql(
        "INSERT INTO jobs (kind, payload, version, client, source, state, due_at, run_after)"
        " VALUES ('look_for_stuck_work', '{}', 1, '', '', 'waiting', now(), now())"
    )
