"""Approvals, refusals, cancellations, withdrawals and the work itself, all at once: each erasure has one outcome."""

import asyncio
import random
from collections import Counter
from collections.abc import Awaitable, Sequence
from typing import Any

import pytest

from dsr_service.domain.subject_requests import LIFECYCLE, Event, Status
from dsr_service_tests import submission
from erasing import planned, verified

AT_ONCE = 100
SHARES = {  # of every twenty calls
    ("dpo", "approval"): 7,
    ("staff", "approval"): 2,  # who may not, or planned it
    ("dpo", "approval/decline"): 3,
    ("storefront", "erasure-plan/cancellation"): 5,
    ("staff", "erasure-plan/cancellation"): 2,
    ("storefront", "withdrawal"): 1,
}


@pytest.fixture
def changed():
    return {"erasure_cool_down_hours": 0}


async def raced(service, calls: Sequence[Awaitable[Any]]) -> list[Any]:
    """The calls in one heap, while two workers take whatever comes up."""
    over = asyncio.Event()

    async def ended() -> bool:
        return over.is_set()

    workers = [asyncio.create_task(service.run_jobs(until=ended, patience=120)) for _ in range(2)]
    try:
        return await asyncio.gather(*calls)
    finally:
        over.set()
        await asyncio.gather(*workers)


async def events_of(service, url: str) -> list[dict[str, Any]]:
    """In their order, page by page; the steps among them follow the lifecycle."""
    found = (await service.clients["staff"].get(f"{url}/events")).json()
    at = Status.RECEIVED
    for step in (event["data"] for event in found if event["name"] == "status_changed"):
        assert (step["before"], step["after"]) == (at, LIFECYCLE.get((at, Event(step["event"])))), found
        at = Status(step["after"])
    assert at == (await service.clients["staff"].get(url)).json()["status"]
    return found


async def erasures_raced(
    service, shop, chance: random.Random, requests: int, each: int, spreads: Sequence[float] = (0,)
) -> Counter[str]:
    """How they ended. Everybody calls for each of the requests, in an order drawn by lot."""
    urls = {}
    for number in range(requests):
        email = f"race{chance.getrandbits(48)}-{number}@example.com"
        shop.run(f"INSERT INTO people (email, name) VALUES ('{email}', 'R')")
        urls[email] = await verified(service, "erasure", email=email)
        await planned(service, urls[email])
    turns = [turn for turn, share in SHARES.items() for _ in range(share)]
    spread = chance.choice(spreads)
    waits = [chance.uniform(0, spread) for _ in range(requests * each)]
    todo = [(url, *turns[n % len(turns)]) for url in urls.values() for n in range(each)]
    chance.shuffle(todo)

    async def call(wait: float, url: str, who: str, what: str) -> Any:
        await asyncio.sleep(wait)
        return await service.clients[who].post(f"{url}/{what}")

    answers = await raced(service, [call(wait, *each) for wait, each in zip(waits, todo, strict=True)])
    codes: Counter[tuple[str, str, int]] = Counter()
    for (url, _, what), answer in zip(todo, answers, strict=True):
        assert answer.status_code in {200, 403, 404, 409}, answer.text
        codes[url, what, answer.status_code] += 1
    await service.run_jobs()
    return Counter([await one_outcome(service, shop, codes, *pair) for pair in urls.items()])


async def one_outcome(service, shop, codes: Counter[tuple[str, str, int]], email: str, url: str) -> str:
    shown = (await service.clients["staff"].get(f"{url}/erasure-plan")).json()
    names = Counter(event["name"] for event in await events_of(service, url))
    said = {what: codes[url, what, 200] for _, what in SHARES}
    assert max(said.values()) <= 1, said  # of several that are told yes, each did something
    done = shown["status"] == "done"
    assert names["erasure_ended"] + names["erasure_certified"] == 1, names
    assert names["erasure_approved"] == said["approval"]
    assert names["erasure_started"] == names["erasure_source_writing"] == names["erasure_source_done"] == done
    assert said["erasure-plan/cancellation"] == (
        shown["status"] == "cancelled" and "cancelled_by" in shown["end_reason"]
    )
    assert all(row[1] != email for row in shop.rows("people")) is done
    assert ((await service.clients["staff"].get(f"{url}/erasure-certificate")).status_code == 200) is done
    return str(shown["status"])


async def test_a_hundred_calls_for_four_erasures_leave_one_outcome_each(service, shop):
    ends = await erasures_raced(service, shop, random.Random(11), 4, AT_ONCE // 4)
    assert ends.total() == 4


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_a_hundred_erasures_raced_for(service, shop):
    """Each by a hundred calls at once; every way to end comes about."""
    chance = random.Random(12)
    ends: Counter[str] = Counter()
    for _ in range(AT_ONCE):
        ends += await erasures_raced(service, shop, chance, 1, AT_ONCE, (0, 0.3, 2, 5))
    assert ends.total() == AT_ONCE
    assert {"done", "cancelled", "declined"} <= ends.keys(), ends


@pytest.mark.parametrize(
    "requests", [2, pytest.param(40, marks=[pytest.mark.slow, pytest.mark.timeout(900)])]
)
async def test_decisions_and_withdrawals_of_a_rectification_leave_one_outcome(service, shop, requests):
    for number in range(requests):
        email = f"name{number}@example.com"
        shop.run(f"INSERT INTO people (email, name) VALUES ('{email}', 'Camile')")
        url = await rectification_of(service, email)
        right, wrong = decision("accept"), decision("refuse")
        staff, dpo, storefront = (service.clients[name] for name in ("staff", "dpo", "storefront"))
        calls = [
            *(staff.post(f"{url}/rectification/decisions", json=right) for _ in range(12)),
            *(dpo.post(f"{url}/rectification/decisions", json=wrong) for _ in range(12)),
            *(storefront.post(f"{url}/withdrawal") for _ in range(number % 2 * 9)),
        ]
        random.Random(number).shuffle(calls)
        answers = await raced(service, calls)
        assert {answer.status_code for answer in answers} <= {200, 409}, [a.text for a in answers]
        await service.run_jobs()
        names = Counter(event["name"] for event in await events_of(service, url))
        shown = (await staff.get(f"{url}/rectification")).json()
        [name] = [row[2] for row in shop.rows("people") if row[1] == email]
        assert names["rectification_decided"] <= 1, names
        assert (name == "Camille") is (names["source_changed"] == 1), (name, shown, names)
        assert shown["status"] in {"done", "withdrawn", "stopped", "cancelled"}, shown


async def rectification_of(service, email: str) -> str:
    body = submission("rectification", email=email)
    body["particulars"] = {"rectification": [{"field": "people.name", "new_value": "Camille"}]}
    staff = service.clients["staff"]
    url = f"/v1/requests/{(await service.clients['storefront'].post('/v1/requests', json=body)).json()['id']}"
    answer = await staff.post(f"{url}/identity-verification", json={"method": "authenticated_session"})
    assert answer.status_code == 200, answer.text
    assert (await staff.post(f"{url}/rectification", json={})).status_code == 202
    await service.run_jobs()
    return url


def decision(verdict: str) -> dict[str, Any]:
    refused = {"ground": "RECTIFY_DATA_ACCURATE", "reasons": "It is right as it stands."}
    more = {"evidence": "Passport."} if verdict == "accept" else refused
    return {"decisions": [{"correction": 0, "verdict": verdict, **more}]}
