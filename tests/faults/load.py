"""Load: storefronts that submit, staff and DPO who carry requests through, each until it is answered."""

import time
from collections.abc import Callable
from threading import Event

from faults.papers import picture
from faults.world import World


def submitting(
    world: World, url: str, seed: int, pause: float = 0.01, may: Callable[[], bool] = lambda: True
) -> Callable[[Event], None]:
    """A storefront that submits one request after the other, each until it is answered, while it may."""
    own = world.child(seed)
    storefront = world.caller("storefront", url)

    def run(stop: Event) -> None:
        while not stop.is_set():
            if may():
                own.submit(storefront)
            time.sleep(pause)

    return run


def fulfilling(
    world: World, url: str, seed: int, most: int, *, invented: bool = False
) -> Callable[[Event], None]:
    """Staff who verify and start one access request after the other, and a DPO who approves what is ready."""
    own = world.child(seed)
    storefront, staff, dpo = (world.caller(role, url) for role in ("storefront", "staff", "dpo"))

    def run(stop: Event) -> None:
        for _ in range(most):
            if stop.is_set():
                return
            path = own.started(
                storefront, staff, "access", "portability", email=None if invented else own.person()
            )
            own.until(
                lambda path=path: (staff.get(path).body or {}).get("status") == "awaiting_approval", "it", 300
            )
            answer = dpo.until_answered("POST", f"{path}/approval", key=f"a{own.chance.getrandbits(64)}")
            assert answer.ok, answer

    return run


def uploading(
    world: World, url: str, seed: int, may: Callable[[], bool] = lambda: True
) -> Callable[[Event], None]:
    """Persons who send a copy of a document, while they may, and staff who reject or accept it."""
    own = world.child(seed)
    storefront, staff = world.caller("storefront", url), world.caller("staff", url)
    accept = {"verdict": "accept", "checks": {"valid_on_receipt": True, "signed": True, "name_matches": True}}

    def run(stop: Event) -> None:
        while not stop.is_set():
            if not may():
                stop.wait(0.3)
                continue
            path = f"/v1/requests/{own.submit(storefront)['id']}/identity-documents"
            files = [("file", ("id.png", picture(), "image/png"))]
            sent = storefront.until_answered("POST", path, key=f"u{own.chance.getrandbits(64)}", files=files)
            assert sent.status == 201, sent
            verdict = own.chance.choice([accept, {"verdict": "reject", "reason": "illegible"}])
            key = f"r{own.chance.getrandbits(64)}"
            call = staff.until_answered("POST", f"{path}/{sent.body[0]['id']}/review", key=key, json=verdict)
            assert call.ok, call
            stop.wait(0.3)

    return run
