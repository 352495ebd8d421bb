"""What the queue promises while everybody lives: with the change, in order, in shares, again after a failure."""

import asyncio
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from dsr_service.adapters.clock import FixedClock
from dsr_service.domain.errors import InvalidInput, NotFound, ServiceUnavailable
from dsr_service.domain.jobs import Job, JobNotDead, JobNotMine, JobState
from dsr_service.domain.schedules import Schedule
from dsr_service.storage import job_queue
from dsr_service.storage.job_runs import JobRun

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)


class Notebook:
    """A handler that writes down which jobs it performed, once its gate stands open."""

    def __init__(self, seconds: float = 0.0, *, shut: bool = False) -> None:
        self.gate = asyncio.Event()
        if not shut:
            self.gate.set()
        self.seen: list[int] = []
        self.runs: list[object] = []
        self.seconds = seconds
        self.at_once = 0
        self.most_at_once = 0

    async def __call__(self, run) -> None:
        self.at_once += 1
        self.most_at_once = max(self.most_at_once, self.at_once)
        await asyncio.sleep(self.seconds)
        await self.gate.wait()
        self.at_once -= 1
        self.seen.append(run.payload.get("n"))
        self.runs.append(run)


async def test_a_job_exists_only_if_the_change_does(queue):
    async with queue.sessions() as session:
        await job_queue.enqueue(session, Job("work", {"n": 1}))
        await session.rollback()
    async with queue.sessions.begin() as session:
        await job_queue.enqueue(session, Job("work", {"n": 2}))
    book = Notebook()
    async with queue.worker({"work": book}):
        await queue.empties()
    assert book.seen == [2]


async def test_no_worker_sees_a_job_before_the_commit(queue):
    book = Notebook()
    async with queue.worker({"work": book}):
        async with queue.sessions.begin() as session:
            await job_queue.enqueue(session, Job("work", {"n": 1}))
            await asyncio.sleep(0.6)
            assert book.seen == []
        await queue.empties()
    assert book.seen == [1]


async def test_a_job_is_run_promptly(queue):
    book = Notebook()
    async with queue.worker({"work": book}, poll=3600):  # no poll comes while the test waits
        await queue.enqueue(Job("work", {"n": 0}))
        await queue.empties()
        await asyncio.sleep(0.3)
        await queue.enqueue(Job("work", {"n": 1}))
        await queue.until(lambda: asyncio.sleep(0, book.seen), [0, 1])


async def test_the_handler_gets_the_job_as_it_was_enqueued(queue):
    book = Notebook()
    due = NOW + timedelta(days=3)
    await queue.enqueue(Job("work", {"n": 1, "id": "a-b"}, version=3, due_at=due, client="shop"))
    async with queue.worker({"work": book}):
        await queue.empties()
    (run,) = book.runs
    assert (run.kind, run.payload, run.version, run.attempt) == ("work", {"n": 1, "id": "a-b"}, 3, 1)
    assert (run.client, run.due_at) == ("shop", due)


async def test_earliest_due_first(queue):
    days = [5, 1, 4, 2, 3, 9, 7, 8, 6, 0]
    await queue.enqueue(*(Job("work", {"n": day}, due_at=NOW + timedelta(days=day)) for day in days))
    book = Notebook()
    async with queue.worker({"work": book}, concurrency=1):
        await queue.empties()
    assert book.seen == sorted(days)


@pytest.mark.parametrize("concurrency", [1, 4])
async def test_a_flood_of_one_client_does_not_delay_the_others(queue, concurrency):
    await queue.enqueue(*(Job("work", {"n": n}, client="flood", due_at=NOW) for n in range(300)))
    book = Notebook(seconds=0.005)
    async with queue.worker({"work": book}, concurrency=concurrency):
        await queue.until(lambda: asyncio.sleep(0, len(book.seen) > 20), True)
        # Due later than the whole flood, and still not behind it.
        later = NOW + timedelta(days=20)
        await queue.enqueue(
            *(Job("work", {"n": 1000 + n}, client=f"shop{n}", due_at=later) for n in range(5))
        )
        done_before = len(book.seen)
        await queue.empties()
    places = [place for place, n in enumerate(book.seen) if n >= 1000]
    assert len(places) == 5
    assert max(places) < done_before + 40, "others had to wait for the flood"


