import asyncio
import base64
import json
from datetime import timedelta

import pytest
from joserfc import jwt
from joserfc.jwk import ECKey, OctKey
from sqlalchemy import text

from assertion_signing import SigningStorefront, body_of, new_key, submit
from dsr_service.domain.actors import SYSTEM
from dsr_service_tests import submission


async def refusals(service) -> list[tuple[str, str]]:
    async with service.runtime.operation(SYSTEM) as ctx:
        rows = await ctx.session.execute(
            text(
                "SELECT data->>'code', data->>'reason' FROM audit_events WHERE name = 'proof_refused' ORDER BY position"
            )
        )
        return [tuple(row) for row in rows]


@pytest.mark.parametrize("algorithm", ["ES256", "ES384", "RS256", "PS256", "HS256"])
async def test_a_signed_in_session_proves_the_identity_at_submission(storefront, dpo, algorithm):
    shop = await SigningStorefront.registered(dpo, algorithm)
    body, digest = body_of("access")
    answer = await submit(storefront, body, shop.sign(shop.claims(digest)))
    assert answer.status_code == 201, answer.text
    made = answer.json()
    assert made["status"] == "in_progress"
    assert made["identity"]["method"] == "authenticated_session"
    assert made["identity"]["submission_sha256"] == digest


async def test_it_proves_later_too_bound_to_the_request(storefront, dpo, service):
    shop = await SigningStorefront.registered(dpo)
    body, digest = body_of("access")
    made = (await submit(storefront, body)).json()
    path = f"/v1/requests/{made['id']}/identity-verification"

    async def prove(**changed):
        token = shop.sign(shop.claims(digest, made["id"], **changed))
        return await storefront.post(path, json={"method": "authenticated_session", "assertion": token})

    for changed, reason in (
        ({"request_id": None}, "request"),
        ({"request_id": "0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e"}, "request"),
        ({"body_sha256": "0" * 64}, "body"),
    ):
        refused = await prove(**changed)
        assert (refused.status_code, refused.json()["code"]) == (422, "assertion_refused"), changed
        assert (await refusals(service))[-1] == ("assertion_refused", reason)
    done = await prove()
    assert (done.status_code, done.json()["status"]) == (200, "in_progress")
    events = (await storefront.get(f"/v1/requests/{made['id']}/events")).json()
    assert [e["name"] for e in events].count("proof_refused") == 3, "they stand in the request's own timeline"


CHANGES = {
    "another issuer": ({"iss": "elsewhere"}, "issuer"),
    "no issuer": ({"iss": None}, "issuer"),
    "another audience": ({"aud": "another-service"}, "audience"),
    "several audiences": ({"aud": ["dsr_service", "another-service"]}, "audience"),
    "no audience": ({"aud": None}, "audience"),
    "expired": ({"iat": 1772440000, "exp": 1772440500}, "expired"),
    "from the future": ({"iat": 1772446000, "exp": 1772446100}, "not_yet"),
    "not before the future": ({"nbf": 1772446000}, "not_yet"),
    "eleven minutes": ({"exp": 1772442000 + 661}, "life"),
    "no end": ({"exp": None}, "exp"),
    "an end in words": ({"exp": "tomorrow"}, "exp"),
    "an end that is true": ({"exp": True}, "exp"),
    "no beginning": ({"iat": None}, "iat"),
    "no jti": ({"jti": None}, "jti"),
    "a short jti": ({"jti": "1"}, "jti"),
    "another body": ({"body_sha256": "a" * 64}, "body"),
    "no body": ({"body_sha256": None}, "body"),
    "nobody": ({"sub": None}, "subject"),
    "somebody else": ({"sub": "mallory@example.com"}, "subject"),
    "identifiers of another shape": ({"identifiers": "all"}, "subject"),
    "a request at submission": ({"request_id": "0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e"}, "request"),
}


