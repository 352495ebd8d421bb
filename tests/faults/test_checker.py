"""The checker can fail: a violation is planted for each invariant, and it alone is found."""

from faults.book import CANARY, Call
from faults.checker import settle, violations
from faults.papers import upload
from faults.world import World


def _blob(world: World):
    return next(path for path in (world.data / "blobs").rglob("*") if path.is_file())


def _sql(statement: str):
    return lambda world: world.sql(statement)


def _unguarded(statement: str):
    """As somebody who can switch triggers off."""
    return lambda world: [
        world.sql("ALTER TABLE audit_events DISABLE TRIGGER USER"),
        world.sql(statement),
    ]


def _call(**what):
    return lambda world: world.book.note(Call("staff", "GET", "/v1/requests", **what))


def _change_an_answer(world: World) -> None:
    first = next(call for call in world.book.calls if call.key and call.ok)
    world.book.note(
        Call(first.role, first.method, first.path, first.key, None, first.status, {"id": "other"})
    )


AGAIN = "INSERT INTO audit_events (occurred_at, name, request_id, actor_role, actor_id, data) SELECT occurred_at, name,"
AGAIN += " request_id, actor_role, actor_id, data FROM audit_events WHERE name = '{}' LIMIT 1"
PROBLEM = {"content-type": "application/problem+json"}
PLANTS = {
    "I1 a request is lost": ("I1", _call(marker="x@example.com", status=200, body={"id": "gone"})),
    "I1 a submission twice": (
        "I1",
        _sql(
            "UPDATE subject_identifiers SET value = (SELECT value FROM subject_identifiers"
            f" WHERE value LIKE '{CANARY}%' LIMIT 1)"
        ),
    ),
    "I2 another answer under a key": ("I2", _change_an_answer),
    "I3 a blob without a row": ("I3", lambda world: (world.data / "blobs" / "packages" / "x").write_bytes(b"x")),
    "I3 a row without its blob": ("I3", lambda world: _blob(world).unlink()),
    "I3 a blob that was changed": ("I3", lambda world: _blob(world).write_bytes(b"other")),
    "I3 a file left unfinished": ("I3", lambda world: (world.data / "blobs" / ".unfinished" / "x").touch()),
    "I4 a status without an event": (
        "I4", _sql("UPDATE subject_requests SET status = 'expired' WHERE closed_at > created_at"),
    ),
    "I4 an event without a status": ("I4", _sql(AGAIN.format("status_changed"))),
    "I4 events of no request": (
        "I4",
        _sql("INSERT INTO audit_events (occurred_at, name, request_id, actor_role, actor_id, data)"
             " VALUES (now(), 'request_submitted', gen_random_uuid(), 'system', 'system', '{}')"),
    ),
    "I5 a decision twice": ("I5", _sql(AGAIN.format("right_decided"))),
    "I5 a letter sent twice": ("I5", _sql(AGAIN.format("message_sent"))),
    "I6 released without approval": ("I6", _unguarded("DELETE FROM audit_events WHERE name = 'approval_given'")),
    "I6 approved by who started it": (
        "I6", _sql("UPDATE subject_requests SET approved_by = NULL WHERE approved_by IS NOT NULL"),
    ),
    "I7 a letter of no row": ("I7", lambda world: (world.data / "outbox" / "0.eml").write_text("")),
    "I7 a letter said to be sent": (
        "I7", lambda world: [path.unlink() for path in (world.data / "outbox").glob("*.eml")],
    ),
    "I8 a deadline moved": ("I8", _sql("UPDATE deadlines SET due_before = due_before + interval '1 day'")),
    "I9 a job is held": (
        "I9",
        _sql("INSERT INTO jobs (kind, payload, version, client, source, state, due_at, run_after)"
             " VALUES ('fulfil', '{}', 1, '', '', 'dead', now(), now())"),
    ),
    "I9 nobody works for a request": (
        "I9",
        lambda world: [
            world.sql("UPDATE subject_requests SET status = 'in_fulfilment' WHERE status = 'in_progress'"),
        ],
    ),
    "I10 an event is gone": (
        "I10", _unguarded("DELETE FROM audit_events WHERE name = 'identity_verified_by_other_means'"),
    ),
    "I10 an event was changed": ("I10", _unguarded("UPDATE audit_events SET actor_id = 'x' WHERE position = 1")),
    "I11 a bare 502": ("I11", _call(status=502)),
    "I11 a 500": ("I11", _call(status=500, headers=PROBLEM)),
    "I11 a 503 without Retry-After": ("I11", _call(status=503, headers=PROBLEM)),
    "I12 a name in a log": ("I12", lambda world: (world.folder / "api.log").write_text(f"x {CANARY.title()} x")),
    "I12 a name in the queue": (
        "I12",
        _sql("INSERT INTO jobs (kind, payload, version, client, source, state, due_at, run_after) VALUES"
             f" ('fulfil', '{{}}', 1, '{CANARY}', '', 'scheduled', now(), now() + interval '1 day')"),
    ),
}  # fmt: skip
ALSO = {"I9 nobody works for a request": {"I4"}, "I6 released without approval": {"I10"}}


def lived_in(world: World) -> None:
    """A world in which everything that the invariants speak of has happened."""
    api = world.api()
    storefront, staff, dpo = (world.caller(role, api.url) for role in ("storefront", "staff", "dpo"))
    path = world.started(storefront, staff, "access", email=world.people[0])
    letter = world.verified(storefront, staff)
    assert staff.post(f"{letter}/extension", json={"ground": "complexity_volume", "reasons": "Many."}).ok
    copied = f"/v1/requests/{world.submit(storefront)['id']}"
    assert upload(storefront, copied).ok
    worker = world.worker("first", schedules=False)
    world.until(lambda: staff.get(path).body["status"] == "awaiting_approval", "the package")
    worker.kill()
    assert dpo.post(f"{path}/approval").ok
    settle(world)
    for process in world.processes:
        process.kill()
    world.checkpoint()


def test_each_invariant_can_be_broken(world):
    """One world; each plant is put into a copy of its database and taken out of its folders again."""
    lived_in(world)
    assert violations(world) == []
    kept, database = world.folder / "kept", world.database
    world.cluster.execute(f'ALTER DATABASE "{database}" RENAME TO "{database}_kept"')
    _copy(world.data, kept / "data")
    _copy(world.folder / "api.log", kept / "api.log")
    calls = list(world.book.calls)
    missed = {}
    for name, (invariant, plant) in PLANTS.items():
        world.cluster.create_database(database, f"{database}_kept")
        plant(world)
        found = {line.partition(":")[0] for line in violations(world)}
        if found - ALSO.get(name, set()) != {invariant}:
            missed[name] = found
        world.cluster.drop_database(database)
        _copy(kept / "data", world.data)
        _copy(kept / "api.log", world.folder / "api.log")
        world.book.calls[:] = calls
    world.cluster.drop_database(f"{database}_kept")
    assert not missed
    assert {invariant for invariant, _ in PLANTS.values()} == {f"I{n}" for n in range(1, 13)}


def _copy(source, target) -> None:
    import shutil

    if source.is_dir():
        shutil.rmtree(target, ignore_errors=True)
        shutil.copytree(source, target)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(source, target)
