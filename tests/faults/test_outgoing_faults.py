"""F10, F11: mail servers and receivers that fail, and kills around them: told once or twice, never not."""

import random
from collections.abc import Sequence

import pytest

from faults.checker import check
from faults.kinds import KINDS, Make
from faults.receivers import MailServer, Receiver
from faults.test_worker_kills import crashed
from faults.world import World

sizes = pytest.mark.parametrize("size", ["short", pytest.param("full", marks=pytest.mark.faults)])
MOST = 200


def points(world: World, size: str, calls: int = 30) -> list[int]:
    """Every call of the job, or a few by the seed, of so many that it makes at least."""
    every = list(range(1, MOST))
    return every if size == "full" else [*sorted(random.Random(world.seed).sample(every[:calls], 4)), MOST]


def killed_at(world: World, kind: str, at: Sequence[int], make: Make) -> int:
    """Kill a worker at those calls of a job, each time of a new one; how many there were.

    What the dead worker had begun is brought to its end each time: so it is killed once, not again and again.
    """
    runs = 0
    for point in at:
        make()
        runs += 1
        if not crashed(world, kind, point):
            break
        world.leases_end()
        if world.jobs(f"kind = '{kind}'"):  # it may have died after its last word
            assert not crashed(world, kind, MOST)
    return runs


@sizes
@pytest.mark.timeout(1200)
def test_a_letter_is_sent_whenever_its_worker_dies(world, size):
    """Between commit and sending, and between sending and recording: the same Message-ID, once or twice."""
    mails = MailServer(world.folder / "tls")
    world.closing.append(mails.stop)
    world.environment.update(mails.environment)
    make = KINDS["send_message"](world, world.api().url)
    runs = killed_at(world, "send_message", points(world, size), make)
    check(world, "F10 kill -9 around the sending of a letter", runs)
    sent = {row[0] for row in world.sql("SELECT id::text FROM messages WHERE sent_at IS NOT NULL")}
    unsent = world.sql("SELECT count(*) FROM messages WHERE sent_at IS NULL")[0][0]
    assert unsent == 0
    assert {f"<{each}@shop.example>" for each in sent} == set(mails.got), "each one, and no other"
    assert set(mails.got.values()) <= {1, 2}
    assert sum(times > 1 for times in mails.got.values()) <= runs


@sizes
@pytest.mark.timeout(600)
def test_a_webhook_is_delivered_whenever_its_worker_dies(world, size, monkeypatch):
    made: list[Receiver] = []
    monkeypatch.setattr("faults.kinds.Receiver", lambda: made.append(Receiver()) or made[0])
    make = KINDS["deliver_webhook"](world, world.api().url)
    runs = killed_at(world, "deliver_webhook", points(world, size, 14), make)
    check(world, "F11 kill -9 around the delivery of a webhook", runs)
    rows = world.sql("SELECT replace(event_id::text, '-', ''), state FROM webhook_deliveries")
    assert {f"msg_{event}" for event, _ in rows} == set(made[0].got), "each one, and no other"
    assert {state for _, state in rows} == {"delivered"}
    assert set(made[0].got.values()) <= {1, 2}


@sizes
@pytest.mark.timeout(600)
def test_a_mail_server_that_defers_loses_no_letter(world, size):
    """Deferred at random, hung up on, away for a while: what was promised goes out under one id."""
    mails = MailServer(world.folder / "tls")
    world.closing.append(mails.stop)
    world.environment.update(mails.environment)
    api = world.api()
    storefront = world.caller("storefront", api.url)
    rounds = 40 if size == "full" else 6
    mails.answers = [world.chance.choice(("451 Later", "421 Busy", "250 OK")) for _ in range(rounds)]
    worker = world.worker("mailing", schedules=False)
    accepted = [world.submit(storefront)["id"] for _ in range(rounds)]
    world.until(
        lambda: world.sql("SELECT count(*) FROM messages WHERE sent_at IS NOT NULL")[0][0] == len(accepted),
        "every acknowledgement to go out",
        120,
    )
    worker.kill()
    check(world, "F10 SMTP defers", rounds)
    assert len(mails.got) == len(accepted)
    assert set(mails.got.values()) == {1}
