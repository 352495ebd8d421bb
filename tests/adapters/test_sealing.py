"""Sealing: public tools open it, swapped or damaged files never do, keys rotate and are shredded."""

import asyncio
import os
import resource
import stat
import threading
from collections.abc import AsyncIterator
from dataclasses import replace

import pyrage
import pytest

from dsr_service.adapters.document_store.opening import open_document_store
from dsr_service.adapters.sealing.key_encryption import (
    LocalKeyEncryption,
    keys_in,
    made_key_file,
    new_key,
    read_key_file,
)
from dsr_service.adapters.sealing.key_folder import KeyFolder
from dsr_service.adapters.sealing.sealed_documents import AgeDocuments
from dsr_service.services.ports.document_store import (
    DocumentDamaged,
    DocumentMissing,
    DocumentStoreUnavailable,
)
from dsr_service.services.ports.key_store import KeyRefused, KeyShredded
from dsr_service.services.ports.sealed_documents import SealedDocument


async def chunked(body: bytes, size: int = 100_000) -> AsyncIterator[bytes]:
    for start in range(0, len(body), size):
        yield body[start : start + size]


async def read(documents, document, key) -> bytes:
    return b"".join([chunk async for chunk in documents.open(document, key)])


@pytest.fixture
def folder(tmp_path):
    return tmp_path / "blobs"


@pytest.fixture
def documents(folder) -> AgeDocuments:
    return AgeDocuments(open_document_store(f"file://{folder}"), LocalKeyEncryption([new_key()]))


@pytest.mark.parametrize("size", [0, 1, 65_536, 65_537, 3_000_000])
async def test_what_was_sealed_opens(documents, size):
    key = await documents.new_key("r1/export_packages")
    body = os.urandom(size)
    document = await documents.put("a/b", key, chunked(body))
    assert await read(documents, document, key) == body
    assert SealedDocument.of(document.entry()) == document


async def test_made_in_a_thread(documents):
    key = await documents.new_key("r1/x")
    threads = set()

    def make():
        for _ in range(5):
            threads.add(threading.current_thread().name)
            yield bytes(300_000)

    document = await documents.put_made("a/b", key, make)
    assert await read(documents, document, key) == bytes(1_500_000)
    assert "pump" in threads
    assert threading.main_thread().name not in threads


async def test_what_is_small_is_sealed_without_a_pump(documents):
    """Most packages are: a thread and its hand-overs cost more than their sealing."""
    key = await documents.new_key("r1/x")
    threads = set()

    def make():
        threads.add(threading.current_thread().name)
        yield b"small "
        yield b"package"

    document = await documents.put_made("a/b", key, make)
    assert await read(documents, document, key) == b"small package"
    assert SealedDocument.of(document.entry()) == document
    assert not threads & {"pump", threading.main_thread().name}


async def test_a_failure_while_making_leaves_nothing(documents, folder):
    key = await documents.new_key("r1/x")

    def make(size):
        yield bytes(size)
        raise RuntimeError("the rows changed")

    for size in (10, 1_000_000):  # before and behind the first block
        with pytest.raises(RuntimeError, match="the rows changed"):
            await documents.put_made("a/b", key, lambda size=size: make(size))
    assert [path for path in folder.rglob("*") if path.is_file()] == []


async def test_the_public_format(documents, folder):
    """What `age -d -i identity file` would do."""
    keys = LocalKeyEncryption([new_key()])
    documents = AgeDocuments(open_document_store(f"file://{folder}"), keys)
    key = await documents.new_key("r1/x")
    await documents.put("a/b", key, chunked(b"plain text"))
    raw = (folder / "a" / "b").read_bytes()
    assert raw.startswith(b"age-encryption.org/v1\n-> X25519 ")
    assert b"plain text" not in raw
    identity = pyrage.x25519.Identity.from_str((await keys.unwrap(key.wrapped, key.holder)).decode())
    assert pyrage.decrypt(raw, [identity]) == b"plain text"


async def test_a_file_sealed_elsewhere_for_the_key_opens_only_if_its_row_says_so(documents, folder):
    key = await documents.new_key("r1/x")
    document = await documents.put("a/b", key, chunked(b"ours"))
    foreign = pyrage.encrypt(b"theirs", [pyrage.x25519.Recipient.from_str(key.recipient)])
    (folder / "a" / "b").write_bytes(foreign)
    with pytest.raises(DocumentDamaged):
        await read(documents, document, key)