async def test_two_busy_clients_get_equal_shares(queue):
    await queue.enqueue(*(Job("work", {"n": n}, client="a", due_at=NOW) for n in range(100)))
    await queue.enqueue(
        *(Job("work", {"n": 1000 + n}, client="b", due_at=NOW + timedelta(days=9)) for n in range(100))
    )
    book = Notebook()
    async with queue.worker({"work": book}, concurrency=4):
        await queue.empties()
    first = Counter("b" if n >= 1000 else "a" for n in book.seen[:100])
    assert 35 <= first["b"] <= 65
    own = [n for n in book.seen if n < 1000]
    assert own[:4] != [], "order within a client is by due date and then by age"


async def test_the_flood_gets_all_when_nobody_else_asks(queue):
    await queue.enqueue(*(Job("work", {"n": n}, client="flood") for n in range(40)))
    book = Notebook(seconds=0.1)
    async with queue.worker({"work": book}, concurrency=8):
        await queue.empties()
    assert book.most_at_once == 8


async def test_a_source_is_spared_over_all_workers(queue):
    await queue.enqueue(*(Job("work", {"n": n}, source="shop", client=f"c{n % 5}") for n in range(30)))
    await queue.enqueue(*(Job("other", {"n": n}, source="crm") for n in range(10)))
    book, other = Notebook(seconds=0.05), Notebook(seconds=0.05)
    handlers = {"work": book, "other": other}
    options = {"concurrency": 8, "per_source": 3}
    async with (
        queue.worker(handlers, **options),
        queue.worker(handlers, **options),
        queue.worker(handlers, **options),
    ):
        await queue.empties()
    assert sorted(book.seen) == list(range(30))
    assert book.most_at_once == 3
    assert other.most_at_once == 3


async def test_many_workers_never_run_a_job_twice(queue):
    await queue.enqueue(*(Job("work", {"n": n}, client=f"c{n % 7}") for n in range(400)))
    book = Notebook(seconds=0.002)
    async with (
        queue.worker({"work": book}, concurrency=5),
        queue.worker({"work": book}, concurrency=5),
        queue.worker({"work": book}, concurrency=5),
        queue.worker({"work": book}, concurrency=5),
    ):
        await queue.empties()
    assert sorted(book.seen) == list(range(400))


async def test_what_a_worker_cannot_do_is_left_to_others(queue):
    await queue.enqueue(Job("new_kind", {"n": 1}, due_at=NOW), Job("work", {"n": 2}))
    old, new = Notebook(), Notebook()
    async with queue.worker({"work": old}, concurrency=1):
        await queue.until(queue.count, 1)
        async with queue.worker({"new_kind": new}):
            await queue.empties()
    assert (old.seen, new.seen) == ([2], [1])


async def test_a_job_joins_one_of_its_key_that_has_not_begun(queue):
    await queue.enqueue(
        Job("work", {"n": 1}, dedupe_key="k", due_at=NOW + timedelta(days=3)),
        Job("work", {"n": 2}, dedupe_key="k", due_at=NOW + timedelta(days=1)),
        Job("work", {"n": 3}, dedupe_key="other"),
        Job("work", {"n": 4}),
        Job("work", {"n": 5}),
    )
    assert await queue.count() == 4
    ((due,),) = await queue.sql("SELECT due_at FROM jobs WHERE dedupe_key = 'k'")
    assert due == NOW + timedelta(days=1)


async def test_a_job_for_now_hastens_one_for_later(queue):
    later = datetime.now(UTC) + timedelta(days=1)
    await queue.enqueue(Job("work", {"n": 1}, dedupe_key="k", run_after=later))
    await queue.enqueue(Job("work", {"n": 1}, dedupe_key="k"))
    book = Notebook()
    async with queue.worker({"work": book}):
        await queue.empties()
    assert book.seen == [1]


async def test_a_job_whose_twin_already_runs_is_not_swallowed(queue):
    book = Notebook(shut=True)
    await queue.enqueue(Job("work", {"n": 1}, dedupe_key="k"))
    async with queue.worker({"work": book}):
        await queue.until(lambda: queue.count("state = 'running'"), 1)
        await queue.enqueue(Job("work", {"n": 2}, dedupe_key="k"))
        book.gate.set()
        await queue.empties()
    assert sorted(book.seen) == [1, 2]


