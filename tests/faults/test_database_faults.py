"""F4, F5, F6, F15: the database crashes, its answers are lost, a standby takes over; clients only ever try again."""

import os
import random
import signal
import time

import pytest

from faults.book import in_background
from faults.checker import check
from faults.load import fulfilling, submitting
from faults.proxy import Proxy
from faults.world import free_port

sizes = pytest.mark.parametrize("size", ["short", pytest.param("full", marks=pytest.mark.faults)])


@sizes
def test_the_server_crashes_under_load(world, size):
    """F4: every 201 that a client saw is there afterwards."""
    crashes = 20 if size == "full" else 3
    api = world.api()
    world.worker(schedules=False)
    loads = [submitting(world, api.url, 1), submitting(world, api.url, 2), fulfilling(world, api.url, 3, 50)]
    with in_background(*loads):
        for number in range(crashes):
            time.sleep(world.chance.uniform(0.3, 1.2))
            before = world.cluster.pid
            os.kill(before, signal.SIGQUIT)
            world.until(
                lambda b=before: world.cluster.pid not in {b, None} and world.cluster.ready, "PostgreSQL"
            )
            if number % 5 == 0:
                world.checkpoint()
        time.sleep(1)
        world.until(
            lambda: sum(1 for _ in world.book.accepted()) > crashes, "submissions between the crashes"
        )
    check(world, "F4 PostgreSQL immediate stop and start under load", crashes)


@sizes
def test_commits_are_cut_and_their_answers_lost(world, size):
    """F5: before or after COMMIT, for API and worker alike; the client's retry gets the first answer."""
    proxy = world.proxied()
    api = world.api()
    world.worker(schedules=False)
    chance = random.Random(world.seed)
    fates = ["before", "after", *[None] * (4 if size == "full" else 10)]
    proxy.on_commit = lambda _number: chance.choice(fates)
    with in_background(
        submitting(world, api.url, 1),
        submitting(world, api.url, 2),
        fulfilling(world, api.url, 3, 50 if size == "full" else 1),
    ):
        time.sleep(20 if size == "full" else 4)
        world.until(lambda: proxy.cuts > 5, "commits to be cut")
    proxy.on_commit = lambda _number: None
    check(world, "F5 commits cut before and after", proxy.cuts)


@sizes
def test_answers_are_lost_on_their_way_to_the_client(world, size):
    """F15: the same call again, under its key, gets the same answer."""
    api = world.api()
    port = free_port()
    proxy = Proxy(("127.0.0.1", int(api.url.rpartition(":")[2])), ("127.0.0.1", port), http=True)
    world.closing.append(proxy.stop)
    chance = random.Random(world.seed)
    proxy.on_answer = lambda _number: chance.choice(["cut", None])
    with in_background(*(submitting(world, f"http://127.0.0.1:{port}", n) for n in range(3))):
        time.sleep(10 if size == "full" else 2)
        world.until(lambda: proxy.cuts > 2, "answers to be cut")
    replayed = [c for c in world.book.calls if c.headers.get("idempotent-replayed") == "true"]
    assert replayed
    check(world, "F15 answers lost, calls repeated", proxy.cuts)
