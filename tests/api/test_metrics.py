"""/metrics: what is told, on an address of its own, and how little it grows."""

import asyncio
import os
import re
import socket
import subprocess
import sys
from contextlib import AsyncExitStack
from pathlib import Path
from uuid import uuid4

import httpx
import pytest
import yaml
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy import text

import dsr_service.adapters.metrics as metrics_package
from dsr_service.adapters.metrics import Metrics, metrics_served
from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.jobs import Job
from dsr_service.domain.subject_requests import Status
from dsr_service.storage import job_queue
from dsr_service_tests import Service, settings_for, submission

CALLS = "dsr_http_request_duration_seconds_count"


@pytest.fixture
def listening():
    with socket.create_server(("127.0.0.1", 0)) as opened:
        yield opened


@pytest.fixture
async def watched(database, tmp_path, listening):
    """The service, and what its metrics' real socket answers."""
    metrics = Metrics()
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path), metrics)
        url = stack.enter_context(metrics_served(metrics.registry, listening))
        client = await stack.enter_async_context(httpx.AsyncClient())

        async def scrape() -> dict[tuple[str, frozenset[tuple[str, str]]], float]:
            answer = await client.get(url)
            assert answer.status_code == 200
            assert answer.headers["content-type"].startswith("text/plain; version=0.0.4")
            return {
                (sample.name, frozenset(sample.labels.items())): sample.value
                for family in text_string_to_metric_families(answer.text)
                for sample in family.samples
            }

        yield service, scrape, url


def value(samples, name, **labels):
    return samples.get((name, frozenset(labels.items())))


async def test_calls_are_counted_by_template_and_status(watched):
    service, scrape, _ = watched
    made = await service.clients["storefront"].post("/v1/requests", json=submission("access"))
    for _ in range(3):
        await service.clients["staff"].get(f"/v1/requests/{made.json()['id']}")
    await service.clients["staff"].get(f"/v1/requests/{uuid4()}")
    samples = await scrape()
    read = {"method": "GET", "route": "/v1/requests/{request_id}"}
    assert value(samples, CALLS, method="POST", route="/v1/requests", status="201") == 1
    assert value(samples, CALLS, **read, status="200") == 3
    assert value(samples, CALLS, **read, status="404") == 1
    assert value(samples, "dsr_http_request_duration_seconds_sum", **read, status="200") > 0


async def test_no_caller_makes_new_series(watched):
    service, scrape, _ = watched
    staff = service.clients["staff"]

    async def call(word: str) -> None:
        await staff.get(f"/v1/requests/{word}")
        await staff.get(f"/{word}/{word}")
        await staff.request(f"X{word[:6]}", "/v1/requests")
        await staff.post("/v1/requests", content=word, headers={"Content-Type": f"text/{word}"})

    await call(str(uuid4()))
    before = set(await scrape())
    for _ in range(20):
        await call(str(uuid4()))
    assert {key for key in set(await scrape()) - before if key[0].startswith("dsr_")} == set()


async def test_the_state_of_the_queue_and_of_the_requests(watched):
    service, scrape, _ = watched
    await service.clients["storefront"].post("/v1/requests", json=submission("access"))
    async with service.runtime.operation(SYSTEM) as ctx:
        await job_queue.enqueue(ctx.session, Job("sweep_blobs"))
        await ctx.session.execute(
            text("UPDATE jobs SET ready_at = now() - interval '90 s' WHERE kind = 'sweep_blobs'")
        )
        await job_queue.enqueue(ctx.session, Job("expire_packages"))
        await ctx.session.execute(
            text("UPDATE jobs SET state = 'dead', died_at = now() WHERE kind = 'expire_packages'")
        )
        await ctx.session.execute(text("UPDATE deadlines SET due_before = '2026-01-01'"))
    samples = await scrape()
    assert value(samples, "dsr_state_readable") == 1
    assert value(samples, "dsr_jobs", kind="sweep_blobs", state="waiting") == 1
    assert value(samples, "dsr_jobs", kind="expire_packages", state="dead") == 1
    assert 90 <= value(samples, "dsr_jobs_oldest_seconds", kind="sweep_blobs", state="waiting") < 600
    assert value(samples, "dsr_requests", status="received") == 1
    assert sum(value(samples, "dsr_requests", status=status.value) for status in Status) == 1
    assert value(samples, "dsr_requests_overdue") == 1
    assert value(samples, "dsr_requests_due_soon") == 0
    assert value(samples, "dsr_database_pool_size") == 5
    assert 0 <= value(samples, "dsr_database_pool_connections") <= 5
    assert value(samples, "process_resident_memory_bytes") > 10_000_000