@pytest.mark.parametrize("change", CHANGES)
async def test_what_does_not_fit_is_refused_and_audited(storefront, dpo, service, change):
    claims, reason = CHANGES[change]
    shop = await SigningStorefront.registered(dpo)
    body, digest = body_of("access")
    refused = await submit(storefront, body, shop.sign(shop.claims(digest, **claims)))
    assert (refused.status_code, refused.json()["code"]) == (422, "assertion_refused")
    assert await refusals(service) == [("assertion_refused", reason)]
    assert (await storefront.get("/v1/requests")).json()["items"] == [], "nothing was taken in"


async def test_one_identifier_of_the_session_opens_no_other_persons_data(storefront, dpo):
    shop = await SigningStorefront.registered(dpo)
    mine = {"type": "email", "value": "camille.martin@example.com"}
    theirs = {"type": "customer_id", "value": "4711"}
    body, digest = body_of("access", subject={"identifiers": [mine, theirs]})
    assert (await submit(storefront, body, shop.sign(shop.claims(digest)))).status_code == 422
    vouched = shop.claims(digest, identifiers=[{"type": "customer_id", "value": "4711"}])
    assert (await submit(storefront, body, shop.sign(vouched))).status_code == 201


def forged(shop, digest) -> dict[str, str]:
    claims = shop.claims(digest)
    good = shop.sign(claims)
    head, payload, signature = good.split(".")

    def part(value) -> str:
        return base64.urlsafe_b64encode(json.dumps(value).encode()).rstrip(b"=").decode()

    public = json.dumps(shop.key.as_dict(private=False)).encode()
    stranger = SigningStorefront(new_key("ES256"), "ES256", shop.key_id)
    own = new_key("ES256")
    return {
        "alg none": f"{part({'alg': 'none', 'kid': shop.key_id})}.{payload}.AA",
        "alg of another key": jwt.encode(
            {"alg": "HS256", "kid": shop.key_id}, claims, OctKey.import_key(public), algorithms=["HS256"]
        ),
        "another key": stranger.sign(claims),
        "changed claims": f"{head}.{part({**claims, 'sub': 'x'})}.{signature}",
        "no key id": f"{part({'alg': 'ES256'})}.{payload}.{signature}",
        "unknown key id": shop.sign(claims, kid="0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e"),
        "odd key id": shop.sign(claims, kid="../keys"),
        "brings a key": jwt.encode(
            {"alg": "ES256", "kid": shop.key_id, "jwk": own.as_dict(private=False)}, claims, own, algorithms=["ES256"]
        ),
        "points to a key": f"{part({'alg': 'ES256', 'kid': shop.key_id, 'jku': 'https://x/'})}.{payload}.{signature}",
        "critical": f"{part({'alg': 'ES256', 'kid': shop.key_id, 'crit': ['x'], 'x': 1})}.{payload}.{signature}",
    }  # fmt: skip


async def test_forgeries_are_refused(storefront, dpo, service):
    shop = await SigningStorefront.registered(dpo)
    body, digest = body_of("access")
    for name, token in forged(shop, digest).items():
        refused = await submit(storefront, body, token)
        assert (refused.status_code, refused.json()["code"]) == (422, "assertion_refused"), name
    assert (await submit(storefront, body, "not a token")).status_code == 422
    assert {code for code, _ in await refusals(service)} == {"assertion_refused"}
    assert (await submit(storefront, body, shop.sign(shop.claims(digest)))).status_code == 201


async def test_an_assertion_proves_once_also_at_the_same_instant(storefront, dpo, service):
    shop = await SigningStorefront.registered(dpo)
    made = [
        json.loads((await submit(storefront, body_of("access", email=f"{n}@example.com")[0])).text)
        for n in range(2)
    ]
    ids = [{"type": "email", "value": f"{n}@example.com"} for n in range(2)]
    one = made[0]
    claims = shop.claims(
        one["identity"]["submission_sha256"], one["id"], sub="0@example.com", identifiers=ids
    )
    token = shop.sign(claims)
    path = f"/v1/requests/{one['id']}/identity-verification"
    answers = await asyncio.gather(
        *(
            storefront.post(path, json={"method": "authenticated_session", "assertion": token})
            for _ in range(20)
        )
    )
    assert sorted(a.status_code for a in answers) == [200] + [409] * 19
    # replayed for another submission by a claim of the same jti
    body, digest = body_of("access", email="2@example.com")
    again = shop.claims(digest, sub="2@example.com", jti=claims["jti"])
    replayed = await submit(storefront, body, shop.sign(again))
    assert (replayed.status_code, replayed.json()["code"]) == (409, "assertion_used")
    assert ("assertion_used", "used") in await refusals(service)


