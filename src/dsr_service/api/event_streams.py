"""Server-sent events: a state that is asked for now and then, told when it changed, for a bounded time.

No transaction is open while a stream waits: each look is an operation of its own. An event's id is a digest of the
state, so that a client which comes back with `Last-Event-ID` is told again only what it has not seen.
"""

import asyncio
import hashlib
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Final

import orjson
from fastapi import Request
from starlette.responses import Response, StreamingResponse

from dsr_service.api.middleware import is_head
from dsr_service.api.unavailability import UNAVAILABLE_ROOTS
from dsr_service.domain.errors import DsrError, Kind

MEDIA_TYPE: Final = "text/event-stream"
_ENDS: Final[tuple[type[Exception], ...]] = (DsrError, *UNAVAILABLE_ROOTS)


class TooManyStreams(DsrError):
    code = "too_many_streams"
    kind = Kind.TOO_MANY
    title = "This process follows as many streams of events as it can; ask again, or poll."


@dataclass(frozen=True, slots=True)
class State:
    """What there is to tell now; `ended`: nothing more will come."""

    data: dict[str, Any]
    ended: bool

    @property
    def id(self) -> str:
        return hashlib.sha256(orjson.dumps(self.data, option=orjson.OPT_SORT_KEYS)).hexdigest()[:16]


@dataclass(slots=True)
class EventStreams:
    """How streams behave, and how many there are: held once per process."""

    most: int = 200
    every: float = 1.0  # seconds between two looks
    heartbeat: float = (
        15.0  # a comment keeps proxies from closing a quiet stream; the credential is checked again
    )
    life: float = 300.0  # then the client comes back by itself
    open: int = 0

    def answer(
        self,
        request: Request,
        first: State,
        look: Callable[[], Awaitable[State]],
        admitted: Callable[[], Awaitable[object]],
    ) -> Response:
        """The stream; 204, which tells a client to stay away, where it has seen the end already."""
        seen = request.headers.get("last-event-id", "")
        if first.ended and seen == first.id:
            return Response(status_code=204)
        if is_head(request):
            return Response(media_type=MEDIA_TYPE)
        if self.open >= self.most:
            raise TooManyStreams(retry_after=5)
        return StreamingResponse(
            self._counted(self._events(first, seen, look, admitted)), media_type=MEDIA_TYPE
        )

    async def _counted(self, events: AsyncIterator[bytes]) -> AsyncIterator[bytes]:
        self.open += 1
        try:
            async for event in events:
                yield event
        finally:
            self.open -= 1

    async def _events(
        self,
        first: State,
        seen: str,
        look: Callable[[], Awaitable[State]],
        admitted: Callable[[], Awaitable[object]],
    ) -> AsyncIterator[bytes]:
        loop = asyncio.get_running_loop()
        until = loop.time() + self.life
        beat = loop.time() + self.heartbeat
        yield b"retry: 3000\n\n"
        state = first
        while True:
            if state.id != seen:
                seen = state.id
                yield _event("end" if state.ended else "progress", state)
            if state.ended or loop.time() >= until:
                return
            await asyncio.sleep(self.every)
            try:
                if loop.time() >= beat:
                    beat = loop.time() + self.heartbeat
                    await admitted()
                    yield b": still here\n\n"
                state = await look()
            except _ENDS:
                return  # revoked, not to be seen any more, no database: the client comes back and is told


def _event(name: str, state: State) -> bytes:
    return b"id: %s\nevent: %s\ndata: %s\n\n" % (state.id.encode(), name.encode(), orjson.dumps(state.data))
