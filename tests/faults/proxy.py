"""A proxy that can stand still, hang up, and lose a COMMIT's answer; in a thread of its own, for sockets and TCP.

In front of PostgreSQL it reads the client's messages far enough to know a COMMIT; in front of HTTP it knows the first
bytes of an answer.
"""

import asyncio
import struct
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any, Self

Address = Path | tuple[str, int]
Decide = Callable[[int], str | None]  # the how-manyeth -> "before", "after", "hang", or None: let it pass


def _never(_number: int) -> str | None:
    return None


class Proxy:
    """One listener. `on_commit` and `on_answer` decide what becomes of each COMMIT, each HTTP answer."""

    def __init__(self, target: Address, listen: Address, *, http: bool = False) -> None:
        self.target = target
        self.listen = listen
        self.http = http
        self.on_commit: Decide = _never
        self.on_answer: Decide = _never
        self.commits = self.answers = self.cuts = 0
        self._loop = asyncio.new_event_loop()
        self._flowing = asyncio.Event()
        self._writers: set[asyncio.StreamWriter] = set()
        self._server: Any = None
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()
        self._call(self._open())
        self._loop.call_soon_threadsafe(self._flowing.set)

    # What tests do to it.
    def hang(self) -> None:
        """Take everything, pass nothing on."""
        self._loop.call_soon_threadsafe(self._flowing.clear)

    def flow(self) -> None:
        self._loop.call_soon_threadsafe(self._flowing.set)

    def cut(self) -> None:
        """Hang up on everybody; who calls again is served."""
        self._loop.call_soon_threadsafe(self._hang_up)

    def down(self) -> None:
        """Nobody answers at this address."""
        self._call(self._close())

    def up(self, target: Address | None = None) -> None:
        self.target = target or self.target
        self._call(self._open())

    def stop(self) -> None:
        self.flow()
        self.down()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(10)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def _call(self, work: Any) -> Any:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(20)

    async def _open(self) -> None:
        if self._server is not None:
            return
        if isinstance(self.listen, Path):
            self.listen.unlink(missing_ok=True)
            self._server = await asyncio.start_unix_server(self._serve, self.listen)
        else:
            self._server = await asyncio.start_server(self._serve, *self.listen)

    async def _close(self) -> None:
        if self._server is not None:
            self._server.close()
            self._server = None
        if isinstance(self.listen, Path):
            self.listen.unlink(missing_ok=True)
        self._hang_up()

    def _hang_up(self) -> None:
        for writer in list(self._writers):
            writer.transport.abort()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self._writers.add(writer)
        there: asyncio.StreamWriter | None = None
        try:
            await self._flowing.wait()
            if isinstance(self.target, Path):
                from_there, there = await asyncio.open_unix_connection(self.target)
            else:
                from_there, there = await asyncio.open_connection(*self.target)
            link = _Link(self, reader, writer, from_there, there)
            await link.run()
        except OSError:
            pass
        finally:
            self._writers.discard(writer)
            for end in (writer, there):
                if end is not None:
                    end.transport.abort()

    async def flowing(self) -> None:
        await self._flowing.wait()


class _Link:
    """One connection through the proxy."""

    def __init__(
        self,
        proxy: Proxy,
        here_in: asyncio.StreamReader,
        here_out: asyncio.StreamWriter,
        there_in: asyncio.StreamReader,
        there_out: asyncio.StreamWriter,
    ) -> None:
        self.proxy = proxy
        self.here_in, self.here_out, self.there_in, self.there_out = here_in, here_out, there_in, there_out
        self.lose_answer = False

    async def run(self) -> None:
        ways = [asyncio.create_task(self._forth()), asyncio.create_task(self._back())]
        await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        for way in ways:
            way.cancel()
        await asyncio.gather(*ways, return_exceptions=True)

    async def _forth(self) -> None:
        read = self._bytes if self.proxy.http else self._messages
        async for data, is_commit in read():
            await self.proxy.flowing()
            if is_commit:
                self.proxy.commits += 1
                fate = self.proxy.on_commit(self.proxy.commits)
                if fate:
                    self.proxy.cuts += 1
                if fate == "before":
                    return
                if fate == "hang":
                    await asyncio.sleep(3600)
                self.lose_answer = fate == "after"
            self.there_out.write(data)
            await self.there_out.drain()

    async def _back(self) -> None:
        while data := await self.there_in.read(65536):
            await self.proxy.flowing()
            if self.lose_answer:
                return  # the server has answered, so the commit stands; nobody hears of it
            if self.proxy.http and data.startswith(b"HTTP/1.1 ") and not data.startswith(b"HTTP/1.1 100"):
                self.proxy.answers += 1
                if self.proxy.on_answer(self.proxy.answers):
                    self.proxy.cuts += 1
                    return
            self.here_out.write(data)
            await self.here_out.drain()

    async def _bytes(self) -> Any:
        while data := await self.here_in.read(65536):
            yield data, False

    async def _messages(self) -> Any:
        """The client's messages: the first bears its length alone, the others a letter and their length."""
        try:
            length = await self.here_in.readexactly(4)
            yield length + await self.here_in.readexactly(struct.unpack("!i", length)[0] - 4), False
            while True:
                head = await self.here_in.readexactly(5)
                body = await self.here_in.readexactly(struct.unpack("!i", head[1:])[0] - 4)
                yield head + body, head[:1] == b"Q" and body[:6].upper() == b"COMMIT"
        except asyncio.IncompleteReadError as error:
            if error.partial:
                yield error.partial, False