async def test_another_clients_key_says_nothing(service, storefront, dpo):
    shop = await SigningStorefront.registered(dpo, client="storefront_2")
    body, digest = body_of("access")
    token = shop.sign(shop.claims(digest, iss="storefront_2"))
    assert (await submit(storefront, body, token)).status_code == 422
    assert (await submit(service.clients["storefront_2"], body, token)).status_code == 201


async def test_a_revoked_or_expired_key_opens_nothing(service, storefront, dpo):
    shop = await SigningStorefront.registered(dpo)
    body, digest = body_of("access")
    listed = (await dpo.get("/v1/assertion-keys")).json()
    assert [key["id"] for key in listed] == [shop.key_id]
    assert (await dpo.post(f"/v1/assertion-keys/{shop.key_id}/revocation")).json()["revoked_at"] is not None
    assert (await submit(storefront, body, shop.sign(shop.claims(digest)))).status_code == 422
    soon = (service.clock.now() + timedelta(minutes=1)).isoformat()
    key = ECKey.generate_key("P-256")
    made = await dpo.post(
        "/v1/assertion-keys",
        json={
            "client": "storefront",
            "algorithm": "ES256",
            "public_key": key.as_dict(private=False),
            "expires_at": soon,
        },
    )
    shop = SigningStorefront(key, "ES256", made.json()["id"])
    service.clock.set(service.clock.now() + timedelta(minutes=2))
    assert (await submit(storefront, body, shop.sign(shop.claims(digest)))).status_code == 422


async def test_a_key_must_fit_its_algorithm(dpo):
    private = new_key("ES256").as_dict(private=True)
    small = {"kty": "RSA", "n": base64.urlsafe_b64encode(b"\xff" * 128).decode().rstrip("="), "e": "AQAB"}
    for algorithm, key in (
        ("ES256", None),
        ("ES256", {}),
        ("ES256", {"kty": "oct", "k": "c2VjcmV0"}),
        ("ES256", private),
        ("ES256", new_key("ES384").as_dict(private=False)),
        ("RS256", new_key("ES256").as_dict(private=False)),
        ("RS256", small),
        ("HS256", new_key("ES256").as_dict(private=False)),
    ):
        body = {"client": "storefront", "algorithm": algorithm, "public_key": key}
        answer = await dpo.post("/v1/assertion-keys", json=body)
        assert answer.status_code == 422, (algorithm, key)
        assert answer.json()["errors"][0]["pointer"].startswith("/public_key")


async def test_a_shared_secret_is_shown_once_and_stored_nowhere(dpo, service):
    headers = {"Idempotency-Key": "make-a-key"}
    body = {"client": "storefront", "algorithm": "HS256"}
    first = (await dpo.post("/v1/assertion-keys", json=body, headers=headers)).json()
    again = (await dpo.post("/v1/assertion-keys", json=body, headers=headers)).json()
    assert len(first["secret"]) == 43
    assert (again["id"], again["secret"], again["replayed"]) == (first["id"], None, True)
    async with service.runtime.operation(SYSTEM) as ctx:
        dump = (await ctx.session.execute(text("SELECT k::text FROM assertion_keys k"))).scalars().all()
    assert first["secret"] not in "".join(dump)


async def test_only_staff_may_say_without_an_assertion_that_somebody_is_signed_in(storefront, staff):
    made = (await storefront.post("/v1/requests", json=submission("access"))).json()
    path = f"/v1/requests/{made['id']}/identity-verification"
    for method in ("authenticated_session", "in_person", "callback", "known_address_code"):
        assert (await storefront.post(path, json={"method": method})).status_code == 403
    done = await staff.post(path, json={"method": "callback", "note": "On the number of the last order."})
    assert (done.status_code, done.json()["identity"]["method"]) == (200, "callback")
