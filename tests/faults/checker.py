"""The one checker: let the work end, sweep, and hold the service to every invariant."""

import os
import time

from faults.invariants import INVARIANTS
from faults.world import World

YESTERDAY = 2 * 86_400


def violations(world: World) -> list[str]:
    """What is broken now, each with its invariant's number."""
    found = [f"{number}: {what}" for number, check in INVARIANTS.items() for what in check(world)]
    return found + [what for check in world.also_holds for what in check()]


def settle(world: World, patience: float = 200.0) -> None:
    """Let a healthy worker end everything, the sweep of what no row names included."""
    worker = world.worker("settling", environment=world.to_the_end)
    try:
        world.leases_end()
        world.idle(patience)
        for end in world.ending:
            end()
            world.idle(patience)
        then = time.time() - YESTERDAY  # as if a day had passed, after which an unnamed blob is swept
        for path in (world.data / "blobs").rglob("*"):
            if path.is_file():
                os.utime(path, (then, then))
        world.sql(
            "INSERT INTO jobs (kind, payload, version, client, source, state, due_at, run_after)"
            " VALUES ('sweep_blobs', '{}', 1, '', '', 'waiting', now(), now())"
        )
        world.idle(patience)
    finally:
        worker.kill()
    world.leases_end()


def check(world: World, fault: str, runs: int, patience: float = 200.0) -> None:
    """Settle, check, write the table's line, and fail on any violation."""
    kills = sum(process.deaths for process in world.processes)
    settle(world, patience)
    found = violations(world)
    world.note(fault, runs, kills, len(found))
    assert not found, f"seed {world.seed}\n" + "\n".join(found[:20]) + "\n" + world.tail()
