"""F1, F14, F18, F19: the API is killed in mid-upload and told to stop under load; callers race each other."""

import signal
import socket
import threading
import time
from collections.abc import Callable
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from faults.book import Call, Caller, in_background, submission
from faults.checker import check
from faults.load import fulfilling, submitting
from faults.papers import picture, upload
from faults.world import Process, World

sizes = pytest.mark.parametrize("size", ["short", pytest.param("full", marks=pytest.mark.faults)])
DRAINED = 30.0  # seconds


@sizes
def test_killed_in_mid_upload(world, size):
    """F1: at every tenth of the body; nothing is left of it, and the client's second try works."""
    api = world.api()
    storefront = world.caller("storefront", api.url)
    tenths = range(10) if size == "full" else sorted(world.chance.sample(range(10), 3))
    for tenth in tenths:
        path = f"/v1/requests/{world.submit(storefront)['id']}"
        half_an_upload(world, api, path, tenth)
        api.kill()
        api.again()
        key = f"upload-{tenth}"
        call = storefront.until_answered(
            "POST",
            f"{path}/identity-documents",
            key=key,
            files=[("file", ("id.png", picture(), "image/png"))],
        )
        assert call.status == 201, call
        again = upload(storefront, path, key=key)
        assert again.body == call.body
        assert len(storefront.get(f"{path}/identity-documents").body) == 1
    check(world, "F1 kill -9 of the API in mid-upload", len(tenths))


def half_an_upload(world: World, api: Process, path: str, tenth: int) -> None:
    """Send so many tenths of an upload and then nothing."""
    built = httpx.Request(
        "POST",
        f"{api.url}{path}/identity-documents",
        files=[("file", ("id.png", picture(), "image/png"))],
        headers={"Authorization": f"Bearer {world.keys['storefront']}"},
    )
    body = built.read()
    lines = [
        f"POST {built.url.path} HTTP/1.1",
        *(f"{name}: {value}" for name, value in built.headers.items()),
    ]
    head = "\r\n".join([*lines, "", ""]).encode()
    address = urlsplit(api.url)
    with socket.create_connection((address.hostname, address.port), timeout=100) as connection:
        connection.sendall(head + body[: len(body) * tenth // 10])
        time.sleep(world.chance.uniform(0.05, 0.3))
        api.send(signal.SIGKILL)


@sizes
def test_one_key_at_the_same_instant(world, size):
    """F14: fifty callers with one key make one request; another body under the key is refused."""
    world.api()
    world.api("api-2")
    urls = [process.url for process in world.processes]
    rounds = 10 if size == "full" else 1
    for number in range(rounds):
        marker, body = submission(world.chance)
        callers = [world.caller("storefront", urls[n % 2]) for n in range(50)]
        once = partial(submitted, f"once-{number}", marker, body)
        calls = together([partial(once, caller) for caller in callers])
        assert {call.status for call in calls} == {201}
        assert len({call.body["id"] for call in calls}) == 1
        _, other = submission(world.chance)
        refused = submitted(f"once-{number}", None, other, callers[0])
        assert (refused.status, refused.body["code"]) == (422, "idempotency_key_reused")
    check(world, "F14 one idempotency key, fifty callers, two replicas", rounds)


def submitted(key: str, marker: str | None, body: Any, caller: Caller) -> Call:
    return caller.until_answered("POST", "/v1/requests", key=key, marker=marker, json=body)


def together(works: list[Callable[[], Call]]) -> list[Call]:
    """All at the same instant."""
    barrier = threading.Barrier(len(works))
    answers: list[Call] = []

    def run(work: Callable[[], Call]) -> None:
        barrier.wait(150)
        answers.append(work())

    threads = [threading.Thread(target=run, args=(work,)) for work in works]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(200)
    assert len(answers) == len(works)
    return answers


@sizes
def test_told_to_stop_under_load(world, size):
    """F18: SIGTERM at any moment: out within half a minute, nothing lost."""
    rounds = 6 if size == "full" else 1
    api, worker = world.api(), world.worker(schedules=False)
    with in_background(submitting(world, api.url, 1), fulfilling(world, api.url, 2, 4 * rounds)):
        for _ in range(rounds):
            time.sleep(world.chance.uniform(0.5, 2.0))
            for process in (api, worker):
                began = time.monotonic()
                process.send(signal.SIGTERM)
                status = process.ended(DRAINED + 5)
                assert status in {0, -signal.SIGTERM}, (status, world.tail())
                assert time.monotonic() - began < DRAINED
                process.again()
    check(world, "F18 SIGTERM of API and worker under load", 2 * rounds)


@sizes
def test_races_have_one_winner(world, size):
    """F19: approve against withdraw, approve twice, start against withdraw; all others are told 409."""
    rounds = 66 if size == "full" else 3
    first, second = world.api(), world.api("api-2")
    storefront, staff = world.caller("storefront", first.url), world.caller("staff", first.url)
    dpo, other = world.caller("dpo", first.url), world.caller("dpo", second.url)
    subject = world.caller("storefront", second.url)
    world.worker(schedules=False)
    paths = [world.started(storefront, staff, "access") for _ in range(2 * rounds)]
    for path in paths:
        world.until(lambda path=path: staff.get(path).body["status"] == "awaiting_approval", "a package", 120)
    for path in paths[:rounds]:
        one_winner([acting(dpo, f"{path}/approval"), acting(subject, f"{path}/withdrawal")])
    for path in paths[rounds:]:
        one_winner([acting(dpo, f"{path}/approval"), acting(other, f"{path}/approval")])
    for _ in range(rounds):
        path = world.verified(storefront, staff)
        started, withdrawn = together(
            [acting(staff, f"{path}/fulfilment"), acting(subject, f"{path}/withdrawal")]
        )
        assert {started.status, withdrawn.status} <= {200, 202, 409}
        assert 200 in {started.status, withdrawn.status}, "nobody withdraws it"
    check(world, "F19 races: approve, withdraw, start", 3 * rounds)


def acting(caller: Caller, path: str) -> Callable[[], Call]:
    return lambda: caller.post(path)


def one_winner(works: list[Callable[[], Call]]) -> None:
    statuses = sorted(call.status or 0 for call in together(works))
    assert statuses == [200, 409], statuses
