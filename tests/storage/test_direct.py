"""Statements past the ORM: in the same transaction, read back as the mapped classes are, by plans that stay quick."""

import asyncio
import importlib.util
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest
from sqlalchemy.exc import DBAPIError

from dsr_service.adapters.job_runner.failures import classify
from dsr_service.api.unavailability import is_unavailable
from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.jobs import Failure
from dsr_service.domain.subject_requests import Status
from dsr_service.services import deadlines
from dsr_service.storage import direct, whole_requests
from dsr_service.storage import subject_requests as storage
from dsr_service.storage.tables import DeadlineRow, RequestedRight, SubjectRequest
from dsr_service.storage.whole_requests import NEVER, QueueFilter
from dsr_service_tests import submission


@pytest.fixture
async def submitted(service):
    body = submission("access", "objection", email="a@example.com")
    body["subject"]["identifiers"].append({"type": "phone", "value": "+33 1"})
    answer = await service.clients["storefront"].post("/v1/requests", json=body)
    assert answer.status_code == 201, answer.text
    return answer.json()


def columns(row):
    return {
        column.name: getattr(row, column.name)
        for column in type(row).__table__.columns
        if not column.computed
    }


class Undone(Exception):
    """Ends an operation that is to leave nothing behind."""


async def two_buckets(service):
    async with service.runtime.operation(SYSTEM) as ctx:
        for key in (b"begun by nobody", b"held by the driver"):
            await direct.fetch(ctx.session, "INSERT INTO rate_limits VALUES ($1, 1, 1, now())", key)
        assert len(await direct.fetch(ctx.session, "SELECT FROM rate_limits WHERE key LIKE '%by%'")) == 2
        raise Undone


async def test_a_statement_runs_in_the_transaction_of_its_session(service):
    with pytest.raises(Undone):
        await two_buckets(service)
    async with service.runtime.operation(SYSTEM) as ctx:
        assert not await direct.fetch(ctx.session, "SELECT FROM rate_limits WHERE key LIKE '%by%'")


async def test_single_readings_open_no_transaction(service):
    async with service.runtime.reading(SYSTEM) as ctx:
        first, second = [
            (await direct.fetch(ctx.session, "SELECT now()::text AS now"))[0]["now"] for _ in range(2)
        ]
        assert first != second
        assert not ctx.session.driver.is_in_transaction()


async def test_a_reading_that_is_given_up_leaves_its_connection_to_nobody(service):
    pool = service.runtime.engine.pool

    async def sleep():
        async with service.runtime.reading(SYSTEM) as ctx:
            kept.append(ctx.session.driver)
            await direct.fetch(ctx.session, "SELECT pg_sleep(30)")

    kept = []
    task = asyncio.create_task(sleep())
    while not kept:
        await asyncio.sleep(0.01)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert kept[0].is_closed()
    assert pool.checkedout() == 0


async def given_up_after(turns, work):
    """Whether so many turns of the loop were too few."""
    task = asyncio.create_task(work())
    for _ in range(turns):
        await asyncio.sleep(0)
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        return True
    return False


async def test_an_operation_that_is_given_up_anywhere_leaves_no_transaction_to_the_next(service):
    """What the next one does on that connection would never be committed, and would lock its rows for ever."""
    sessions, pool = service.runtime.sessions, service.runtime.engine.pool

    async def begin():
        async with sessions() as session, session.begin():
            await direct.fetch(session, "SELECT 1")

    await begin()
    turns = 0
    while await given_up_after(turns, begin):
        turns += 1
        key = b"%d" % turns
        async with sessions() as session, session.begin():
            await direct.fetch(session, "INSERT INTO rate_limits VALUES ($1, 1, 1, now())", key)
        async with service.runtime.reading(SYSTEM) as ctx:
            assert not ctx.session.driver.is_in_transaction()
            assert await direct.fetch(ctx.session, "SELECT FROM rate_limits WHERE key = $1", key), turns
        assert pool.checkedout() == 0
    assert turns > 3


