"""An object store that lies, cuts answers short, is slow or down: never a wrong byte, never ready unverified."""

import os
from collections.abc import Iterator
from datetime import timedelta
from time import monotonic, sleep

import pytest

from dsr_service.adapters.document_store.opening import open_document_store
from dsr_service.services.ports.document_store import (
    DocumentDamaged,
    DocumentStoreUnavailable,
    StoredDocument,
)
from lying_store import Faults, lying_store


@pytest.fixture(scope="module")
def faults() -> Iterator[Faults]:
    with lying_store() as server:
        yield server


@pytest.fixture
def store(faults, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    faults.fault = ""
    yield open_document_store(faults.url, patience=timedelta(seconds=1))
    faults.fault = ""


async def once(body: bytes):
    yield body


async def read(store, document: StoredDocument) -> bytes:
    return b"".join([chunk async for chunk in store.get(document)])


BODY = os.urandom(300_000)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("altered", DocumentDamaged),
        ("another", DocumentDamaged),
        ("short", DocumentStoreUnavailable),
        ("down", DocumentStoreUnavailable),
        ("reset", DocumentStoreUnavailable),
        ("silent", DocumentStoreUnavailable),
    ],
)
async def test_reading(store, faults, fault, error):
    document = await store.put("a/read", once(BODY))
    faults.fault = fault
    begun = monotonic()
    with pytest.raises(error):
        await read(store, document)
    assert monotonic() - begun < 30
    faults.fault = ""
    assert await read(store, document) == BODY


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("altered", DocumentDamaged),  # stored or read wrong: either way it is not ready
        ("short", DocumentStoreUnavailable),
        ("down", DocumentStoreUnavailable),
        ("reset", DocumentStoreUnavailable),
        ("refuses-completion", DocumentStoreUnavailable),
    ],
)
async def test_writing_is_not_acknowledged_unverified(store, faults, fault, error):
    faults.fault = fault
    with pytest.raises(error):
        await store.put(f"a/write-{fault}", once(BODY))
    faults.fault = ""
    assert [item.key async for item in store.list(f"a/write-{fault}")] == []


@pytest.mark.parametrize("fault", ["down", "reset", "silent"])
async def test_readiness(store, faults, fault):
    faults.fault = fault
    begun = monotonic()
    with pytest.raises(DocumentStoreUnavailable):
        await store.check()
    assert monotonic() - begun < 30
    with pytest.raises(DocumentStoreUnavailable):
        [item async for item in store.list("a/")]
    with pytest.raises(DocumentStoreUnavailable):
        await store.delete("a/x")
    faults.fault = ""
    sleep(0.01)
    await store.check()