@pytest.mark.parametrize("slow", [False, True])
async def test_what_can_not_be_read_is_left_out(listening, slow, monkeypatch):
    """The database is away, or does not answer in time: the scrape goes on without it."""

    async def read():
        if slow:
            await asyncio.sleep(60)
        raise ConnectionRefusedError

    monkeypatch.setattr("dsr_service.adapters.metrics.state._PATIENCE", 0.2)
    metrics = Metrics()
    metrics.watch_state(read)
    with metrics_served(metrics.registry, listening) as url:
        told = (await httpx.AsyncClient().get(url)).text
    assert "dsr_state_readable 0.0" in told
    assert "dsr_requests" not in told
    assert "process_resident_memory_bytes" in told


async def test_a_worker_tells_of_its_jobs(service, listening):
    metrics = Metrics()
    async with service.runtime.operation(SYSTEM) as ctx:
        await job_queue.enqueue(ctx.session, Job("sweep_blobs"))
    await service.run_jobs(metrics=metrics)
    with metrics_served(metrics.registry, listening) as url:
        told = (await httpx.AsyncClient().get(url)).text
    assert 'dsr_job_duration_seconds_count{kind="sweep_blobs",outcome="done"} 1.0' in told
    assert "dsr_clock_right 1.0" in told
    for runner in ("general", "webhooks"):
        assert f'dsr_worker_jobs_running{{runner="{runner}"}} 0.0' in told
        assert re.search(rf'dsr_worker_round_age_seconds{{runner="{runner}"}} \d', told)


async def test_only_metrics_are_there_and_idle_callers_wear_nothing_out(watched):
    _, scrape, url = watched
    base = url.removesuffix("/metrics")
    async with httpx.AsyncClient() as client:
        for path in ("/", "/v1/requests", "/metrics/", "/docs", "/../etc/passwd"):
            assert (await client.get(f"{base}{path}")).status_code == 404
        assert (await client.post(url)).status_code == 501
        head = await client.head(url)
        assert head.status_code == 200
        assert not head.content
    host, port = base.removeprefix("http://").split(":")
    idle = [socket.create_connection((host, int(port))) for _ in range(20)]
    await asyncio.sleep(5.5)  # those that took a thread are cut after five seconds
    assert value(await scrape(), "dsr_state_readable") == 1
    for connection in idle:
        connection.close()


@pytest.mark.parametrize(
    ("command", "setting"), [("serve", "DSR_METRICS_PORT"), ("work", "DSR_WORKER_METRICS_PORT")]
)
def test_a_port_that_is_taken_is_said_to_be(database, tmp_path, listening, command, setting):
    port = listening.getsockname()[1]
    settings = {
        "DSR_DATABASE_URL": database,
        "DSR_DATA_DIR": str(tmp_path),
        "DSR_SECRET_KEY": "s" * 32,
        "DSR_KEY_ENCRYPTION_KEYS": "9o4Yx3l0mYv0m0Zp7mJ2oX8w0d3oQ5u5b1k1h8n8e0c=",
        setting: str(port),
    }
    clean = {name: value for name, value in os.environ.items() if not name.startswith("DSR_")}
    ended = subprocess.run(
        [sys.executable, "-m", "dsr_service.cli", command],
        capture_output=True, text=True, timeout=60, env=clean | settings, check=False,
    )  # fmt: skip
    assert ended.returncode == 1
    assert ended.stderr.strip() == (
        f"Can't listen on 127.0.0.1 port {port} for /metrics (Address already in use): choose another with {setting}."
    )


def test_the_runbooks_alerts_name_metrics_that_exist():
    """Of every name of ours that an alert or the table uses, one process tells it."""
    runbook = (Path(__file__).parents[2] / "docs" / "runbook.md").read_text("utf-8")
    section = runbook.partition("## Metrics")[2].partition("\n## ")[0]
    rules = yaml.safe_load(section.partition("```yaml")[2].partition("```")[0])
    assert len(rules["groups"][0]["rules"]) >= 8
    named = {re.sub(r"_(count|bucket|sum)$", "", name) for name in re.findall(r"\bdsr_[a-z_]+", section)}
    source = Path(metrics_package.__file__).parent
    known = {
        name
        for path in source.glob("*.py")
        for name in re.findall(r'"(dsr_[a-z_]+)"', path.read_text("utf-8"))
    } - {"dsr_service"}
    assert named == known