async def test_a_connection_in_a_transaction_that_nobody_ended_is_lent_to_nobody(service):
    async with service.runtime.reading(SYSTEM) as ctx:
        left = ctx.session.driver
        await left.execute("BEGIN")
    async with service.runtime.operation(SYSTEM) as ctx:
        await direct.fetch(ctx.session, "INSERT INTO rate_limits VALUES ('kept', 1, 1, now())")
    assert left.is_closed()
    async with service.runtime.reading(SYSTEM) as ctx:
        assert await direct.fetch(ctx.session, "SELECT FROM rate_limits WHERE key = 'kept'")


async def test_a_statement_that_fails_costs_no_connection(service):
    kept = []

    async def fail():
        async with service.runtime.reading(SYSTEM) as ctx:
            kept.append(ctx.session.driver)
            await direct.fetch(ctx.session, "SELECT FROM nowhere")

    for _ in range(3):
        with pytest.raises(DBAPIError, match="UndefinedTableError"):
            await fail()
    assert not any(driver.is_closed() for driver in kept)
    assert service.runtime.engine.pool.checkedout() == 0


async def test_a_connection_lost_on_the_way_is_told_as_sqlalchemy_tells_it(service):
    """Whoever waits for a database that is away (worker, readiness) need not know who spoke to it."""

    async def lose(where):
        async with where(SYSTEM) as ctx:
            [row] = await direct.fetch(ctx.session, "SELECT pg_backend_pid() AS pid")
            async with service.runtime.operation(SYSTEM) as other:
                await direct.fetch(other.session, "SELECT pg_terminate_backend($1)", row["pid"])
            await direct.fetch(ctx.session, "SELECT 1")

    for where in (service.runtime.reading, service.runtime.operation):
        with pytest.raises(DBAPIError) as lost:
            await lose(where)
        assert lost.value.connection_invalidated
        assert is_unavailable(lost.value)
    async with service.runtime.operation(SYSTEM) as ctx:
        assert await direct.fetch(ctx.session, "SELECT 1")


async def test_a_goodbye_of_the_server_that_is_half_read_is_a_lost_connection(service, monkeypatch):
    async def out_of_step(*_, **__):
        raise asyncpg.InternalClientError("cannot switch to state 11; another operation (2) is in progress")

    async def ask_out_of_step():
        async with service.runtime.operation(SYSTEM) as ctx:
            await direct.fetch(ctx.session, "SELECT 1")
            monkeypatch.setattr(asyncpg.Connection, "_execute", out_of_step)
            await direct.fetch(ctx.session, "SELECT 1")

    with pytest.raises(DBAPIError) as lost:
        await ask_out_of_step()
    monkeypatch.undo()
    assert lost.value.connection_invalidated
    assert is_unavailable(lost.value)
    assert classify(lost.value)[0] is Failure.TEMPORARY
    assert is_unavailable(asyncpg.InternalClientError("raised past the session"))
    async with service.runtime.operation(SYSTEM) as ctx:
        assert await direct.fetch(ctx.session, "SELECT 1")


async def test_connections_that_the_server_closed_are_made_anew(service):
    """A restart of the database costs no call its answer."""
    async with service.runtime.reading(SYSTEM) as one, service.runtime.reading(SYSTEM) as two:
        drivers = [one.session.driver, two.session.driver]
    for driver in drivers:
        driver.terminate()
    async with service.runtime.reading(SYSTEM) as one, service.runtime.operation(SYSTEM) as two:
        assert await direct.fetch(one.session, "SELECT 1")
        assert await direct.fetch(two.session, "SELECT 1")


