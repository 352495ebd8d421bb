"""Tokens of an identity provider: which are believed, and what its rotations and failures do."""

import asyncio
import hashlib
import hmac
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from joserfc import jws
from joserfc.jwk import ECKey, OctKey, OKPKey

from dsr_service.adapters.oidc import OidcTokens
from dsr_service.adapters.outbound_addresses import AddressGuard
from dsr_service.adapters.outbound_http import guarded_client
from dsr_service.domain.actors import Role
from dsr_service.domain.bearer_tokens import Provider as Trusted
from dsr_service.domain.errors import Forbidden
from dsr_service.services.ports.bearer_tokens import IdentityProviderUnavailable
from identity_provider import Provider, by_hand, rsa, running

NOW = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ROLES = {"dsr-staff": Role.STAFF, "dsr-dpo": Role.DPO, "dsr-audit": Role.AUDITOR}
LOOPBACK = AddressGuard.of(["127.0.0.0/8"])


class Stopwatch:
    seconds = 0.0

    def __call__(self) -> float:
        return self.seconds


@asynccontextmanager
async def trusting(
    provider: Provider, watch: Stopwatch | None = None, guard: AddressGuard = LOOPBACK, **changed
) -> AsyncIterator[OidcTokens]:
    trusted = Trusted(provider.issuer, "dsr", ROLES, roles_claim="realm_access.roles")
    async with guarded_client(guard) as client:
        yield OidcTokens([replace(trusted, **changed)], client, b"k" * 32, watch or Stopwatch())


async def test_a_token_gives_its_role_and_an_id_without_personal_data():
    async with running() as provider, trusting(provider) as tokens:
        actor = await tokens.actor_of(provider.token(NOW), NOW)
        again = await tokens.actor_of(provider.token(NOW, jti="another"), NOW)
        other = await tokens.actor_of(provider.token(NOW, sub="paul@shop.example"), NOW)
    assert actor is not None
    assert other is not None
    assert actor == again
    assert (actor.role, actor.client) == (Role.STAFF, "oidc")
    assert actor.id.startswith("oidc:")
    assert "marie" not in actor.id
    assert other.id != actor.id
    assert provider.asked == ["/realms/shop/.well-known/openid-configuration", "/realms/shop/keys"]


@pytest.mark.parametrize(
    ("given", "role"),
    [
        (["dsr-dpo", "dsr-staff"], Role.DPO),
        (["dsr-audit"], Role.AUDITOR),
        ("dsr-staff", Role.STAFF),
        (["dsr-audit", "dsr-staff"], Role.STAFF),
    ],
)
async def test_the_widest_role_counts(given, role):
    async with running() as provider, trusting(provider) as tokens:
        actor = await tokens.actor_of(provider.token(NOW, realm_access={"roles": given}), NOW)
    assert actor is not None
    assert actor.role is role


@pytest.mark.parametrize(
    "given", [[], ["storefront", "system", "admin"], None, 7, {"dsr-staff": True}, [["dsr-staff"]]]
)
async def test_an_account_without_a_role_is_known_and_may_nothing(given):
    async with running() as provider, trusting(provider) as tokens:
        with pytest.raises(Forbidden):
            await tokens.actor_of(provider.token(NOW, realm_access={"roles": given}), NOW)


@pytest.mark.parametrize(
    "changed",
    [
        {"iss": "https://other.example"},
        {"iss": None},
        {"iss": ["x"]},
        {"aud": "shop"},
        {"aud": None},
        {"aud": ["shop", "x"]},
        {"aud": {"dsr": 1}},
        {"sub": None},
        {"sub": ""},
        {"sub": 7},
        {"sub": "x" * 256},
        {"exp": None},
        {"exp": "soon"},
        {"exp": True},
        {"exp": 1e300},
        {"exp": int(NOW.timestamp()) - 61},
        {"nbf": int(NOW.timestamp()) + 61},
        {"nbf": "x"},
        {"iat": None},
        {"iat": int(NOW.timestamp()) + 61},
        {"iat": int(NOW.timestamp()) - 8000},
        {"at_hash": "x"},
        {"c_hash": "x"},
        {"events": {}},
        {"typ": "ID"},
        {"typ": "Refresh"},
        {"token_use": "id"},
    ],
    ids=str,
)
async def test_claims_that_are_not_for_us_open_nothing(changed):
    async with running() as provider, trusting(provider) as tokens:
        assert await tokens.actor_of(provider.token(NOW, **changed), NOW) is None
    assert provider.asked == []  # nor do they cost a call


