"""The soak: steady load while one of two replicas and one of two workers is killed again and again.

Letters go to a mail server that now and then defers, refuses or falls silent, webhooks to three receivers of which one
is well, one fails and one hangs. The clients' own book and what the receivers saw are then held against the service:
every 2xx is there once, all jobs have ended, each letter and webhook arrived, and the packages can be downloaded and
are what their digest says.
"""

import os
import time
from collections import Counter
from collections.abc import Callable
from threading import Event

import pytest

from faults.book import in_background
from faults.checker import settle, violations
from faults.load import fulfilling, submitting, uploading
from faults.told import broken, hurry, missed_plants
from faults.unwell import arrived, drain, keeps_up, receivers, register
from faults.world import Process, World

SECONDS = float(os.environ.get("SOAK_SECONDS", "1200"))
DOWNLOADS = 300  # at the end, of all that are released


def killing(
    world: World,
    kind: str,
    processes: list[Process],
    number: int,
    count: Counter[str],
) -> Callable:
    """Kill one of the two, wait a little, start it again."""
    chance = world.child(number).chance

    def run(stop: Event) -> None:
        while not stop.wait(chance.uniform(2.0, 8.0)):
            victim = chance.choice(processes)
            victim.kill()
            count[f"kill -9 of {kind}"] += 1
            stop.wait(chance.uniform(0.2, 2.0))
            victim.again()

    return run


@pytest.mark.soak
def test_soak(world, capsys):
    outside = receivers(world)
    apis = [world.api("api-1"), world.api("api-2")]
    register(world, outside, apis[0].url)
    workers = [world.worker(f"worker-{n}", runner={"lease": 4.0}) for n in (1, 2)]
    urls = f"{apis[0].url},{apis[1].url}"
    count: Counter[str] = Counter()
    loads = [
        submitting(world, urls, 4, 0.4, lambda: keeps_up(world)),
        submitting(world, urls, 5, 0.4, lambda: keeps_up(world)),
        *(fulfilling(world, urls, n, 10**9, invented=True) for n in range(2)),
        uploading(world, urls, 6, lambda: keeps_up(world)),
    ]
    began = time.monotonic()
    with in_background(
        *loads,
        killing(world, "an API", apis, 7, count),
        killing(world, "a worker", workers, 8, count),
    ):
        while time.monotonic() - began < SECONDS:
            time.sleep(min(30.0, SECONDS / 4))
            world.checkpoint()
            hurry(world)  # so that letters which wait for their turn and deliveries go out under kills too
    drain(world, outside, 300 + SECONDS / 2)
    settle(world, 300)
    found = [*violations(world), *broken(world, outside)]
    downloaded, wrong = downloads(world, apis[0])
    calls = world.book.calls
    table = dict(count) | {
        "calls": len(calls),
        "calls without an answer": sum(call.status is None for call in calls),
        "503": sum(call.status == 503 for call in calls),
        "answers replayed": sum(call.headers.get("idempotent-replayed") == "true" for call in calls),
        "requests accepted": sum(1 for _ in world.book.accepted()),
        "requests fulfilled": world.sql("SELECT count(*) FROM subject_requests WHERE status = 'fulfilled'")[
            0
        ][0],
        "packages downloaded and right": downloaded,
        "packages not downloadable": len(wrong),
        **arrived(world, outside),
        "audit events": world.sql("SELECT count(*) FROM audit_events")[0][0],
        "violations": len(found),
    }
    with capsys.disabled():
        print(f"\nsoak of {SECONDS:.0f} s, seed {world.seed}")
        for what, number in table.items():
            print(f"{what:<50} {number:>8}")
    kills = count["kill -9 of an API"] + count["kill -9 of a worker"]
    world.note("soak", kills, kills, len(found) + len(wrong))
    assert not found, "\n".join(found[:20])
    assert not wrong, wrong[:5]
    assert downloaded
    assert not missed_plants(world, outside)


def downloads(world: World, api: Process) -> tuple[int, list[str]]:
    """How many released packages a storefront could download whole, and those that it could not."""
    storefront = world.caller("storefront", api.url)
    rows = world.sql(
        "SELECT p.request_id::text, p.id::text FROM export_packages p WHERE status = 'released'"
        " ORDER BY md5(p.id::text) LIMIT $1",
        DOWNLOADS,
    )
    good, wrong = 0, []
    for request_id, package in rows:
        path = f"/v1/requests/{request_id}/exports/{package}"
        told, content = storefront.get(path), storefront.get(f"{path}/content")
        if content.status == 200 and content.body == told.body["sha256"]:
            good += 1
        else:
            wrong.append(f"{path}: {content.status}")
    return good, wrong
