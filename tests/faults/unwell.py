"""Receivers with moods: a mail server and three endpoints of webhooks, and how they get well at the end."""

import random
import time

from faults.receivers import HANG, MailServer, Receiver
from faults.told import Outside, again, hurry, on_their_way
from faults.world import World

LETTERS = ["250 OK"] * 24 + ["451 Later"] * 3 + ["421 Busy", HANG, "554 No such person"]
HOOKS = ["204"] * 6 + ["500", "500", "429", "503"]
FEW = [
    "request.received",
    "request.status_changed",
    "export.released",
]  # for who takes one in fifteen seconds
MORE = [
    *FEW,
    "right.decided",
    "message.sent",
]  # a worker that starts again and again can't tell of everything

MOST_WAITING = 200


def receivers(world: World) -> Outside:
    """A mail server and three receivers of webhooks, with their moods."""
    chance = random.Random(world.seed)
    outside = Outside(
        MailServer(world.folder / "tls"),
        Receiver({"/failing": lambda: chance.choice(HOOKS), "/hanging": lambda: HANG}),
    )
    outside.mails.mood = lambda: chance.choice(LETTERS)
    world.closing += [outside.mails.stop, outside.hooks.stop]
    world.environment |= {
        **outside.mails.environment,
        "DSR_SMTP_TIMEOUT": "8",  # the machine may be busy, and only what hangs shall be thought to
        "DSR_WEBHOOK_PRIVATE_NETWORKS": "127.0.0.0/8",
    }
    return outside


def register(world: World, outside: Outside, url: str) -> None:
    outside.watch(world)
    for path, events in (("/well", MORE), ("/failing", FEW), ("/hanging", FEW)):
        outside.hook(world, url, path, events)


def keeps_up(world: World) -> bool:
    """Whether the workers, killed as they are, have little before them but what unwell receivers hold up: a load is
    steady when what comes in goes out again.
    """
    return world.jobs("state = 'waiting' AND (kind <> 'deliver_webhook' OR source IN (SELECT 'webhook:' || id"
                      " FROM webhook_endpoints WHERE url LIKE '%/well'))") < MOST_WAITING  # fmt: skip


def drain(world: World, outside: Outside, patience: float) -> None:
    """Everybody is well again; what is on its way arrives."""
    outside.mend()
    hurried = [0.0]

    def all_there() -> bool:
        if time.monotonic() > hurried[-1] + 3:
            hurry(world)
            hurried.append(time.monotonic())
        return on_their_way(world) == 0 and world.jobs("state = 'running' OR kind = 'acknowledge'") == 0

    world.until(all_there, "letters and webhooks to arrive", patience)


def arrived(world: World, outside: Outside) -> dict[str, int]:
    letters, hooks = list(outside.mails.arrivals), list(outside.hooks.arrivals)
    return {
        "letters taken": len({each.id for each in letters if each.taken}),
        "letters refused": len({each.id for each in letters if each.refused}),
        "letters that came again": again(letters),
        "SMTP: deferred": sum(each.answer[0] == "4" for each in letters),
        "SMTP: silent after DATA": sum(each.answer == HANG for each in letters),
        "webhooks taken": len({(each.place, each.id) for each in hooks if each.taken}),
        "webhooks answered 429, 500, 503": sum(each.answer[0] in "45" for each in hooks),
        "webhooks left hanging": sum(each.answer == HANG for each in hooks),
        "webhooks that came again": again(hooks),
        "letters and webhooks in a lost worker's hands": outside.exposed.total(),
    }
