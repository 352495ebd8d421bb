"""One contract for every document store: local folder, memory, and S3 (a moto server)."""

import asyncio
import hashlib
import os
import stat
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from moto.server import ThreadedMotoServer

from dsr_service.adapters.document_store.local_folder import LocalFolder
from dsr_service.adapters.document_store.object_store import PART
from dsr_service.adapters.document_store.opening import open_document_store
from dsr_service.services.ports.document_store import (
    DocumentDamaged,
    DocumentMissing,
    DocumentStore,
    DocumentStoreUnavailable,
    StoredDocument,
    checked_key,
)


@pytest.fixture(scope="module")
def s3_endpoint():
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture(params=["local", "memory", "s3"])
def store(request, tmp_path, monkeypatch) -> DocumentStore:
    if request.param == "local":
        return open_document_store(f"file://{tmp_path}/blobs")
    if request.param == "memory":
        return open_document_store("memory:")
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    endpoint = request.getfixturevalue("s3_endpoint")
    import boto3

    bucket = f"b{abs(hash(request.node.name))}"
    boto3.client("s3", endpoint_url=endpoint, region_name="us-east-1").create_bucket(Bucket=bucket)
    return open_document_store(f"s3://{bucket}/prefix?endpoint={endpoint}&region=us-east-1")


async def chunked(body: bytes, size: int = 70_000) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        await asyncio.sleep(0)
        yield body[start : start + size]


async def read(store: DocumentStore, document: StoredDocument) -> bytes:
    return b"".join([chunk async for chunk in store.get(document)])


async def keys(store: DocumentStore, prefix: str) -> list[str]:
    return [item.key async for item in store.list(prefix)]


@pytest.mark.parametrize("size", [0, 1, 70_000, 1024 * 1024, PART, PART + 1, 3 * PART + 5])
async def test_what_was_put_comes_back(store, size):
    body = os.urandom(size)
    document = await store.put("packages/0190-a/zip", chunked(body))
    assert document == StoredDocument("packages/0190-a/zip", size, hashlib.sha256(body).hexdigest())
    assert await read(store, document) == body


async def test_a_second_put_replaces_the_first(store):
    first = await store.put("a/b", chunked(b"one"))
    second = await store.put("a/b", chunked(b"other"))
    assert await read(store, second) == b"other"
    with pytest.raises(DocumentDamaged):
        await read(store, first)


async def test_nothing_is_visible_before_the_end(store):
    reached, go_on = asyncio.Event(), asyncio.Event()

    async def slow() -> AsyncIterator[bytes]:
        yield bytes(2 * PART)
        reached.set()
        await go_on.wait()
        yield b"end"

    writing = asyncio.ensure_future(store.put("a/slow", slow()))
    await reached.wait()
    assert await keys(store, "a/") == []
    go_on.set()
    document = await writing
    assert await keys(store, "a/") == ["a/slow"]
    assert document.size == 2 * PART + 3


@pytest.mark.parametrize("before", [0, 10, 2 * PART])
async def test_a_source_that_fails_leaves_nothing(store, before):
    class Failed(Exception):
        pass

    async def failing() -> AsyncIterator[bytes]:
        yield bytes(before)
        raise Failed

    with pytest.raises(Failed):
        await store.put("a/failed", failing())
    assert await keys(store, "") == []


async def test_a_cancelled_put_leaves_nothing(store):
    started = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(1000)
            started.set()
            await asyncio.sleep(0.01)

    async def put() -> None:
        await store.put("a/endless", endless())

    writing = asyncio.create_task(put())
    await started.wait()
    writing.cancel()
    with pytest.raises(asyncio.CancelledError):
        await writing
    await asyncio.sleep(0.1)
    assert await keys(store, "") == []


async def test_a_failed_replacement_leaves_the_first(store):
    document = await store.put("a/kept", chunked(b"kept"))

    async def failing() -> AsyncIterator[bytes]:
        yield b"no"
        raise ValueError

    with pytest.raises(ValueError):  # noqa: PT011
        await store.put("a/kept", failing())
    assert await read(store, document) == b"kept"


async def test_other_content_is_never_the_document(store):
    await store.put("a/x", chunked(b"12345"))
    good = hashlib.sha256(b"12345").hexdigest()
    for wrong in (
        StoredDocument("a/x", 5, "0" * 64),
        StoredDocument("a/x", 4, good),
        StoredDocument("a/x", 6, good),
        StoredDocument("a/x", 0, good),
    ):
        with pytest.raises(DocumentDamaged):
            await read(store, wrong)


async def test_missing_and_deleted(store):
    with pytest.raises(DocumentMissing):
        await read(store, StoredDocument("a/none", 3, "0" * 64))
    document = await store.put("a/x", chunked(b"123"))
    await store.delete("a/x")
    await store.delete("a/x")
    await store.delete("never/was")
    with pytest.raises(DocumentMissing):
        await read(store, document)


