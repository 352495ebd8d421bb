"""What the makers of jobs share: callers, a job put into the queue, another kind's work done before."""

import json
from collections.abc import Callable
from typing import Any

from faults.book import Caller
from faults.world import World

Make = Callable[[], None]


def callers(world: World, url: str) -> tuple[Caller, Caller]:
    """A storefront and a member of staff."""
    return world.caller("storefront", url), world.caller("staff", url)


def directly(world: World, kind: str, **payload: str) -> None:
    world.sql(
        "INSERT INTO jobs (kind, payload, version, client, source, state, due_at, run_after)"
        " VALUES ($1, $2, 1, '', '', 'waiting', now(), now())",
        kind,
        json.dumps(payload),
    )


def work_done(world: World, kind: str, done: Callable[[], Any]) -> None:
    """Let a worker that does nothing else do it, those included that dead ones have left."""
    world.leases_end()
    worker = world.worker(f"doing-{kind}", schedules=False, kinds=[kind])
    world.until(done, f"{kind} to be done")
    worker.kill()
