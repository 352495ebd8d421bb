"""The parent's side: hands a file's descriptor to the reading process, waits with a limit, parses nothing."""

import asyncio
import contextlib
import json
import os
import signal
import socket
import struct
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import astuple, replace
from pathlib import Path
from typing import Any, Final

from dsr_service.adapters.document_inspection.nameless import nameless_file
from dsr_service.adapters.document_inspection.sandbox import Limits
from dsr_service.domain.identity.document_policy import (
    Inspection,
    MediaType,
    Reason,
    expected_type,
    judge_size,
)
from dsr_service.services.ports.document_inspection import (
    DocumentUnreadable,
    InspectionUnavailable,
    MalwareScanner,
    ScannerUnavailable,
)

_GRACE_SECONDS: Final = 5.0  # beyond the child's own alarm
_KEPT_ENVIRONMENT: Final = (
    "PATH",
    "PYTHONPATH",
    "VIRTUAL_ENV",
    "LANG",
    "TMPDIR",
)  # no key of ours among them


class ChildProcessInspector:
    """A `DocumentInspector`: one process that has loaded the readers, and a fork of it for each file."""

    def __init__(
        self, limits: Limits | None = None, *, at_once: int = 2, scanner: MalwareScanner | None = None
    ) -> None:
        self._limits = limits or Limits()
        self._at_once = at_once  # so many may wait for their turn with a large picture
        self._slots = asyncio.Semaphore(at_once)  # bounds the memory of all children together
        self._scanner = scanner
        self._readers: _Readers | None = None

    async def inspect(
        self, document: bytes | Path, *, filename: str, declared_type: str | None
    ) -> Inspection:
        """The verdict on an upload, with its raster when it is accepted; held while the scanner does not answer."""
        size = (
            len(document) if isinstance(document, bytes) else (await asyncio.to_thread(document.stat)).st_size
        )
        reason = judge_size(size)
        if reason is not None:
            return Inspection(reason, None)
        inspection = await self._read(document, expected_type(filename, declared_type))
        if not inspection.accepted or self._scanner is None:
            return inspection
        try:
            infected = await self._scanner.is_infected(document)
        except ScannerUnavailable:
            return replace(inspection, held=True)
        return Inspection(Reason.MALWARE, inspection.found_type) if infected else inspection

    async def rasterise(self, document: bytes | Path, media_type: MediaType) -> tuple[bytes, ...]:
        """The pages of an accepted document again, as JPEG files of their pixels alone."""
        inspection = await self._read(document, media_type)
        if not inspection.accepted:
            raise DocumentUnreadable
        return inspection.pages

    async def watermark(self, page: bytes, text: str) -> bytes:
        """A page of a raster with a text across it."""
        answer = await self._ask({"task": "watermark", "text": text, "limit": len(page)}, page)
        if answer is None or not answer[1]:
            raise DocumentUnreadable
        return answer[1][0]

    async def close(self) -> None:
        if self._readers is not None:
            self._readers.close()
            self._readers = None

    async def _read(self, document: bytes | Path, expected: MediaType | None) -> Inspection:
        answer = await self._ask({"task": "read", "expected": expected}, document)
        if answer is None:
            return Inspection(Reason.TOO_COSTLY, expected)
        head, pages = answer
        reason = Reason(head["reason"]) if head["reason"] else None
        return Inspection(reason, head["type"], tuple(pages))

    async def _ask(
        self, job: dict[str, Any], document: bytes | Path
    ) -> tuple[dict[str, Any], list[bytes]] | None:
        """The child's answer, or None when the document killed it."""
        async with self._slots:
            for _attempt in range(2):
                if self._readers is None:
                    self._readers = _Readers(self._limits)
                try:
                    with _opened(document) as descriptor:
                        channel = self._readers.hand_over(job, descriptor)
                except (BrokenPipeError, ConnectionResetError):
                    await self.close()
                    continue
                answer = await self._receive(channel)
                if answer is not None:
                    return _parsed(answer)
                await self.close()  # it never began: the reading process is gone, not the document to blame
            raise InspectionUnavailable(retry_after=5)

    async def _receive(self, channel: socket.socket) -> bytes | None:
        """All the child sends until it ends; nothing at all means that there was no child."""
        loop = asyncio.get_running_loop()
        received = bytearray()
        try:
            async with asyncio.timeout(self._limits.wall_seconds * self._at_once + _GRACE_SECONDS):
                while len(received) <= self._limits.output_bytes:
                    piece = await loop.sock_recv(channel, 1 << 18)
                    if not piece:
                        return bytes(received) or None
                    received += piece
        except ConnectionResetError:
            return bytes(received) or None
        except TimeoutError:
            pass
        finally:
            channel.close()
        if len(received) >= 4:  # too long or too much: end it
            with contextlib.suppress(ProcessLookupError):
                os.kill(struct.unpack(">I", received[:4])[0], signal.SIGKILL)
        return bytes(received[:4]) or None


class _Readers:
    """The process that forks the readers, and the socket to it."""

    def __init__(self, limits: Limits) -> None:
        ours, theirs = socket.socketpair()
        self._control = ours
        environment = {name: os.environ[name] for name in _KEPT_ENVIRONMENT if name in os.environ}
        environment["MALLOC_ARENA_MAX"] = "1"  # threads' arenas count as memory before they hold any
        self._process = subprocess.Popen(  # noqa: S603 - our own module
            [sys.executable, "-m", "dsr_service.adapters.document_inspection.child", str(theirs.fileno()),
             json.dumps(astuple(limits))],
            pass_fds=(theirs.fileno(),), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL, env=environment,
        )  # fmt: skip
        theirs.close()

    def hand_over(self, job: dict[str, Any], document: int) -> socket.socket:
        here, there = socket.socketpair()
        with there:
            encoded = json.dumps(job).encode()
            head = struct.pack(">I", len(encoded))
            try:
                socket.send_fds(self._control, [head], [document, there.fileno()])
                self._control.sendall(encoded)
            except OSError:
                here.close()
                raise
        here.setblocking(False)
        return here

    def close(self) -> None:
        self._control.close()  # it ends at the end of its input
        try:
            self._process.wait(1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


@contextlib.contextmanager
def _opened(document: bytes | Path) -> Iterator[int]:
    """A descriptor of the document; bytes go by way of a file without a name."""
    if isinstance(document, Path):
        with document.open("rb") as file:
            yield file.fileno()
        return
    with nameless_file() as file:
        file.write(document)
        file.seek(0)
        yield file.fileno()


def _parsed(answer: bytes) -> tuple[dict[str, Any], list[bytes]] | None:
    """Split the child's answer; one that breaks off is none."""
    parts: list[bytes] = []
    at = 4  # behind the process id
    while at < len(answer):
        size = int.from_bytes(answer[at : at + 4])
        part = answer[at + 4 : at + 4 + size]
        if len(part) != size:
            return None
        parts.append(part)
        at += 4 + size
    if not parts:
        return None
    head: dict[str, Any] = json.loads(parts[0])
    return (head, parts[1:]) if head["pages"] == len(parts) - 1 else None