async def test_an_id_token_of_an_older_provider_is_no_access_token():
    async with running() as provider, trusting(provider) as tokens:
        plain = {"head": {"typ": "JWT"}}
        assert await tokens.actor_of(provider.token(NOW, **plain), NOW) is not None
        assert await tokens.actor_of(provider.token(NOW, nonce="n", **plain), NOW) is None
        assert await tokens.actor_of(provider.token(NOW, nonce="n"), NOW) is not None


@pytest.mark.parametrize(("seconds", "believed"), [(-60, True), (359, True), (360, False), (-61, False)])
async def test_clocks_may_differ_by_the_leeway(seconds, believed):
    async with running() as provider, trusting(provider) as tokens:
        actor = await tokens.actor_of(provider.token(NOW), NOW + timedelta(seconds=seconds))
    assert (actor is not None) is believed


@pytest.mark.parametrize(
    ("client", "believed"), [("desk", True), ("shop-app", False), (None, False), (["desk"], False)]
)
async def test_only_the_named_clients_tokens_count(client, believed):
    async with running() as provider, trusting(provider, clients=frozenset({"desk"})) as tokens:
        actor = await tokens.actor_of(provider.token(NOW, azp=client), NOW)
    assert (actor is not None) is believed


@pytest.mark.parametrize(
    "head",
    [
        {"jku": "https://evil.example/keys"},
        {"x5u": "https://evil.example"},
        {"jwk": {"kty": "oct", "k": "eA"}},
        {"x5c": ["x"]},
        {"kid": "unknown"},
        {"typ": "dpop+jwt"},
        {"typ": "logout+jwt"},
        {"kid": 7},
    ],
    ids=str,
)
async def test_a_header_that_chooses_its_own_key_opens_nothing(head):
    async with running() as provider, trusting(provider) as tokens:
        token = by_hand(
            {"alg": "RS256", "typ": "at+jwt", "kid": "first", **head},
            json.dumps(provider.claims(NOW)),
            b"x" * 256,
        )
        assert await tokens.actor_of(token, NOW) is None
        if "kid" not in head:
            assert await tokens.actor_of(provider.token(NOW, head=head), NOW) is None, (
                "though it is signed well"
            )


async def test_neither_none_nor_the_public_key_as_a_secret_signs():
    async with running() as provider, trusting(provider) as tokens:
        claims = json.dumps(provider.claims(NOW))
        for alg in ("none", "None", "NONE", "nOnE"):
            assert await tokens.actor_of(by_hand({"alg": alg, "kid": "first"}, claims), NOW) is None
        for secret in (provider.keys[0].as_pem(private=False), provider.keys[0].as_der(private=False)):
            unsigned = by_hand({"alg": "HS256", "kid": "first"}, claims).rpartition(".")[0]
            forged = by_hand(
                {"alg": "HS256", "kid": "first"},
                claims,
                hmac.digest(secret, unsigned.encode(), hashlib.sha256),
            )
            assert await tokens.actor_of(forged, NOW) is None
        provider.extra = [
            {"kty": "oct", "k": "c2VjcmV0LXNlY3JldC1zZWNyZXQtc2VjcmV0", "kid": "shared", "alg": "HS256"}
        ]
        shared = OctKey.import_key(provider.extra[0])
        told = jws.serialize_compact({"alg": "HS256", "kid": "shared"}, claims, shared, ["HS256"])
        assert await tokens.actor_of(told, NOW) is None


async def test_a_signature_of_another_key_or_other_claims_opens_nothing():
    async with running() as provider, trusting(provider) as tokens:
        assert await tokens.actor_of(provider.token(NOW, key=rsa("first")), NOW) is None
        head, _, signature = provider.token(NOW).split(".")
        raised = by_hand({}, json.dumps(provider.claims(NOW, realm_access={"roles": ["dsr-dpo"]}))).split(
            "."
        )[1]
        assert await tokens.actor_of(f"{head}.{raised}.{signature}", NOW) is None
        assert await tokens.actor_of(f"{head}.{raised}.", NOW) is None


@pytest.mark.parametrize(
    "token",
    [
        "a.b.c",
        "..",
        "eyJ.eyJ.x",
        "é.é.é",
        by_hand({"alg": "RS256"}, "[]"),
        by_hand({"alg": "RS256"}, '{"iss": NaN}'),
        by_hand({"alg": "RS256"}, '{"iss": "a", "iss": "b"}'),
        by_hand({"alg": "RS256"}, "[" * 5000),
        "x" * 3000 + "..",
    ],
    ids=range(9),
)
async def test_nonsense_is_refused(token):
    async with running() as provider, trusting(provider) as tokens:
        assert await tokens.actor_of(token, NOW) is None


