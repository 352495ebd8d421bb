"""Blocking work on streams in a thread, fed from and read by the event loop, with a bounded amount in between."""

import asyncio
import threading
from collections.abc import AsyncGenerator, AsyncIterator, Callable, Iterator
from concurrent.futures import CancelledError, Future
from contextlib import suppress
from typing import Final, Protocol

_BLOCK: Final = 256 * 1024
_WAITING: Final = 4  # blocks between the thread and the loop


class Abandoned(Exception):
    """The other side is gone: stop working."""


class Source(Protocol):
    failure: Exception | None

    def read(self, size: int = -1, /) -> bytes: ...


class AsyncSource:
    """A file that reads from an async iterator, for use in a thread."""

    def __init__(self, chunks: AsyncIterator[bytes], loop: asyncio.AbstractEventLoop) -> None:
        self._chunks, self._loop = chunks, loop
        self._held: memoryview = memoryview(b"")
        self._pending: Future[bytes | None] | None = None
        self.failure: Exception | None = None  # a codec may wrap what its source raises
        self._abandoned = threading.Event()
        self._idle = asyncio.Event()
        self._idle.set()

    def read(self, size: int = -1, /) -> bytes:
        while not self._held:
            if self._abandoned.is_set():
                raise Abandoned
            self._pending = asyncio.run_coroutine_threadsafe(self._next(), self._loop)
            if self._abandoned.is_set():  # in the moment before
                self._pending.cancel()
            try:
                chunk = self._pending.result()
            except CancelledError:
                raise Abandoned from None
            except Exception as error:
                self.failure = error
                raise
            if chunk is None:
                return b""
            self._held = memoryview(chunk)
        taken = self._held[:size] if size >= 0 else self._held
        self._held = self._held[len(taken) :]
        return bytes(taken)

    def abandon(self) -> None:
        self._abandoned.set()
        if self._pending is not None:
            self._pending.cancel()

    async def idle(self) -> None:
        """Until nothing runs inside the iterator any more, so that it may be closed."""
        await self._idle.wait()

    async def _next(self) -> bytes | None:
        self._idle.clear()
        try:
            return await anext(self._chunks, None)
        finally:
            self._idle.set()


class IteratorSource:
    """A file that reads from a plain iterator, in the thread that asks."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._held: memoryview = memoryview(b"")
        self.failure: Exception | None = None

    def read(self, size: int = -1, /) -> bytes:
        while not self._held:
            try:
                chunk = next(self._chunks, None)
            except Exception as error:
                self.failure = error
                raise
            if chunk is None:
                return b""
            self._held = memoryview(chunk)
        taken = self._held[:size] if size >= 0 else self._held
        self._held = self._held[len(taken) :]
        return bytes(taken)


class Sink:
    """A file whose blocks the event loop takes out; writing waits when it does not."""

    def __init__(self, loop: asyncio.AbstractEventLoop) -> None:
        self.queue: asyncio.Queue[bytes | None] = asyncio.Queue()
        self._room = threading.Semaphore(_WAITING)
        self._loop = loop
        self._held = bytearray()
        self._abandoned = threading.Event()

    def write(self, data: bytes, /) -> int:
        self._held += data
        if len(self._held) >= _BLOCK:
            self.flush_block()
        return len(data)

    def flush(self) -> None:
        """Nothing: blocks go out when they are full."""

    def flush_block(self) -> None:
        if self._held:
            block, self._held = bytes(self._held), bytearray()
            self._give(block)

    def finish(self) -> None:
        """What is held goes out too."""
        self.flush_block()

    def end(self) -> None:
        """The last word of the thread, whatever happened in it."""
        with suppress(RuntimeError):  # the loop is closed
            self._loop.call_soon_threadsafe(self.queue.put_nowait, None)

    async def take(self) -> bytes | None:
        block = await self.queue.get()
        self._room.release()
        return block

    def abandon(self) -> None:
        self._abandoned.set()
        self._room.release(_WAITING)

    def _give(self, block: bytes) -> None:
        self._room.acquire()
        if self._abandoned.is_set():
            raise Abandoned
        try:
            self._loop.call_soon_threadsafe(self.queue.put_nowait, block)
        except RuntimeError:  # the loop is closed
            raise Abandoned from None


async def pumped(
    work: Callable[["Sink"], None], source: AsyncSource | None = None
) -> AsyncGenerator[bytes, None]:
    """What `work(sink)` writes, in a thread of its own: a pool could fill up with streams that wait for each other.

    Leaving early stops the work at its next read or write.
    """
    loop = asyncio.get_running_loop()
    sink = Sink(loop)
    done: asyncio.Future[None] = loop.create_future()

    def settle(error: BaseException | None) -> None:
        if done.cancelled():
            return
        if error is None:
            done.set_result(None)
        else:
            done.set_exception(error)

    def run() -> None:
        failed: BaseException | None = None
        try:
            work(sink)
            sink.finish()
        except BaseException as error:  # noqa: BLE001 - it is raised again on the other side
            failed = error
        sink.end()
        with suppress(RuntimeError):  # the loop is closed
            loop.call_soon_threadsafe(settle, failed)

    threading.Thread(target=run, name="pump", daemon=True).start()
    try:
        while (block := await sink.take()) is not None:
            yield block
        await asyncio.shield(done)
    finally:
        sink.abandon()
        if source is not None:
            source.abandon()
        with suppress(BaseException):
            await asyncio.shield(done)
        if source is not None:
            await source.idle()