async def test_swapped_files_give_no_byte(documents, folder):
    """Of two requests, and of one request: the key then fits, and only the row tells."""
    one, two = await documents.new_key("r1/x"), await documents.new_key("r2/x")
    size = 2_000_000
    first = await documents.put("a/1", one, chunked(bytes(size)))
    second = await documents.put("a/2", one, chunked(b"x" * size))
    third = await documents.put("a/3", two, chunked(b"y" * size))
    pages = {name: (folder / "a" / name).read_bytes() for name in "123"}
    for document, name, other in ((first, "1", "2"), (second, "2", "3"), (third, "3", "1")):
        (folder / "a" / name).write_bytes(pages[other].ljust(document.size, b"\0")[: document.size])
        stream = documents.open(document, one if name != "3" else two)
        with pytest.raises(DocumentDamaged):
            await anext(stream)
        (folder / "a" / name).write_bytes(pages[name])
    with pytest.raises(DocumentDamaged):
        await read(documents, first, two)
    with pytest.raises(DocumentDamaged):
        await anext(documents.open(replace(first, key="a/2"), one))


@pytest.mark.parametrize("place", [0, 40, 250, 70_000, -1])
async def test_a_changed_byte_is_noticed(documents, folder, place):
    key = await documents.new_key("r1/x")
    document = await documents.put("a/b", key, chunked(os.urandom(200_000)))
    raw = bytearray((folder / "a" / "b").read_bytes())
    raw[place] ^= 1
    (folder / "a" / "b").write_bytes(raw)
    with pytest.raises(DocumentDamaged):
        await read(documents, document, key)


@pytest.mark.parametrize("left", [0, 100, 65_736, 150_000])
async def test_a_file_cut_short_errs(documents, folder, left):
    key = await documents.new_key("r1/x")
    document = await documents.put("a/b", key, chunked(os.urandom(200_000)))
    path = folder / "a" / "b"
    path.write_bytes(path.read_bytes()[:left])
    with pytest.raises(DocumentDamaged):
        await read(documents, document, key)


async def test_shredding(documents, folder):
    key = await documents.new_key("r1/x")
    document = await documents.put("a/b", key, chunked(b"secret"))
    with pytest.raises(KeyShredded):
        await read(documents, document, replace(key, wrapped=None))
    await documents.delete("a/b")
    with pytest.raises(DocumentMissing):
        await read(documents, document, key)


async def test_a_wrapped_key_moved_to_another_holder_is_refused(documents):
    key = await documents.new_key("r1/x")
    other = await documents.new_key("r2/x")
    document = await documents.put("a/b", key, chunked(b"secret"))
    for wrong in (
        replace(key, holder="r2/x"),
        replace(key, wrapped=other.wrapped),
        replace(key, wrapped=b"rubbish"),
        replace(other, wrapped=key.wrapped),
        replace(key, recipient=other.recipient),
    ):
        with pytest.raises(KeyRefused):
            await read(documents, document, wrong)


async def test_rotation(folder):
    store = open_document_store(f"file://{folder}")
    old, new = new_key(), new_key()
    before = AgeDocuments(store, LocalKeyEncryption([old]))
    key = await before.new_key("r1/x")
    document = await before.put("a/b", key, chunked(b"secret"))
    during = AgeDocuments(store, LocalKeyEncryption([new, old]))
    assert await read(during, document, key) == b"secret"
    rewrapped = await during.rewrap(key)
    assert rewrapped is not None
    assert await during.rewrap(rewrapped) is None
    after = AgeDocuments(store, LocalKeyEncryption([new]))
    assert await read(after, document, rewrapped) == b"secret"
    with pytest.raises(KeyRefused):
        await read(after, document, key)
    assert await after.rewrap(replace(key, wrapped=None)) is None


async def test_errors_of_the_source_come_out_as_they_are(documents, folder):
    key = await documents.new_key("r1/x")

    class Failed(Exception):
        pass

    async def failing() -> AsyncIterator[bytes]:
        yield bytes(500_000)
        raise Failed

    def failing_made():
        yield bytes(500_000)
        raise Failed

    with pytest.raises(Failed):
        await documents.put("a/b", key, failing())
    with pytest.raises(Failed):
        await documents.put_made("a/b", key, failing_made)
    assert not (folder / "a").exists()


