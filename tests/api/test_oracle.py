"""Nobody learns from our answers whether somebody is a customer: status, body and time of 2 x 2,000 submissions."""

import math
import random
import re
import time
from contextlib import AsyncExitStack
from itertools import groupby

import pytest

from dsr_service_tests import Service, settings_for, submission
from known_shop import make_shop, put_registers

EACH = 2_000


def mann_whitney(first: list[float], second: list[float]) -> tuple[float, float]:
    """U of the first sample, and the two-sided probability of as large a difference by chance (ties corrected)."""
    merged = sorted([(value, 0) for value in first] + [(value, 1) for value in second])
    ranks, position, ties = [0.0, 0.0], 1, 0.0
    for _, equal in groupby(merged, key=lambda item: item[0]):
        tied = list(equal)
        rank = position + (len(tied) - 1) / 2
        for _, which in tied:
            ranks[which] += rank
        ties += len(tied) ** 3 - len(tied)
        position += len(tied)
    m, n = len(first), len(second)
    u = ranks[0] - m * (m + 1) / 2
    spread = math.sqrt(m * n / 12 * ((m + n + 1) - ties / ((m + n) * (m + n - 1))))
    return u, math.erfc(abs(u - m * n / 2) / spread / math.sqrt(2))


def test_the_test_tells_samples_apart():
    same, other = (
        [random.Random(n).gauss(0, 1) for n in range(400)],
        [random.Random(-n).gauss(0.5, 1) for n in range(400)],
    )
    assert mann_whitney(same, other)[1] < 0.001
    assert mann_whitney(same[:200], same[200:])[1] > 0.001
    assert mann_whitney([1.0, 2.0], [1.0, 2.0])[1] == 1.0


@pytest.mark.slow
@pytest.mark.timeout(1800)
async def test_known_and_unknown_customers_are_answered_alike(database, tmp_path):
    """The worker is not running: what it finds out about a person, no caller waits for."""
    shop = make_shop(tmp_path / "shop.sqlite", more=EACH)
    order = [(known, number) for known in (True, False) for number in range(EACH)]
    random.Random(7).shuffle(order)
    times: dict[bool, list[float]] = {True: [], False: []}
    shapes: dict[bool, set[tuple[int, str]]] = {True: set(), False: set()}
    async with AsyncExitStack() as stack:
        settings = settings_for(database, tmp_path, sources={"shop": f"sqlite:///{shop}"})
        service = await Service.start(stack, settings)
        await put_registers(service.clients["dpo"])
        storefront = service.clients["storefront"]
        for number in range(100):  # warm
            await storefront.post(
                "/v1/requests", json=submission("access", email=f"warm{number}@example.net")
            )
        for known, number in order:
            address = f"customer{number:05}@{'example.com' if known else 'example.net'}"
            began = time.perf_counter()
            answer = await storefront.post("/v1/requests", json=submission("access", email=address))
            times[known].append(time.perf_counter() - began)
            shapes[known].add((answer.status_code, shape(answer.text)))
    assert shapes[True] == shapes[False]
    assert len(shapes[True]) == 1
    u, p = mann_whitney(times[True], times[False])
    medians = [1000 * sorted(times[known])[EACH // 2] for known in (True, False)]
    print(
        f"submissions: {EACH} + {EACH}; medians {medians[0]:.3f} and {medians[1]:.3f} ms; U = {u:.0f}, p = {p:.3f}"
    )
    assert p > 0.001


def shape(body: str) -> str:
    """The answer without what differs by chance: ids, references, digests and the address itself."""
    body = re.sub(r"[0-9a-f]{8}-[0-9a-f-]{27}", "ID", body)
    body = re.sub(r"DSR-\d{4}-[0-9A-Z]{8}", "REFERENCE", body)
    body = re.sub(r"[0-9a-f]{64}", "DIGEST", body)
    return re.sub(r"customer\d+@example\.(com|net)", "ADDRESS", body)
