"""F7 and pressure: a database that is away, stuck or full answers 503 within two seconds, and heals by itself."""

import threading

import pytest

from faults.book import Call
from faults.checker import check
from faults.world import World

SOON = 2.0
SLACK = 1.5
LIMITED = {"DSR_ANSWER_WITHIN": "2", "DSR_POOL_SIZE": "5"}


def at_ease(world: World, url: str) -> float:
    """Seconds beyond those that the service allows itself: a busy machine's, seen by calls that wait for nothing."""
    staff = world.caller("staff", url)
    return SLACK + 10 * max(staff.get("/healthz").seconds for _ in range(3))


def refused_soon(call: Call, slack: float) -> None:
    assert call.status == 503, call
    assert call.body["code"] in {"service_unavailable", "clock_differs"}, call.body
    assert int(call.headers["retry-after"]) >= 1
    assert call.seconds < SOON + slack, f"a caller waited {call.seconds:.1f} s"


def unready_soon(world: World, url: str, check_name: str) -> None:
    call = world.caller("staff", url).get("/readyz")
    assert call.status == 503, call
    assert call.body["status"] == "unready"
    assert call.body["checks"][check_name] != "ok", call.body
    assert call.seconds < SOON + at_ease(world, url)


def heals(world: World, url: str) -> None:
    staff = world.caller("staff", url)
    world.until(lambda: staff.get("/readyz").status == 200, "readiness to come back")
    world.until(lambda: staff.get("/v1/requests").status == 200, "the service to come back")


def many(world: World, url: str, callers: int, path: str = "/v1/requests") -> list[Call]:
    """So many calls at once, from threads of their own."""
    answers: list[Call] = []

    def one() -> None:
        answers.append(world.caller("staff", url).get(path))

    threads = [threading.Thread(target=one) for _ in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(150)
    assert len(answers) == callers
    return answers


@pytest.mark.parametrize("how", ["hang", "down", "cut"])
def test_a_database_that_does_not_answer(world, how):
    proxy = world.proxied()
    api = world.api(environment=LIMITED)
    staff = world.caller("staff", api.url)
    assert staff.get("/v1/requests").status == 200
    getattr(proxy, how)()
    if how == "cut":  # the pool's connections are dead: at worst a call each notices
        world.until(lambda: staff.get("/v1/requests").status == 200, "a new connection")
        slack = at_ease(world, api.url)
        assert all(call.seconds < SOON + slack for call in world.book.calls)
    else:
        searched = {"identifiers": [{"type": "email", "value": "a@example.com"}]}
        calls = [staff.get("/v1/requests"), staff.post("/v1/requests/search", json=searched)]
        calls += many(world, api.url, 12)
        slack = at_ease(world, api.url)
        for call in calls:
            refused_soon(call, slack)
        unready_soon(world, api.url, "database")
        proxy.flow() if how == "hang" else proxy.up()
    heals(world, api.url)
    check(world, f"pressure: the database's connection {how}", 1)


def test_locks_that_nobody_gives_back_exhaust_the_pool(world):
    api = world.api(environment=LIMITED)
    staff = world.caller("staff", api.url)
    assert staff.get("/v1/requests").status == 200
    held, release = threading.Event(), threading.Event()
    holding = threading.Thread(target=lambda: hold_everything(world, held, release))
    holding.start()
    try:
        assert held.wait(150)
        calls = many(world, api.url, 15)
        slack = at_ease(world, api.url)
        for call in calls:
            refused_soon(call, slack)
        assert staff.get("/healthz").status == 200
    finally:
        release.set()
        holding.join(150)
    heals(world, api.url)
    check(world, "F7 pool exhausted by locks", 15)


def hold_everything(world: World, held: threading.Event, release: threading.Event) -> None:
    """A session that forgot its transaction."""
    import asyncio

    import asyncpg

    async def hold() -> None:
        connection = await asyncpg.connect(world.cluster.libpq_dsn(world.database))
        async with connection.transaction():
            await connection.execute("LOCK TABLE subject_requests IN ACCESS EXCLUSIVE MODE")
            held.set()
            await asyncio.to_thread(release.wait, 250)
        await connection.close()

    asyncio.run(hold())


def test_readiness_tells_migrations_queue_and_files(world):
    api = world.api()
    staff = world.caller("staff", api.url)
    assert staff.get("/readyz").status == 200
    world.sql("INSERT INTO jobs (kind, payload, version, client, source, state, due_at, run_after, ready_at)"
              " VALUES ('sweep_blobs', '{}', 1, '', '', 'waiting', now(), now(), now() - interval '1 h')")  # fmt: skip
    unready_soon(world, api.url, "queue")
    world.sql("DELETE FROM jobs")
    [(revision,)] = world.sql("SELECT version_num FROM alembic_version")
    world.sql("UPDATE alembic_version SET version_num = '0001'")
    unready_soon(world, api.url, "migrations")
    world.sql("UPDATE alembic_version SET version_num = $1", revision)
    unfinished = world.data / "blobs" / ".unfinished"
    unfinished.rmdir()
    unready_soon(world, api.url, "documents")
    unfinished.mkdir()
    heals(world, api.url)
    check(world, "readiness: migrations, queue age, files", 3)
