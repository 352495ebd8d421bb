"""What is kept for a retry: replayed whole to the caller who holds the key, opened by nobody else."""

import hashlib

import pytest
from sqlalchemy import text

from dsr_service.domain.actors import SYSTEM
from dsr_service.services.kept_answers import Replay
from dsr_service_tests import submission

KEY = {"Idempotency-Key": "the-callers-own-key"}


async def rows(service):
    async with service.runtime.operation(SYSTEM) as ctx:
        return (await ctx.session.execute(text("SELECT * FROM idempotency_records"))).mappings().all()


async def test_a_copy_of_the_database_tells_nothing_of_it(service, storefront):
    made = await storefront.post("/v1/requests", json=submission("access"), headers=KEY)
    [row] = await rows(service)
    assert row["sealed"]
    everything = str(dict(row)) + row["body"].decode("latin-1")
    for told in ("Camille", "camille.martin", KEY["Idempotency-Key"], "access"):
        assert told not in everything
    assert hashlib.sha256(made.request.content).digest() not in row["fingerprint"]
    again = await storefront.post("/v1/requests", json=submission("access"), headers=KEY)
    assert (again.status_code, again.content) == (made.status_code, made.content)
    assert again.headers["idempotent-replayed"] == "true"
    assert again.headers["etag"] == made.headers["etag"]


async def test_an_answer_of_before_is_still_replayed(service, storefront):
    """Rows of the version before: key, fingerprint and body in clear."""
    made = await storefront.post("/v1/requests", json=submission("access"), headers=KEY)
    target, payload = b"/v1/requests?", made.request.content
    plain = hashlib.sha256(len(target).to_bytes(4) + target + payload).digest()
    async with service.runtime.operation(SYSTEM) as ctx:
        await ctx.session.execute(
            text("UPDATE idempotency_records SET sealed = false, key = :key, fingerprint = :plain, body = :body"),
            {"key": KEY["Idempotency-Key"], "plain": plain, "body": made.content},
        )  # fmt: skip
    again = await storefront.post("/v1/requests", json=submission("access"), headers=KEY)
    assert again.content == made.content
    assert again.headers["idempotent-replayed"] == "true"
    other = await storefront.post("/v1/requests", json=submission("erasure"), headers=KEY)
    assert (other.status_code, other.json()["code"]) == (422, "idempotency_key_reused")
    clear = (await rows(service))[0]["key"]
    named = await storefront.post(
        "/v1/requests", json=submission("erasure"), headers={"Idempotency-Key": clear}
    )
    assert named.status_code == 422


async def test_a_row_in_anothers_place_is_not_replayed(service, storefront):
    await storefront.post("/v1/requests", json=submission("access"), headers=KEY)
    async with service.runtime.operation(SYSTEM) as ctx:
        await ctx.session.execute(text("UPDATE idempotency_records SET body = set_byte(body, 20, 0)"))
        await ctx.session.execute(text("UPDATE idempotency_records SET body = set_byte(body, 21, 0)"))
    again = await storefront.post("/v1/requests", json=submission("access"), headers=KEY)
    assert (again.status_code, again.json()["code"]) == (422, "idempotency_key_reused")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (("a", "b", "c"), ("a", "b", "d")),
        (("a", "b", "c"), ("a", "bc", "")),
        (("ab", "", "c"), ("a", "b", "c")),
        (("a", "b", "c"), ("x", "b", "c")),
    ],
)
def test_no_two_uses_share_a_key(one, other):
    first, second = Replay.of(b"s" * 32, *one), Replay.of(b"s" * 32, *other)
    assert first.name != second.name
    assert first.fingerprint(b"x") != second.fingerprint(b"x")
    sealed = first.seal(b"body")
    assert first.unseal(sealed) == b"body"
    assert second.unseal(sealed) is None
    assert Replay.of(b"t" * 32, *one).unseal(sealed) is None