async def test_errors_of_the_store_come_out_as_they_are(documents):
    class Down:
        async def get(self, document):
            yield (b"age-encryption.org/v1\n-> X25519 x\n--- y\n")
            raise DocumentStoreUnavailable

        async def put(self, key, chunks):
            await anext(chunks)
            raise DocumentStoreUnavailable

    key = await documents.new_key("r1/x")
    down = AgeDocuments(Down(), documents._keys)
    with pytest.raises(DocumentStoreUnavailable):
        await down.put("a/b", key, chunked(bytes(10_000_000)))
    import hashlib

    header = hashlib.sha256(b"age-encryption.org/v1\n-> X25519 x\n--- y\n").hexdigest()
    with pytest.raises(DocumentStoreUnavailable):
        await read(down, SealedDocument("a/b", 1, "", header), key)


def pumps() -> int:
    return sum(thread.name == "pump" for thread in threading.enumerate())


async def pumps_end() -> bool:
    for _ in range(100):
        if pumps() == 0:
            return True
        await asyncio.sleep(0.02)
    return False


async def test_leaving_early_ends_the_thread(documents):
    key = await documents.new_key("r1/x")
    document = await documents.put("a/b", key, chunked(bytes(20_000_000)))
    stream = documents.open(document, key)
    await anext(stream)
    assert pumps() >= 1
    await stream.aclose()
    assert await pumps_end()


async def test_a_cancelled_upload_ends_the_thread_and_leaves_nothing(documents, folder):
    key = await documents.new_key("r1/x")
    started = asyncio.Event()

    async def endless() -> AsyncIterator[bytes]:
        while True:
            yield bytes(50_000)
            started.set()
            await asyncio.sleep(0.01)

    task = asyncio.create_task(documents.put("a/b", key, endless()))
    await started.wait()
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert await pumps_end()
    assert [path for path in folder.rglob("*") if path.is_file()] == []


async def test_more_streams_than_any_pool_has_threads(documents):
    key = await documents.new_key("r1/x")
    body = bytes(600_000)
    sealed = await asyncio.gather(*(documents.put(f"a/{n}", key, chunked(body)) for n in range(50)))
    opened = await asyncio.gather(*(read(documents, document, key) for document in sealed))
    assert all(each == body for each in opened)


@pytest.mark.slow
async def test_memory_is_flat_for_a_large_stream(tmp_path):
    """1.5 GiB through source, age, store and back."""
    documents = AgeDocuments(open_document_store(f"file://{tmp_path}"), LocalKeyEncryption([new_key()]))
    key = await documents.new_key("r1/x")

    async def large() -> AsyncIterator[bytes]:
        block = os.urandom(1 << 20)
        for _ in range(1536):
            yield block

    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    document = await documents.put("a/b", key, large())
    size = 0
    async for chunk in documents.open(document, key):
        size += len(chunk)
    grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    assert size == 1536 << 20
    assert grown < 60_000, f"{grown} KiB"


# Key-encryption keys


@pytest.mark.parametrize("keys", [[], ["short"], ["x" * 44], ["é" * 32], [new_key(), ""]])
def test_keys_that_are_none_are_refused_without_being_shown(keys):
    with pytest.raises(ValueError, match="key") as caught:
        LocalKeyEncryption(keys)
    assert "short" not in str(caught.value)
    assert "x" * 44 not in str(caught.value)


def test_several_keys_in_one_setting():
    assert keys_in("a,b\n# old ones\nc # retired\n\n") == ["a", "b", "c"]


def test_the_key_file_is_made_once_for_its_owner(tmp_path):
    path = tmp_path / "sub" / "kek"
    first = made_key_file(path)
    assert made_key_file(path) == first
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    LocalKeyEncryption(first)
    path.chmod(0o640)
    with pytest.raises(ValueError, match="600"):
        read_key_file(path)


async def test_key_folder(tmp_path):
    keys = KeyFolder(tmp_path / "keys")
    assert await keys.load("r1/x") is None
    await keys.save("r1/x", b"one")
    await keys.save("r1/x", b"two")
    await keys.save("r2/x", b"other")
    assert await keys.load("r1/x") == b"two"
    await keys.shred("r1/x")
    await keys.shred("r1/x")
    assert await keys.load("r1/x") is None
    assert await keys.load("r2/x") == b"other"
    assert {stat.S_IMODE(path.stat().st_mode) for path in (tmp_path / "keys").iterdir()} == {0o600}
    assert not any("r2" in path.name for path in (tmp_path / "keys").iterdir())
