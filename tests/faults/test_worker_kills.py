"""F2: the worker is killed before each call that it makes, for every kind of job; F3, F16: it stops and comes back."""

import os
import random
import re
import signal
import time
from collections.abc import Callable

import pytest

from dsr_service import worker
from dsr_service.services.runtime import Runtime
from faults.book import Caller
from faults.checker import check
from faults.crash_points import STATUS
from faults.kinds import COSTLY, KINDS
from faults.world import World

sizes = pytest.mark.parametrize("size", ["short", pytest.param("full", marks=pytest.mark.faults)])
MOST = 1000  # no job makes so many calls
MOST_POINTS = 20  # of one kind of job, unless all are asked for
CRASHING = {"lease": 120.0, "poll": 0.05, "concurrency": 1, "per_source": 10_000}  # by hand: leases_end


def crashed(world: World, kind: str, point: int) -> bool:
    """Whether a worker with one job of the kind died at that call; no: it made fewer."""
    dying = world.worker(
        f"crash-{kind}-{point}",
        kinds=[kind],
        schedules=False,
        crash_at=point,
        runner=CRASHING,
        environment=world.of_kind.get(kind, {}),
    )
    status = dying.ended(300)
    assert status in {0, STATUS}, (status, world.tail())
    return status == STATUS


def test_every_kind_of_job_has_its_line():
    known = {*worker.handlers(_NoRuntime()), *worker.calling_handlers(_NoRuntime())}
    assert set(KINDS) == known, "tests/faults/kinds.py: add how the suite brings the new kind about"


class _NoRuntime(Runtime):
    """Handlers are made, none is run."""

    def __init__(self) -> None:
        pass


@pytest.mark.timeout(900)  # two processes for each of forty kinds, on a machine that may be busy
def test_killed_at_a_call_each(world):
    """The short form: of each kind one call by the seed, or its last; one worker ends them all.

    Of the kinds that take long to bring about, half are in it.
    """
    world.own_shop()
    api = world.api()
    points = 0
    left_out = world.chance.sample(COSTLY, len(COSTLY) // 2)
    for kind in sorted(KINDS.keys() - set(left_out)):
        make = KINDS[kind](world, api.url)
        make()
        crashed(world, kind, world.chance.randrange(1, 12 if kind != "fulfil" else 60))
        points += 1
    world.checkpoint()
    check(world, "F2 kill -9 of the worker at a call, all kinds", points)


@pytest.mark.faults
@pytest.mark.timeout(1500)
@pytest.mark.parametrize("kind", sorted(KINDS))
def test_killed_at_every_call(world, kind):
    world.own_shop()
    make = KINDS[kind](world, world.api().url)
    points, said = killed_throughout(world, kind, make)
    assert points > 1, "it does nothing"
    check(world, f"F2 kill -9 of the worker {said}: {kind}", points, 240)


def killed_throughout(world: World, kind: str, make: Callable[[], None]) -> tuple[int, str]:
    """A kill at each call of a job, each time of another; of a long one, at those that the seed chooses."""
    make()
    assert not crashed(world, kind, MOST)
    world.leases_end()
    # a worker may take several jobs of a kind at once: the last to end has seen all calls
    calls = max(map(int, re.findall(r'"no_crash", "points": (\d+)', world.log_of(kind, MOST))))
    chosen, said = sampled(world, calls)
    killed = 0
    for number, point in enumerate(chosen, 1):
        make()
        killed += crashed(world, kind, point)
        if number % 20 == 0:
            world.checkpoint()
    if len(chosen) == calls:
        make()
        assert not crashed(world, kind, MOST)
    assert killed > len(chosen) * 0.8, f"{killed} of {len(chosen)} died: the rounds differ too much"
    return len(chosen), said


def sampled(world: World, calls: int) -> tuple[list[int], str]:
    """All calls of a short job, or of any with DSR_FAULTS_FULL=1; of a long one its ends and some by the seed."""
    every = list(range(1, calls + 1))
    if calls <= MOST_POINTS or os.environ.get("DSR_FAULTS_FULL"):
        return every, f"at each of {calls} calls"
    middle = sorted(random.Random(world.seed).sample(every[5:-5], MOST_POINTS - 10))
    return [*every[:5], *middle, *every[-5:]], f"at {MOST_POINTS} of {calls} calls"


@sizes
def test_a_worker_that_stood_still_comes_back(world, size):
    """Stopped at any moment past its lease and continued after the takeover, it records nothing any more."""
    api = world.api()
    storefront, staff = world.caller("storefront", api.url), world.caller("staff", api.url)
    rounds = 12 if size == "full" else 2
    zombie, second = world.worker("zombie", schedules=False), None
    for number in range(rounds):
        path = world.started(storefront, staff, "access", email=world.person())
        _wait_for_a_running_job(world)
        time.sleep(world.chance.uniform(0.0, 0.3))
        zombie.send(signal.SIGSTOP)
        second = second.again() if second else world.worker("second", schedules=False)
        _wait_for_approval(world, staff, path)
        second.kill()
        zombie.send(signal.SIGCONT)
        if number % 3 == 2:
            world.checkpoint()
        world.idle()
    zombie.send(signal.SIGTERM)
    assert zombie.ended(150) == 0, world.tail()
    check(world, "F3 F16 zombie workers: SIGSTOP past the lease, SIGCONT", rounds)


def _wait_for_a_running_job(world: World) -> None:
    end = time.monotonic() + 20
    while not world.jobs("state = 'running'") and world.jobs("kind = 'fulfil'") and time.monotonic() < end:
        time.sleep(0.005)


def _wait_for_approval(world: World, staff: Caller, path: str) -> None:
    world.until(
        lambda: staff.get(path).body["status"] == "awaiting_approval", "the second worker to do it", 300
    )
