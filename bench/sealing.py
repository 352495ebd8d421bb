"""Throughput of the sealing pipeline beside age's own, in one run: source -> age -> store, and back."""

import asyncio
import os
import resource
import shutil
import subprocess
import tempfile
import time
from collections.abc import AsyncIterator
from pathlib import Path

import pyrage

from dsr_service.adapters.document_store.opening import open_document_store
from dsr_service.adapters.sealing.key_encryption import LocalKeyEncryption, new_key
from dsr_service.adapters.sealing.sealed_documents import AgeDocuments

MIB = 1 << 20
SIZE = int(os.environ.get("BENCH_MIB", "1024"))


def rate(since: float) -> str:
    return f"{SIZE / (time.perf_counter() - since):6.0f} MiB/s"


async def source() -> AsyncIterator[bytes]:
    block = os.urandom(MIB)
    for _ in range(SIZE):
        yield block


def public_tool(identity: pyrage.x25519.Identity, folder: Path, plain: Path) -> None:
    """The reference implementation as a command, file to file."""
    secret, sealed, again = folder / "identity", folder / "by-age", folder / "by-age.plain"
    secret.write_text(f"{identity}\n")
    start = time.perf_counter()
    subprocess.run(["age", "-r", str(identity.to_public()), "-o", sealed, plain], check=True)
    print(f"`age`, file to file:     seal {rate(start)}", end="   ")
    start = time.perf_counter()
    subprocess.run(["age", "-d", "-i", secret, "-o", again, sealed], check=True)
    print(f"open {rate(start)}")


async def main() -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        identity = pyrage.x25519.Identity.generate()
        plain, sealed, again = folder / "plain", folder / "sealed", folder / "again"
        with plain.open("wb") as file:
            async for block in source():
                file.write(block)
        start = time.perf_counter()
        pyrage.encrypt_file(str(plain), str(sealed), [identity.to_public()])
        print(f"pyrage, file to file:    seal {rate(start)}", end="   ")
        start = time.perf_counter()
        pyrage.decrypt_file(str(sealed), str(again), [identity])
        print(f"open {rate(start)}")
        if shutil.which("age"):
            public_tool(identity, folder, plain)
        for path in folder.iterdir():
            path.unlink()

        before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        documents = AgeDocuments(
            open_document_store((folder / "blobs").as_uri()), LocalKeyEncryption([new_key()])
        )
        key = await documents.new_key("bench/sealing")
        start = time.perf_counter()
        document = await documents.put("bench/one", key, source())
        print(f"into the local store:    seal {rate(start)} (summed, on disk, read back)", end="   ")
        start = time.perf_counter()
        async for _ in documents.open(document, key):
            pass
        grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
        print(f"open {rate(start)} (summed)   memory +{grown / 1024:.0f} MiB for {SIZE} MiB")


asyncio.run(main())