async def test_a_snapshot_reads_like_the_mapped_class(service, submitted):
    async with service.runtime.operation(SYSTEM) as ctx:
        request = await storage.get(ctx.session, UUID(submitted["id"]))
        whole = await whole_requests.get(ctx.session, request.id)
        clock = await ctx.session.get_one(DeadlineRow, request.id)
        for mapped, snapshot in (
            (request, whole.request),
            (request.subject, whole.request.subject),
            (clock, whole.clock),
            *zip(request.rights, whole.request.rights, strict=True),
            *zip(request.subject.identifiers, whole.request.subject.identifiers, strict=True),
        ):
            for name, value in columns(mapped).items():
                assert getattr(snapshot, name) == value, name
                assert type(getattr(snapshot, name)).__name__ in (type(value).__name__, "UUID"), name


async def test_what_was_inserted_past_the_orm_is_held_by_the_session(service, submitted):
    """Later steps of the same operation change it as if the ORM had stored it."""
    async with service.runtime.operation(SYSTEM) as ctx:
        old = await storage.get(ctx.session, UUID(submitted["id"]))
        copied = {**columns(old), "id": UUID(int=8), "reference": "DSR-copy", "subject_id": None}
        right = {**columns(old.rights[0]), "request_id": UUID(int=8)}
        subject = type(old.subject)(id=UUID(int=7), name="Copy", identifiers=[])
        new = SubjectRequest(**copied, subject=subject, rights=[RequestedRight(**right)])
        await storage.add(ctx.session, new)
        await deadlines.start(ctx, new)
        assert (await deadlines.of_requests(ctx, [new]))[new.id].due_date is not None
        new.assignee = "somebody"
        await ctx.session.flush()
        assert new.version == old.version + 1
    async with service.runtime.operation(SYSTEM) as ctx:
        stored = await storage.get(ctx.session, new.id)
        assert (stored.assignee, stored.status, len(stored.rights)) == ("somebody", Status.RECEIVED, 1)


SOMEWHERE = UUID("01900000-0000-7000-8000-000000000005")


async def filled(service, request_id):
    """Twenty thousand requests like this one, as the benchmark stores them."""
    path = Path(__file__).parents[2] / "bench/api_parts/stored.py"
    spec = importlib.util.spec_from_file_location("stored", path)
    stored = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(stored)
    url = service.runtime.engine.url.render_as_string(hide_password=False).replace("+asyncpg", "")
    connection = await asyncpg.connect(url)
    await stored.fill(connection, request_id, 20_000)
    await connection.close()


async def said(ctx, call):
    """The statements of a call with their values, as the driver hears them."""
    heard = []
    driver = (await (await ctx.session.connection()).get_raw_connection()).driver_connection
    with driver.query_logger(lambda record: heard.append((record.query, record.args))):
        await call(ctx.session)
        await asyncio.sleep(0)  # the driver tells of it a turn later
    return driver, heard


async def test_pages_and_single_requests_read_no_table_from_end_to_end(service, submitted):
    await filled(service, submitted["id"])
    received = QueueFilter(statuses=frozenset({Status.RECEIVED}))
    calls = [
        lambda session: whole_requests.get(session, SOMEWHERE),
        *(
            lambda session, wanted=wanted: whole_requests.page_by_id(session, wanted, SOMEWHERE, 50)
            for wanted in (QueueFilter(), QueueFilter(client="storefront"), received)
        ),
        lambda session: whole_requests.page_by_id(session, QueueFilter(lookups=(b"x" * 32,)), None, 50),
        *(
            lambda session, wanted=wanted, after=after: whole_requests.page_by_due(session, wanted, after, 50)
            for wanted in (QueueFilter(), received)
            for after in (None, (service.clock.now(), SOMEWHERE), (NEVER, SOMEWHERE))
        ),
        lambda session: storage.open_by_lookups(session, [b"x" * 32], "storefront"),
    ]
    async with service.runtime.operation(SYSTEM) as ctx:
        for call in calls:
            driver, heard = await said(ctx, call)
            statements = [each for each in heard if "FROM subject_" in each[0]]
            assert statements
            for sql, values in statements:
                plan = "\n".join(row[0] for row in await driver.fetch(f"EXPLAIN {sql}", *values))
                assert "Seq Scan" not in plan, plan
