"""`dsr jobs` as an operator uses it: the real program on a real queue."""

import json
import os
import subprocess
import sys

import pytest
from sqlalchemy import text
from sqlalchemy.ext.asyncio import async_sessionmaker, create_async_engine

from dsr_service.domain.jobs import Job
from dsr_service.storage import job_queue


@pytest.fixture
def dsr(database, tmp_path):
    environment = {k: v for k, v in os.environ.items() if not k.startswith("DSR_")} | {
        "DSR_DATABASE_URL": database.replace("+asyncpg", ""),
        "DSR_DATA_DIR": str(tmp_path),
        "DSR_SECRET_KEY": "a secret of a test, long enough to be one",
        "DSR_KEY_ENCRYPTION_KEYS": "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=",
    }

    def run(*arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "dsr_service.cli", "jobs", *arguments],
            check=False,
            env=environment,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


@pytest.fixture
async def held(database):
    """Two held jobs and one that waits."""
    engine = create_async_engine(database)
    async with async_sessionmaker(engine).begin() as session:
        for kind in ("walk", "mail"):
            await job_queue.enqueue(session, Job(kind, {"request_id": "7"}, client="shop"))
        await session.execute(
            text("UPDATE jobs SET state = 'dead', last_error = 'invalid_input', died_at = now()")
        )
        await job_queue.enqueue(session, Job("walk", {"request_id": "8"}))
    yield engine
    await engine.dispose()


async def _states(engine) -> list[str]:
    async with engine.connect() as connection:
        return list(await connection.scalars(text("SELECT state FROM jobs ORDER BY id")))


async def test_held_jobs_are_listed(dsr, held):
    answer = dsr("list")
    assert answer.returncode == 0, answer.stderr
    lines = [json.loads(line) for line in answer.stdout.splitlines()]
    assert [line["kind"] for line in lines] == ["walk", "mail"]
    assert lines[0]["last_error"] == "invalid_input"
    assert lines[0]["payload"] == {"request_id": "7"}
    assert "2 held, 1 waiting" in answer.stderr
    assert [json.loads(line)["kind"] for line in dsr("list", "--kind", "mail").stdout.splitlines()] == [
        "mail"
    ]
    assert len(dsr("list", "--state", "all").stdout.splitlines()) == 3


async def test_a_held_job_is_retried_and_the_audit_log_says_so(dsr, held):
    first = json.loads(dsr("list").stdout.splitlines()[0])["id"]
    answer = dsr("retry", str(first))
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {"retried": [first]}
    assert await _states(held) == ["waiting", "dead", "waiting"]
    async with held.connect() as connection:
        events = (await connection.execute(text("SELECT name, data FROM audit_events"))).all()
    assert [tuple(event) for event in events] == [("held_jobs_retried", {"jobs": [first]})]


async def test_all_of_a_kind_are_retried(dsr, held):
    assert len(json.loads(dsr("retry", "--all", "--kind", "mail").stdout)["retried"]) == 1
    assert await _states(held) == ["dead", "waiting", "waiting"]


async def test_one_wrong_id_and_nothing_is_retried(dsr, held):
    first, _ = (json.loads(line)["id"] for line in dsr("list").stdout.splitlines())
    for wrong in (str(first + 2), "999999"):
        answer = dsr("retry", str(first), wrong)
        assert answer.returncode == 1
        assert "Traceback" not in answer.stderr
    assert await _states(held) == ["dead", "dead", "waiting"]


@pytest.mark.parametrize("arguments", [(), ("1", "--all"), ("1", "--kind", "walk")])
def test_what_to_retry_must_be_said(dsr, arguments):
    assert dsr("retry", *arguments).returncode == 2


async def test_a_held_job_is_given_up_with_a_reason(dsr, held):
    first, second = (json.loads(line)["id"] for line in dsr("list").stdout.splitlines())
    answer = dsr("discard", str(first), "--reason", "done_by_hand")
    assert answer.returncode == 0, answer.stderr
    assert json.loads(answer.stdout) == {"discarded": [first], "reason": "done_by_hand"}
    async with held.connect() as connection:
        assert list(await connection.scalars(text("SELECT id FROM jobs ORDER BY id"))) == [second, second + 1]
        events = (await connection.execute(text("SELECT name, data FROM audit_events"))).all()
    assert [tuple(event) for event in events] == [
        ("held_job_discarded", {"job": first, "kind": "walk", "reason": "done_by_hand"})
    ]


async def test_what_waits_is_not_given_up(dsr, held):
    first, second = (json.loads(line)["id"] for line in dsr("list").stdout.splitlines())
    assert dsr("discard", str(first), str(second + 1), "--reason", "superseded").returncode == 1
    assert dsr("discard", str(first), "--reason", "because").returncode == 2
    assert await _states(held) == ["dead", "dead", "waiting"]