async def test_no_worker_runs_a_joined_job_on_the_state_of_before(queue):
    """The joiner's transaction holds the job back until its change is there to be seen."""
    await queue.enqueue(Job("work", {"n": 1}, dedupe_key="k"))
    book = Notebook()
    async with queue.sessions.begin() as session:
        await job_queue.enqueue(session, Job("work", {"n": 1}, dedupe_key="k"))
        async with queue.worker({"work": book}):
            await asyncio.sleep(0.6)
            assert book.seen == []
            await session.commit()
            await queue.empties()
    assert book.seen == [1]


async def test_a_failed_twin_gives_way_to_the_waiting_one(queue):
    seen, joined = [], asyncio.Event()

    async def fail_first(run) -> None:
        seen.append(run.payload["n"])
        if run.payload["n"] == 1:
            await joined.wait()
            raise ServiceUnavailable

    await queue.enqueue(Job("work", {"n": 1}, dedupe_key="k"))
    async with queue.worker({"work": fail_first}, concurrency=1):
        await queue.until(lambda: queue.count("state = 'running'"), 1)
        await queue.enqueue(Job("work", {"n": 2}, dedupe_key="k"))
        joined.set()
        await queue.empties()
    assert seen == [1, 2]


async def test_run_after_waits_for_the_clock_port(queue):
    clock = FixedClock(NOW)
    await queue.enqueue(Job("work", {"n": 1}, run_after=NOW + timedelta(days=40)))
    book = Notebook()
    async with queue.worker({"work": book}, clock=clock):
        await asyncio.sleep(0.6)
        assert book.seen == []
        clock.set(NOW + timedelta(days=40))
        await queue.empties()
    assert book.seen == [1]


class Flaky:
    """A handler that fails a number of times."""

    def __init__(self, times: int, error: BaseException) -> None:
        self.times = times
        self.error = error
        self.attempts: list[int] = []

    async def __call__(self, run) -> None:
        self.attempts.append(run.attempt)
        if len(self.attempts) <= self.times:
            raise self.error


@pytest.mark.parametrize(
    "error", [ServiceUnavailable(), ConnectionResetError(), KeyError("x"), TimeoutError()]
)
async def test_a_failure_is_tried_again_soon(queue, error):
    flaky = Flaky(1, error)
    await queue.enqueue(Job("work"))
    async with queue.worker({"work": flaky}):
        await queue.until(lambda: asyncio.sleep(0, bool(flaky.attempts)), True)
    for (wait,) in await queue.sql("SELECT retry_at - clock_timestamp() FROM jobs"):
        assert wait < timedelta(seconds=8)
    async with queue.worker({"work": flaky}):
        await queue.empties()
    assert flaky.attempts == [1, 2]


async def test_a_retry_keeps_its_distance(queue):
    flaky = Flaky(1, ServiceUnavailable(retry_after=2))
    await queue.enqueue(Job("work"))
    started = time.monotonic()
    async with queue.worker({"work": flaky}):
        await queue.empties()
    assert time.monotonic() - started >= 2


async def test_what_no_attempt_will_mend_is_held_and_an_operator_retries_it(queue):
    flaky = Flaky(1, InvalidInput("value of a person"))
    await queue.enqueue(Job("work", {"n": 1}, dedupe_key="k"))
    async with queue.worker({"work": flaky}):
        await queue.until(lambda: queue.count("state = 'dead'"), 1)
        async with queue.sessions() as session:
            (held,) = await job_queue.page(session, state=JobState.DEAD)
            assert (held.last_error, held.attempts, held.died_at is not None) == ("invalid_input", 1, True)
            assert (await job_queue.depth(session)).dead == 1
        async with queue.sessions.begin() as session:
            await job_queue.retry(session, held.id)
        await queue.until(queue.count, 0)
    assert flaky.attempts == [1, 1], "an operator's retry counts anew"


async def test_attempts_come_to_an_end(queue):
    flaky = Flaky(99, KeyError("x"))
    await queue.enqueue(Job("work"))
    await queue.sql("UPDATE jobs SET attempts = 7")
    async with queue.worker({"work": flaky}):
        await queue.until(lambda: queue.count("state = 'dead'"), 1)
    assert flaky.attempts == [8]
    assert (await queue.sql("SELECT last_error FROM jobs"))[0][0] == "KeyError"


