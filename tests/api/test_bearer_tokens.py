"""People with a token of their identity provider do what the role's keys do, and no more."""

from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import text

from dsr_service.domain.actors import SYSTEM
from dsr_service_tests import START, Service, client_of, settings_for, submission
from identity_papers import CHECKS, submitted, uploaded
from identity_provider import Provider, by_hand, running


@pytest.fixture
async def provider():
    async with running() as provider:
        yield provider


@pytest.fixture
async def service(database, tmp_path, provider):
    trusted = {
        "issuer": provider.issuer, "audience": "dsr", "roles_claim": "realm_access.roles",
        "roles": {"dsr-staff": "staff", "dsr-dpo": "dpo", "dsr-audit": "auditor"},
    }  # fmt: skip
    async with AsyncExitStack() as stack:
        yield await Service.start(
            stack,
            settings_for(database, tmp_path, oidc_providers=[trusted], oidc_private_networks=["127.0.0.0/8"]),
        )


def bearing(service: Service, provider: Provider, *roles: str, sub: str = "marie.dupont@shop.example"):
    token = provider.token(service.clock.now(), realm_access={"roles": list(roles)}, sub=sub)
    return client_of(service.app, {"Authorization": f"Bearer {token}"})


async def test_a_person_works_like_a_key_of_the_role(service, provider, storefront):
    path = await submitted(storefront)
    [document] = (await uploaded(storefront, path)).json()
    async with bearing(service, provider, "dsr-staff") as marie:
        assert (await marie.get(path)).status_code == 200
        review = await marie.post(
            f"{path}/identity-documents/{document['id']}/review", json={"verdict": "accept", "checks": CHECKS}
        )
        assert review.status_code == 200, review.text
        assert (await marie.get("/v1/api-keys")).status_code == 403
    async with bearing(service, provider, "dsr-dpo") as dpo:
        assert (await dpo.get("/v1/api-keys")).status_code == 200
    async with bearing(service, provider, "dsr-audit") as auditor:
        assert (await auditor.get(path)).status_code == 200
        assert (await auditor.get("/v1/api-keys")).status_code == 403
    async with service.runtime.operation(SYSTEM) as ctx:
        rows = (await ctx.session.execute(text("SELECT t::text FROM audit_events t"))).scalars().all()
    assert any(review.json()["reviewed_by"] in row for row in rows)
    assert review.json()["reviewed_by"].startswith("oidc:")
    assert not any("marie" in row or "dupont" in row for row in rows)


async def test_two_people_are_two_and_one_person_is_one(service, provider, storefront):
    seen = set()
    for sub in ("a@shop.example", "b@shop.example", "a@shop.example"):
        path = await submitted(storefront)
        [document] = (await uploaded(storefront, path)).json()
        async with bearing(service, provider, "dsr-staff", sub=sub) as person:
            answer = await person.post(
                f"{path}/identity-documents/{document['id']}/review",
                json={"verdict": "accept", "checks": CHECKS},
            )
            seen.add(answer.json()["reviewed_by"])
    assert len(seen) == 2


async def test_a_token_that_ends_opens_nothing(service, provider):
    token = provider.token(service.clock.now(), realm_access={"roles": ["dsr-staff"]})
    async with client_of(service.app, {"Authorization": f"Bearer {token}"}) as client:
        assert (await client.get("/v1/requests")).status_code == 200
        service.clock.set(START + timedelta(minutes=7))
        refused = await client.get("/v1/requests")
    assert (refused.status_code, refused.json()["code"]) == (401, "unauthenticated")
    assert refused.headers["WWW-Authenticate"].startswith("Bearer")


async def test_an_account_without_a_role_is_refused_and_recorded(service, provider, storefront):
    async with bearing(service, provider, "canteen") as stranger:
        assert (await stranger.get("/v1/requests")).status_code == 403
        assert (await uploaded(stranger, await submitted(storefront))).status_code == 403
    async with service.runtime.operation(SYSTEM) as ctx:
        count = await ctx.session.scalar(
            text("SELECT count(*) FROM audit_events t WHERE t::text ILIKE '%forbidden%'")
        )
    assert count == 2


async def test_a_provider_that_is_away_is_a_503_and_keys_still_open(service, provider, staff):
    provider.status = 500
    async with bearing(service, provider, "dsr-staff") as marie:
        answer = await marie.get("/v1/requests")
    assert (answer.status_code, answer.json()["code"]) == (503, "identity_provider_unavailable")
    assert int(answer.headers["Retry-After"]) > 0
    assert (await staff.get("/v1/requests")).status_code == 200


async def test_forged_tokens_are_all_the_same_401(service, provider):
    claims = '{"iss": "x", "aud": "dsr"}'
    for token in (
        by_hand({"alg": "none"}, claims), by_hand({"alg": "HS256", "kid": "first"}, claims, b"x"), "a" * 20 + ".b.c",
        provider.token(service.clock.now(), aud="shop"), provider.token(service.clock.now(), key=None, iss="https://evil.example"),
    ):  # fmt: skip
        async with client_of(service.app, {"Authorization": f"Bearer {token}"}) as client:
            assert (await client.get("/v1/requests")).status_code == 401


async def test_without_a_provider_no_token_opens(database, tmp_path, provider):
    async with AsyncExitStack() as stack:
        plain = await Service.start(stack, settings_for(database, tmp_path))
        async with bearing(plain, provider, "dsr-dpo") as client:
            assert (await client.post("/v1/requests", json=submission())).status_code == 401
    assert provider.asked == []


@pytest.mark.parametrize(
    "changed",
    [{"issuer": "ldap://x"}, {"roles": {"a": "storefront"}}, {"roles": {"a": "system"}}, {"algorithms": ["HS256"]},
     {"algorithms": ["none"]}, {"algorithms": []}, {"audience": ""}, {"unknown": 1}, {"leeway_seconds": 3600}],
    ids=str,
)  # fmt: skip
def test_a_provider_that_could_not_be_trusted_stops_the_start(tmp_path, changed):
    trusted = {"issuer": "https://id.example", "audience": "dsr", "roles": {"a": "staff"}}
    settings_for("postgresql://x/y", tmp_path, oidc_providers=[trusted])
    with pytest.raises(ValueError, match="oidc_providers"):
        settings_for("postgresql://x/y", tmp_path, oidc_providers=[{**trusted, **changed}])
