"""What the queue promises when workers and servers die, stop and come back."""

import asyncio
import signal
import time
from datetime import timedelta

import pytest

from dsr_service.domain.jobs import Job


async def _words(queue, word: str) -> list[tuple[int, str]]:
    rows = await queue.sql("SELECT token, worker FROM effects WHERE word = :word ORDER BY n", word=word)
    return [tuple(row) for row in rows]


async def _begun(queue, times: int) -> None:
    async def enough() -> bool:
        return await _count(queue, "begun") >= times

    await queue.until(enough, True)


async def _count(queue, word: str) -> int:
    return len(await _words(queue, word))


async def test_a_killed_workers_job_completes_once_elsewhere(queue, worker_process):
    first = worker_process("first")
    await queue.enqueue(Job("slow", {"tenths": 10}))
    await _begun(queue, 1)
    await first.killed()
    second = worker_process("second")
    await queue.leases_end()
    await queue.empties()
    assert await _words(queue, "begun") == [(1, "first"), (2, "second")]
    assert await _words(queue, "recorded") == [(2, "second")]
    second.send(signal.SIGTERM)
    assert await second.ended() == 0


@pytest.mark.faults
async def test_the_default_lease_rescues_within_ten_seconds(queue, worker_process):
    first = worker_process("first", lease=7.0, poll=1.0)
    await queue.enqueue(Job("slow", {"tenths": 3}))
    await _begun(queue, 1)
    first.send(signal.SIGKILL)
    worker_process("second", lease=7.0, poll=1.0)
    killed = time.monotonic()
    await _begun(queue, 2)
    assert time.monotonic() - killed < 10


async def test_a_crash_counts_as_an_attempt_and_ends_some_day(queue, worker_process):
    await queue.enqueue(Job("slow", {"tenths": 50}))
    for crash in range(3):
        worker = worker_process(f"w{crash}", crashes=3)
        await _begun(queue, crash + 1)
        await worker.killed()
        await queue.leases_end()
    worker_process("last", crashes=3)
    await queue.until(lambda: queue.count("state = 'dead'"), 1)
    assert (await queue.sql("SELECT attempts, crashes, last_error FROM jobs"))[0] == (3, 3, "worker_lost")


async def test_a_zombies_late_write_is_refused(queue, worker_process):
    zombie = worker_process("zombie")
    await queue.enqueue(Job("slow", {"tenths": 10}))
    await _begun(queue, 1)
    zombie.send(signal.SIGSTOP)
    worker_process("second")
    await queue.leases_end()
    await queue.empties()
    zombie.send(signal.SIGCONT)

    async def end_of_the_zombie() -> list[tuple[int, str]]:
        return [*await _words(queue, "refused"), *await _words(queue, "cancelled")]

    await queue.until(end_of_the_zombie, [(1, "zombie")])
    assert await _words(queue, "recorded") == [(2, "second")]


@pytest.mark.faults
async def test_a_worker_that_stops_while_it_records_holds_nothing_for_ever(queue, worker_process):
    zombie = worker_process("zombie", lease=1.5)
    await queue.enqueue(Job("slow_to_record", {"tenths": 5}))
    await _begun(queue, 1)
    zombie.send(signal.SIGSTOP)
    worker_process("second")
    await queue.empties()
    zombie.send(signal.SIGCONT)
    await asyncio.sleep(1)
    assert await _words(queue, "recorded") == [(2, "second")]


async def test_a_zombie_does_not_touch_the_job_that_another_still_runs(queue, worker_process, tmp_path):
    zombie = worker_process("zombie")
    await queue.enqueue(Job("waiting", {"file": "go_on"}))
    await _begun(queue, 1)
    zombie.send(signal.SIGSTOP)
    worker_process("second")
    await queue.leases_end()
    await _begun(queue, 2)
    (tmp_path / "go_on").touch()
    zombie.send(signal.SIGCONT)
    await queue.empties()
    assert await _words(queue, "recorded") == [(2, "second")]
    assert await _words(queue, "begun") == [(1, "zombie"), (2, "second")]


