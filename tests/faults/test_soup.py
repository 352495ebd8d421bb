"""F25: a random soup. Under load, disturbances of all kinds follow each other by the seed, often several at once.

SOUP_SECONDS (60; the matrix asks for 600) of it; the schedule is printed with the seed when the run fails.
"""

import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable

import pytest

from faults.book import in_background
from faults.checker import settle, violations
from faults.load import fulfilling, submitting, uploading
from faults.proxy import Proxy
from faults.told import broken, hurry
from faults.unwell import arrived, drain, receivers, register
from faults.world import Process, World

SECONDS = float(os.environ.get("SOUP_SECONDS", "60"))


class Soup:
    """One world and what can be done to it."""

    def __init__(self, world: World, proxy: Proxy) -> None:
        self.world, self.proxy = world, proxy
        self.chance = random.Random(world.seed)
        self.flag = world.folder / "disk"
        disk = str(self.flag)
        self.apis = [world.api(f"api-{n}", disk=disk) for n in (1, 2)]
        runner = {"lease": 4.0}
        self.workers = [world.worker(f"worker-{n}", disk=disk, runner=runner) for n in (1, 2)]
        self.done: Counter[str] = Counter()
        self.schedule: list[str] = []

    def disturb(self) -> None:
        name, act = self.chance.choice(sorted(self.acts().items()))
        self.schedule.append(name)
        self.done[name] += 1
        act()

    def acts(self) -> dict[str, Callable[[], None]]:
        return {
            "F1 kill -9 of an API": lambda: self._kill(self.apis),
            "F2 kill -9 of a worker": lambda: self._kill(self.workers),
            "F3 a worker stands still past its lease": self._stand_still,
            "F4 PostgreSQL stopped at once": self._crash_the_database,
            "F5 commits cut and answers lost": self._cut_commits,
            "F7 the database hangs": self._hang,
            "F8 the disk is full": lambda: self._disk("full"),
            "F9 the disk is slow": lambda: self._disk("slow"),
            "F12 the source hangs up": self._cut_the_source,
            "F13 a worker with a wrong clock": self._wrong_clock,
            "F18 SIGTERM": self._terminate,
        }

    def _kill(self, processes: list[Process]) -> None:
        victim = self.chance.choice(processes)
        victim.kill()
        time.sleep(self.chance.uniform(0.1, 1.5))
        victim.again()

    def _stand_still(self) -> None:
        victim = self.chance.choice(self.workers)
        victim.send(signal.SIGSTOP)
        time.sleep(self.chance.uniform(5.0, 7.0))
        victim.send(signal.SIGCONT)

    def _crash_the_database(self) -> None:
        cluster = self.world.cluster
        before = cluster.pid
        os.kill(before, signal.SIGQUIT)
        self.world.until(lambda: cluster.pid not in {before, None} and cluster.ready, "PostgreSQL", 60)

    def _cut_commits(self) -> None:
        fates = ["before", "after", *[None] * 6]
        self.proxy.on_commit = lambda _number: self.chance.choice(fates)
        time.sleep(self.chance.uniform(1.0, 3.0))
        self.proxy.on_commit = lambda _number: None

    def _hang(self) -> None:
        self.proxy.hang()
        time.sleep(self.chance.uniform(0.5, 2.0))
        self.proxy.flow()

    def _disk(self, fault: str) -> None:
        self.flag.write_text(fault)
        time.sleep(self.chance.uniform(1.0, 3.0))
        self.flag.unlink()

    def _cut_the_source(self) -> None:
        ending = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = $1"
        self.world.sql(ending, self.world.shop)

    def _wrong_clock(self) -> None:
        wrong = self.world.worker("wrong", clock=self.chance.choice([40 * 86_400, -3600]))
        time.sleep(self.chance.uniform(1.0, 3.0))
        wrong.kill()

    def _terminate(self) -> None:
        victim = self.chance.choice([*self.apis, *self.workers])
        victim.send(signal.SIGTERM)
        assert victim.ended(60) in {0, -signal.SIGTERM}, self.world.tail()
        victim.again()


@pytest.mark.faults
@pytest.mark.timeout(0)
def test_a_soup_of_faults(world: World) -> None:
    proxy = world.proxied()
    outside = receivers(world)
    soup = Soup(world, proxy)
    register(world, outside, soup.apis[0].url)
    urls = f"{soup.apis[0].url},{soup.apis[1].url}"
    loads = [
        submitting(world, urls, 4, 0.4),
        fulfilling(world, urls, 0, 10**9, invented=True),
        fulfilling(world, urls, 1, 10**9),
        uploading(world, urls, 2),
    ]
    began = time.monotonic()
    with in_background(*loads):
        while time.monotonic() - began < SECONDS:
            time.sleep(soup.chance.uniform(0.2, 2.0))
            soup.disturb()
            if soup.chance.random() < 0.2:
                world.checkpoint()
                hurry(world)
    drain(world, outside, 300 + SECONDS / 2)
    traced = ("F1 ", "F2 ", "F3 ", "F13 ")
    outside.disturbed = sum(n for name, n in soup.done.items() if not name.startswith(traced))
    kills = sum(process.deaths for process in world.processes)
    settle(world, 300)
    found = [*violations(world), *broken(world, outside)]
    world.note("F25 random soup", soup.done.total(), kills, len(found))
    assert not found, "\n".join([f"seed {world.seed}", *soup.schedule, *found[:20], world.tail()])
    table = arrived(world, outside)
    assert table["letters taken"], table
    assert table["webhooks taken"], table