async def test_listing_by_prefix(store):
    for key in ("packages/a/zip", "packages/b/zip", "papers/c", "packages-old/d"):
        await store.put(key, chunked(b"x"))
    assert sorted(await keys(store, "packages/")) == ["packages/a/zip", "packages/b/zip"]
    assert await keys(store, "packages/a") == ["packages/a/zip"]
    assert len(await keys(store, "")) == 4
    assert await keys(store, "none/") == []
    (item,) = [item async for item in store.list("papers/")]
    assert item.size == 1
    assert abs(item.modified_at - datetime.now(UTC)) < timedelta(minutes=1)


async def test_many_at_once(store):
    bodies = [os.urandom(100_000) for _ in range(12)]
    documents = await asyncio.gather(
        *(store.put(f"many/{number}", chunked(body)) for number, body in enumerate(bodies))
    )
    assert await asyncio.gather(*(read(store, document) for document in documents)) == bodies


async def test_ready(store):
    await store.check()


@pytest.mark.parametrize(
    "key", ["", "../x", "a/../b", "/a", "a//b", "a/", "A", "a b", ".unfinished/x", "é", "a\n", "a/.b"]
)
async def test_keys_that_are_none(store, key):
    with pytest.raises(ValueError, match="not a key"):
        await store.put(key, chunked(b"x"))
    with pytest.raises(ValueError, match="not a key"):
        await store.delete(key)


def test_keys():
    assert checked_key("packages/01926f3e-7c3f-7000-8000-000000000000/package.zip")


# What only a folder can be asked


def modes(folder: Path) -> set[int]:
    return {stat.S_IMODE(path.stat().st_mode) for path in folder.rglob("*") if path.is_file()}


async def test_files_are_their_owners_alone(tmp_path):
    store = LocalFolder(tmp_path / "blobs")
    old = os.umask(0)
    try:
        await store.put("a/b/c", chunked(b"x"))
    finally:
        os.umask(old)
    assert modes(tmp_path) == {0o600}
    assert {stat.S_IMODE(path.stat().st_mode) for path in tmp_path.rglob("*") if path.is_dir()} == {0o700}


async def test_what_dead_writers_left_is_swept_and_never_listed(tmp_path):
    store = LocalFolder(tmp_path)
    (tmp_path / ".unfinished" / "dead").write_bytes(b"half")
    assert await keys(store, "") == []
    assert await store.sweep_unfinished(datetime.now(UTC) - timedelta(hours=1)) == 0
    assert await store.sweep_unfinished(datetime.now(UTC) + timedelta(hours=1)) == 1
    assert list((tmp_path / ".unfinished").iterdir()) == []


async def test_damage_on_disk_is_noticed(tmp_path):
    store = LocalFolder(tmp_path)
    body = os.urandom(3_000_000)
    document = await store.put("a/b", chunked(body))
    (tmp_path / "a" / "b").write_bytes(body[:-1] + bytes([body[-1] ^ 1]))
    with pytest.raises(DocumentDamaged):
        await read(store, document)
    (tmp_path / "a" / "b").write_bytes(body[:-1])
    with pytest.raises(DocumentDamaged):
        await anext(store.get(document))  # before the first byte


async def test_a_full_disk_is_said_and_leaves_nothing(tmp_path):
    store = LocalFolder(tmp_path)
    import resource
    import signal

    old = resource.getrlimit(resource.RLIMIT_FSIZE)
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2_000_000, old[1]))
    try:
        with pytest.raises(DocumentStoreUnavailable):
            await store.put("a/b", chunked(bytes(5_000_000)))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, old)
    assert await keys(store, "") == []
    assert list((tmp_path / ".unfinished").iterdir()) == []


async def test_a_store_that_is_down_is_said():
    store = open_document_store("s3://bucket?endpoint=http://127.0.0.1:9")
    with pytest.raises(DocumentStoreUnavailable):
        await store.check()


@pytest.mark.parametrize(
    "url", ["", "/folder", "http://x", "s3://", "file://host/x", "s3://bucket?colour=red", "memory:x"]
)
def test_urls_that_are_none(url):
    with pytest.raises(ValueError, match="store"):
        open_document_store(url)


async def test_what_stands_in_the_folders_place_is_told_until_it_is_gone(tmp_path):
    """A worker that starts meanwhile starts, and goes on by itself."""
    (tmp_path / "blobs").write_bytes(b"")
    store = LocalFolder(tmp_path / "blobs")
    with pytest.raises(DocumentStoreUnavailable):
        await store.check()
    with pytest.raises(DocumentStoreUnavailable):
        await store.put("a/b", chunked(b"x"))
    (tmp_path / "blobs").unlink()
    document = await store.put("a/b", chunked(b"x"))
    await store.check()
    (tmp_path / "blobs").rename(tmp_path / "away")
    with pytest.raises(DocumentStoreUnavailable):
        await store.put("a/c", chunked(b"y"))
    (tmp_path / "away").rename(tmp_path / "blobs")
    assert await read(store, document) == b"x"