async def test_held_jobs_of_a_kind_are_retried_together(queue):
    await queue.enqueue(*(Job(kind, {"n": n}) for n in range(3) for kind in ("mail", "walk")))
    await queue.sql("UPDATE jobs SET state = 'dead'")
    async with queue.sessions.begin() as session:
        assert len(await job_queue.retry_all(session, kind="mail")) == 3
    assert await queue.count("state = 'waiting' AND kind = 'mail'") == 3
    async with queue.sessions.begin() as session:
        assert len(await job_queue.retry_all(session)) == 3


async def test_only_held_jobs_can_be_retried(queue):
    await queue.enqueue(Job("work"))
    ((job,),) = await queue.sql("SELECT id FROM jobs")
    async with queue.sessions() as session:
        with pytest.raises(JobNotDead):
            await job_queue.retry(session, job)
        with pytest.raises(NotFound):
            await job_queue.retry(session, job + 1)


async def test_a_retried_job_does_not_clash_with_a_newer_one_of_its_key(queue):
    await queue.enqueue(Job("work", {"n": 1}, dedupe_key="k"))
    await queue.sql("UPDATE jobs SET state = 'dead'")
    await queue.enqueue(Job("work", {"n": 2}, dedupe_key="k"))
    async with queue.sessions.begin() as session:
        assert len(await job_queue.retry_all(session)) == 1
    book = Notebook()
    async with queue.worker({"work": book}):
        await queue.empties()
    assert sorted(book.seen) == [1, 2]


async def test_the_depth_tells_number_and_age(queue):
    due = NOW + timedelta(days=1)
    await queue.enqueue(Job("work", due_at=due), Job("work"), Job("work", run_after=NOW + timedelta(days=99)))
    await queue.sql("UPDATE jobs SET ready_at = now() - interval '90 s' WHERE due_at = :due", due=due)
    async with queue.sessions() as session:
        depth = await job_queue.depth(session)
    assert (depth.waiting, depth.scheduled, depth.running, depth.dead) == (2, 1, 0, 0)
    assert timedelta(seconds=90) <= depth.oldest_wait < timedelta(seconds=190)


async def test_the_depth_of_an_empty_queue(queue):
    async with queue.sessions() as session:
        depth = await job_queue.depth(session)
    assert (depth.waiting, depth.oldest_wait, depth.earliest_due_at) == (0, timedelta(0), None)


async def test_nothing_said_by_an_exception_is_kept(queue):
    await queue.enqueue(Job("work"))
    async with queue.worker({"work": Flaky(99, InvalidInput("canary@example.org"))}):
        await queue.until(lambda: queue.count("state = 'dead'"), 1)
    rows = await queue.sql("SELECT jobs::text FROM jobs")
    assert "canary" not in rows[0][0]


async def test_a_schedule_fires_once_whoever_looks(queue):
    clock = FixedClock(datetime(2026, 11, 23, 11, 59, 30, tzinfo=UTC))
    book = Notebook()
    schedules = [Schedule("hourly", "0 * * * *", "sweep")]
    options = {"clock": clock, "schedules": schedules, "zone": ZoneInfo("Europe/Paris")}
    async with (
        queue.worker({"sweep": book}, **options),
        queue.worker({"sweep": book}, **options),
        queue.worker({"sweep": book}, **options),
    ):
        await queue.until(lambda: queue.sql("SELECT name FROM job_schedules"), [("hourly",)])
        await asyncio.sleep(0.3)
        assert len(book.runs) == 0
        for expected in (1, 2, 3):
            clock.set(clock.now() + timedelta(hours=1))
            await queue.until(lambda n=expected: asyncio.sleep(0, len(book.runs) >= n), True)
            await asyncio.sleep(0.5)
            assert len(book.runs) == expected


