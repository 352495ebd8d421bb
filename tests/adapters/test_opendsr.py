"""The OpenDSR client against a processor that answers rightly, late, wrongly and as somebody else."""

import datetime as dt
from collections.abc import Iterator
from uuid import UUID

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa

from dsr_service.adapters.data_sources.opendsr import OpenDsrProcessor
from dsr_service.adapters.outbound_addresses import AddressGuard
from dsr_service.domain.processors import Order, OrderKind, OrderStatus
from dsr_service.services.ports.data_sources import SourceFailed
from opendsr_stub import Authority, StubProcessor
from walking import collection, field_, map_of

NOW = dt.datetime(2026, 3, 2, 9, tzinfo=dt.UTC)
ORDER = Order(
    UUID("a7551968-d5d6-44b2-9831-815ac9017798"), OrderKind.ACCESS, NOW, {"email": ["a@x"], "loyalty": ["7"]}
)
GUARD = AddressGuard.of(["127.0.0.0/8", "::1/128"])
DATASET = map_of(
    crm={
        "dsr": {"kind": "opendsr", "api": {"auth": {"type": "bearer", "token": {"env": "DSR_SOURCE_CRM"}}}},
        "collections": [
            collection("profiles", field_("id", data_type="integer"), "mail"),
            collection("visits", field_("at", data_type="string")),
        ],
    }
).datasets[0]


@pytest.fixture
def stub(monkeypatch: pytest.MonkeyPatch) -> Iterator[StubProcessor]:
    monkeypatch.setenv("DSR_SOURCE_CRM", "token")
    made = StubProcessor()
    yield made
    made.close()


def client(stub: StubProcessor, guard: AddressGuard = GUARD, now: dt.datetime = NOW) -> OpenDsrProcessor:
    return OpenDsrProcessor(stub.url, DATASET, guard, lambda: now, roots=[stub.authority.root])


@pytest.mark.parametrize("key", [None, ec.generate_private_key(ec.SECP256R1())])
async def test_an_order_is_sent_once_and_its_results_are_rows(stub: StubProcessor, key: object):
    if key is not None:
        stub.key, stub.certificate = key, stub.authority.issue(key)
    processor = client(stub)
    first = await processor.submit(ORDER, "https://dsr.example/v1/processor-callbacks")
    again = await processor.submit(ORDER, None)
    assert (first.status, again.status) == (OrderStatus.PENDING, OrderStatus.PENDING)
    (sent,) = stub.orders.values()
    assert sent["subject_identities"] == [
        {"identity_type": "email", "identity_value": "a@x", "identity_format": "raw"}
    ]
    assert (sent["subject_request_type"], sent["submitted_time"]) == ("access", "2026-03-02T09:00:00Z")
    stub.status, stub.results = "completed", {"profiles": [{"id": 7, "mail": "a@x"}], "visits": None}
    answer = await processor.status(ORDER.subject_request_id)
    assert answer.expected_at == dt.datetime(2026, 3, 20, 9, tzinfo=dt.UTC)
    assert await processor.results(answer) == {"profiles": [{"id": 7, "mail": "a@x"}], "visits": []}
    assert "Bearer token" in stub.authorizations
    await processor.cancel(ORDER.subject_request_id)
    assert stub.asked[-1][0] == "DELETE"


async def test_completed_without_results_is_nothing_found(stub: StubProcessor):
    processor = client(stub)
    await processor.submit(ORDER, None)
    stub.status = "completed"
    found = await processor.results(await processor.status(ORDER.subject_request_id))
    assert found == {"profiles": (), "visits": ()}


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("unsigned", "signature_refused"),
        ("forged", "signature_refused"),
        ("other", "answer_of_another"),
        ("html", "answer_malformed"),
        ("down", "busy"),
    ],
)
async def test_what_can_not_be_believed_is_no_answer(stub: StubProcessor, broken: str, reason: str):
    processor = client(stub)
    await processor.submit(ORDER, None)
    stub.broken = broken
    with pytest.raises(SourceFailed) as raised:
        await processor.status(ORDER.subject_request_id)
    assert raised.value.reason == reason


@pytest.mark.parametrize(
    "results",
    [
        {"something": []},
        {"profiles": "none"},
        {"profiles": [7]},
        {"profiles": [{"id": "seven"}]},
        "<html>",
    ],
)
async def test_results_of_another_shape_are_refused(stub: StubProcessor, results: object):
    processor = client(stub)
    await processor.submit(ORDER, None)
    stub.status, stub.results = "completed", results
    with pytest.raises(SourceFailed) as raised:
        await processor.results(await processor.status(ORDER.subject_request_id))
    assert raised.value.reason == "answer_malformed"


async def test_a_certificate_must_be_valid_trusted_and_of_the_domain(stub: StubProcessor):
    body = b"{}"
    assert await client(stub).signed("localhost", stub.sign(body), body, NOW)
    assert not await client(stub).signed("localhost", stub.sign(body), body + b" ", NOW)
    assert not await client(stub).signed("elsewhere.example", stub.sign(body), body, NOW)
    assert not await client(stub).signed("localhost", "%%%", body, NOW)
    for certificate in (
        stub.authority.issue(stub.key, days=-10),  # expired
        stub.authority.issue(stub.key, name="elsewhere.example"),
        Authority().issue(stub.key),  # of an authority that nobody trusts
        stub.authority.issue(rsa.generate_private_key(public_exponent=65537, key_size=2048)),
        b"no certificate",
    ):
        stub.certificate = certificate
        assert not await client(stub).signed("localhost", stub.sign(body), body, NOW)


async def test_what_the_processor_can_not_do_is_told(stub: StubProcessor):
    stub.kinds = ("erasure",)
    with pytest.raises(SourceFailed) as raised:
        await client(stub).submit(ORDER, None)
    assert raised.value.reason == "not_supported"
    stub.kinds, stub.identity_types = ("access",), ("ios_vendor_id",)
    with pytest.raises(SourceFailed) as raised:
        await client(stub).submit(ORDER, None)
    assert raised.value.reason == "not_askable"


async def test_private_addresses_are_not_called_unless_listed(stub: StubProcessor):
    with pytest.raises(SourceFailed) as raised:
        await client(stub, guard=AddressGuard()).submit(ORDER, None)
    assert raised.value.reason == "address_refused"
    assert stub.asked == []
    processor = client(stub)
    await processor.submit(ORDER, None)
    stub.status, stub.results, stub.results_host = "completed", {}, "http://169.254.169.254"
    with pytest.raises(SourceFailed) as raised:
        await processor.results(await processor.status(ORDER.subject_request_id))
    assert raised.value.reason == "address_refused"
