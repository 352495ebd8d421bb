"""An answer in time: a database that is away, slow or stuck gives a 503 soon, and holds no caller for ever."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any, Final, TypeVar

from dsr_service.domain.errors import ServiceUnavailable

T = TypeVar("T")
TAKES_LONG: Final = 30.0  # seconds for what reads or checks much: a report, a data map
_abandoned: set[asyncio.Task[Any]] = set()  # kept alive until they have let go of what they hold


class Patience:
    """How long one call may wait for the database in all; what the caller itself is slow with does not count."""

    def __init__(self, seconds: float) -> None:
        self._left = seconds

    async def spend(self, work: Coroutine[Any, Any, T]) -> T:
        """The work's result. Raises ServiceUnavailable when the patience is spent.

        The work is then cancelled, but not waited for: to hang up on a server that is stuck takes long too. Whether
        it had its effect is not known, which is what a 503 to a call with an Idempotency-Key says.
        """
        loop = asyncio.get_running_loop()
        task = loop.create_task(work)
        began = loop.time()
        over = loop.create_future()  # `asyncio.wait` does the same in three times the steps
        task.add_done_callback(lambda _: _end(over))
        timer = loop.call_later(max(self._left, 0.0), _end, over)
        try:
            await over
        except asyncio.CancelledError:
            _abandon(task)
            raise
        finally:
            timer.cancel()
        self._left -= loop.time() - began
        if not task.done():
            _abandon(task)
            raise ServiceUnavailable(retry_after=1)
        return task.result()


def _end(waiting: asyncio.Future[None]) -> None:
    if not waiting.done():
        waiting.set_result(None)


def takes_long(handler: Callable[..., Any]) -> Callable[..., Any]:
    """Marks a handler that may rightly take longer than a change or a reading does."""
    handler.__dict__["takes_long"] = True
    return handler


def _abandon(task: asyncio.Task[Any]) -> None:
    task.cancel()
    _abandoned.add(task)
    task.add_done_callback(_forget)


def _forget(task: asyncio.Task[Any]) -> None:
    _abandoned.discard(task)
    if not task.cancelled():
        task.exception()  # it was answered for already