async def test_missed_schedules_are_made_up_for_once(queue):
    clock = FixedClock(datetime(2026, 11, 23, 11, 30, tzinfo=UTC))
    book = Notebook()
    options = {"clock": clock, "schedules": [Schedule("hourly", "0 * * * *", "sweep")]}
    async with queue.worker({"sweep": book}, **options):
        await queue.until(lambda: queue.sql("SELECT name FROM job_schedules"), [("hourly",)])
    clock.set(clock.now() + timedelta(days=2))
    async with queue.worker({"sweep": book}, **options):
        await queue.until(lambda: asyncio.sleep(0, len(book.runs)), 1)
        await asyncio.sleep(0.5)
    assert len(book.runs) == 1


async def test_a_wrong_clock_does_not_silence_a_schedule(queue):
    ahead = FixedClock(datetime(2027, 11, 23, 11, 30, tzinfo=UTC))
    right = FixedClock(datetime(2026, 11, 23, 11, 59, 59, tzinfo=UTC))
    schedules = [Schedule("hourly", "0 * * * *", "sweep")]
    book = Notebook()
    async with queue.worker({"sweep": book}, clock=ahead, schedules=schedules):
        await queue.until(lambda: queue.sql("SELECT name FROM job_schedules"), [("hourly",)])
    async with queue.worker({"sweep": book}, clock=right, schedules=schedules):
        noon = [(datetime(2026, 11, 23, 12, tzinfo=UTC),)]
        await queue.until(lambda: queue.sql("SELECT next_at FROM job_schedules"), noon)
        right.set(right.now() + timedelta(seconds=2))
        await queue.until(lambda: asyncio.sleep(0, len(book.runs)), 1)


async def test_only_the_newest_token_may_record(queue):
    await queue.enqueue(Job("work", {"n": 1}))
    book = Notebook(shut=True)
    async with queue.worker({"work": book}):
        await queue.until(lambda: queue.count("state = 'running'"), 1)
        ((job, token),) = await queue.sql("SELECT id, token FROM jobs")
        mine = JobRun(job, "work", {}, 1, 1, token, "", NOW)
        stale = JobRun(job, "work", {}, 1, 1, token - 1, "", NOW)
        async with queue.sessions() as session:
            await mine.assert_still_mine(session)
            await session.rollback()
            with pytest.raises(JobNotMine):
                await stale.assert_still_mine(session)
            await session.rollback()
            with pytest.raises(JobNotMine):
                await stale.finish(session)
            await session.rollback()
        book.gate.set()
        await queue.empties()
    async with queue.sessions() as session:
        with pytest.raises(JobNotMine):
            await mine.assert_still_mine(session)


async def test_a_job_finished_in_a_rolled_back_transaction_is_not_finished(queue):
    attempts = []

    async def handler(run) -> None:
        attempts.append(run.attempt)
        async with queue.sessions() as session:
            await run.finish(session)
            if run.attempt == 1:
                raise ServiceUnavailable
            await session.commit()

    await queue.enqueue(Job("work"))
    async with queue.worker({"work": handler}):
        await queue.empties()
    assert attempts == [1, 2]


async def test_a_job_whose_recording_was_not_kept_is_not_taken_for_done(queue):
    """A run that says it has recorded the end, and whose transaction is lost without a word."""
    attempts = []

    async def handler(run) -> None:
        attempts.append(run.attempt)
        async with queue.sessions() as session:
            await run.finish(session)
            await (session.commit() if run.attempt > 1 else session.rollback())

    await queue.enqueue(Job("work"))
    async with queue.worker({"work": handler}) as runner:
        await queue.until(lambda: asyncio.sleep(0, (attempts, runner.running)), ([1], 0))
        await asyncio.sleep(0.5)  # several rounds, which settle what has ended
        await queue.leases_end()
        await queue.empties()
    assert attempts == [1, 2]


async def test_a_run_that_ended_its_job_itself_has_lost_nothing(queue):
    """Its row is gone, and the loop of a busy worker hears of its own commit only after a beat has missed the row."""
    outcomes = []

    async def handler(run) -> None:
        async with queue.sessions.begin() as session:
            await run.finish(session)
        await asyncio.sleep(2.5)  # two beats

    await queue.enqueue(Job("work"))
    observe = lambda _kind, outcome, _seconds: outcomes.append(outcome)  # noqa: E731
    async with queue.worker({"work": handler}, lease=3.0, observe=observe):
        await queue.until(lambda: asyncio.sleep(0, len(outcomes)), 1)
    assert outcomes == ["done"]