@pytest.mark.parametrize(
    ("key", "alg"),
    [
        (ECKey.generate_key("P-256", {"kid": "ec"}), "ES256"),
        (OKPKey.generate_key("Ed25519", {"kid": "ed"}), "EdDSA"),
        (OKPKey.generate_key("Ed25519", {"kid": "ed2"}), "Ed25519"),
        (rsa("ps"), "PS256"),
    ],
)
async def test_other_kinds_of_keys_are_taken(key, alg):
    async with running() as provider, trusting(provider) as tokens:
        provider.keys.append(key)
        assert await tokens.actor_of(provider.token(NOW, key=key, alg=alg), NOW) is not None


async def test_an_algorithm_that_is_not_listed_or_a_weak_key_opens_nothing():
    async with running() as provider, trusting(provider, algorithms=("ES256",)) as tokens:
        assert await tokens.actor_of(provider.token(NOW), NOW) is None
    async with running() as provider, trusting(provider) as tokens:
        provider.keys = [rsa("weak", 1024)]
        with pytest.raises(IdentityProviderUnavailable):
            await tokens.actor_of(provider.token(NOW), NOW)


async def test_a_rotated_key_is_fetched_and_made_up_ones_are_not_fetched_each_time():
    watch = Stopwatch()
    async with running() as provider, trusting(provider, watch) as tokens:
        assert await tokens.actor_of(provider.token(NOW), NOW) is not None
        old, provider.keys = provider.keys[0], [rsa("second")]
        watch.seconds = 31
        assert await tokens.actor_of(provider.token(NOW), NOW) is not None
        assert await tokens.actor_of(provider.token(NOW, key=old), NOW) is None, "withdrawn"
        asked = len(provider.asked)
        for number in range(20):
            forged = by_hand(
                {"alg": "RS256", "kid": f"m{number}"}, json.dumps(provider.claims(NOW)), b"x" * 256
            )
            assert await tokens.actor_of(forged, NOW) is None
        assert len(provider.asked) == asked
        watch.seconds = 62
        forged = by_hand({"alg": "RS256", "kid": "m"}, json.dumps(provider.claims(NOW)), b"x" * 256)
        assert await tokens.actor_of(forged, NOW) is None
        assert len(provider.asked) == asked + 2


async def test_kept_keys_outlive_the_provider_for_a_while():
    watch = Stopwatch()
    async with running() as provider, trusting(provider, watch) as tokens:
        token = provider.token(NOW)
        assert await tokens.actor_of(token, NOW) is not None
        provider.status = 500
        for seconds in (700, 3600, 12 * 3600):
            watch.seconds = seconds
            assert await tokens.actor_of(token, NOW) is not None
        watch.seconds = 12 * 3600 + 1
        with pytest.raises(IdentityProviderUnavailable):
            await tokens.actor_of(token, NOW)
        provider.status = 200
        watch.seconds += 31
        assert await tokens.actor_of(token, NOW) is not None


@pytest.mark.parametrize(
    ("status", "body"),
    [
        (500, None),
        (302, None),
        (404, b"{}"),
        (200, b""),
        (200, b"[]"),
        (200, b"{"),
        (200, b"x" * 300_000),
        (200, b'{"keys": 1}'),
        (200, b"[" * 100_000),
        (200, b"\xff\xfe"),
    ],
    ids=range(10),
)
async def test_a_provider_that_fails_from_the_start_is_said_to(status, body):
    async with running() as provider, trusting(provider, jwks_url=f"{provider.issuer}/keys") as tokens:
        provider.status, provider.body = status, body
        for _ in range(5):
            with pytest.raises(IdentityProviderUnavailable):
                await tokens.actor_of(provider.token(NOW), NOW)
        assert len(provider.asked) == 1, "not again for each call"


async def test_a_discovery_document_of_another_issuer_is_not_followed():
    async with running() as provider, trusting(provider) as tokens:
        provider.issuer_told = "https://other.example"
        with pytest.raises(IdentityProviderUnavailable):
            await tokens.actor_of(provider.token(NOW), NOW)


async def test_a_provider_in_a_network_that_is_not_listed_is_not_called():
    async with running() as provider, trusting(provider, guard=AddressGuard()) as tokens:
        with pytest.raises(IdentityProviderUnavailable):
            await tokens.actor_of(provider.token(NOW), NOW)
    assert provider.asked == []


async def test_many_first_calls_fetch_the_keys_once():
    async with running() as provider, trusting(provider) as tokens:
        token = provider.token(NOW)
        actors = await asyncio.gather(*(tokens.actor_of(token, NOW) for _ in range(30)))
    assert all(actors)
    assert len(provider.asked) == 2