@pytest.mark.parametrize("kind", ["waiting", "hogging"])
async def test_a_long_job_keeps_its_lease(queue, worker_process, tmp_path, kind):
    """Also one whose handler hogs the event loop. The lease is such as a busy machine does not overrun."""
    worker_process("first", lease=6.0)
    worker_process("second", lease=6.0)
    await queue.enqueue(Job(kind, {"file": "go_on"}))
    await _begun(queue, 1)
    ((first,),) = await queue.sql("SELECT lease_until FROM jobs")

    async def prolonged_twice() -> bool:
        ((now,),) = await queue.sql("SELECT lease_until FROM jobs")
        return now > first + timedelta(seconds=3)

    await queue.until(prolonged_twice, True)
    assert await _count(queue, "begun") == 1
    (tmp_path / "go_on").touch()
    await queue.empties()
    assert await _count(queue, "begun") == 1
    assert await _count(queue, "recorded") == 1


async def test_sigterm_lets_jobs_end(queue, worker_process, tmp_path):
    worker = worker_process("first", poll=600.0)  # so that no claim is on its way when the signal comes
    last = Job("waiting", {"file": "go_on"})
    await queue.enqueue(last, last)
    await _begun(queue, 2)
    worker.send(signal.SIGTERM)
    await worker.says("stopping")
    await queue.enqueue(last)
    (tmp_path / "go_on").touch()
    assert await worker.ended() == 0
    assert await _count(queue, "recorded") == 2
    assert await queue.count("state = 'waiting'") == 1, "a stopping worker took another job"


async def test_sigterm_gives_back_what_does_not_end(queue, worker_process):
    worker = worker_process("first", drain=0.5)
    await queue.enqueue(Job("slow", {"tenths": 300}))
    await _begun(queue, 1)
    worker.send(signal.SIGTERM)
    assert await worker.ended() == 0
    ((state, attempts, crashes),) = await queue.sql("SELECT state, attempts, crashes FROM jobs")
    assert (state, attempts, crashes) == ("scheduled", 0, 0)
    worker_process("second")
    await _begun(queue, 2)


async def test_sigterm_ends_a_worker_whose_job_will_not_heed(queue, worker_process):
    worker = worker_process("first", drain=0.5, cancel=0.5)
    await queue.enqueue(Job("stubborn"))
    await _begun(queue, 1)
    worker.send(signal.SIGTERM)
    await worker.ended()


async def test_work_goes_on_after_the_database_was_away(queue, worker_process, postgres):
    worker_process("first", lease=3.0)  # a claim whose answer is cut is taken over after it
    await queue.enqueue(*(Job("slow", {"tenths": 2}) for _ in range(12)))
    await _begun(queue, 4)
    for _ in range(3):
        postgres.execute(
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
            " WHERE datname LIKE 'test%' AND pid <> pg_backend_pid()"
        )
        await queue.engine.dispose()
        await asyncio.sleep(0.3)
    await queue.empties()
    recorded = await queue.sql("SELECT job, count(*) FROM effects WHERE word = 'recorded' GROUP BY job")
    assert [count for _, count in recorded] == [1] * 12


@pytest.mark.faults
async def test_many_kills_lose_and_double_nothing(queue, worker_process):
    await queue.enqueue(*(Job("slow", {"tenths": 1}, client=f"c{n % 3}") for n in range(60)))
    workers = [worker_process("w0", lease=1.5), worker_process("w1", lease=1.5)]
    for number in range(2, 6):
        await asyncio.sleep(0.5)
        workers.pop(0).send(signal.SIGKILL)
        workers.append(worker_process(f"w{number}", lease=1.5))
    await queue.empties()
    recorded = await queue.sql("SELECT job, count(*) FROM effects WHERE word = 'recorded' GROUP BY job")
    assert len(recorded) == 60
    assert {count for _, count in recorded} == {1}


async def test_an_attempt_that_hangs_outside_the_database_is_ended_and_made_again(queue):
    """The lease of such a one is kept for ever: the worker is alive."""
    attempts = []

    async def hang(run):
        attempts.append(run.attempt)
        if len(attempts) == 1:
            await asyncio.Event().wait()

    async with queue.worker({"hang": hang}, longest=0.3):
        await queue.enqueue(Job("hang"))
        await queue.empties()
    assert attempts == [1, 2]


async def test_the_jobs_of_a_worker_whose_loop_stands_still_go_to_another(queue, worker_process):
    """A handler that hogs the event loop for good: the heartbeat has a thread of its own and would keep it."""
    worker_process("first", lease=3.0, stalled=2.0)
    await queue.enqueue(Job("hogging", {"file": "never"}))
    await _begun(queue, 1)
    worker_process("second")
    await _begun(queue, 2)
    assert [word for _, word in await _words(queue, "begun")] == ["first", "second"]
