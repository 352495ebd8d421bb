"""Large pictures are decoded one after the other: two at once would need twice the memory."""

import fcntl
import signal
from typing import IO, Final

from dsr_service.adapters.document_inspection.nameless import nameless_file

_LARGE_PIXELS: Final = 16_000_000
_held: list[IO[bytes]] = []


def prepare() -> None:
    """Open the lock that all children share; before the first fork."""
    _held.append(nameless_file())


def wait_for(pixels: int) -> None:
    """Wait until no other child decodes a large picture, if this is one. The turn ends with the process.

    Waiting is no cost of this file: its alarm stands still meanwhile, and the parent's own limit bounds the wait.
    """
    if _held and pixels > _LARGE_PIXELS:
        left, _ = signal.setitimer(signal.ITIMER_REAL, 0)
        fcntl.lockf(_held[0], fcntl.LOCK_EX)
        signal.setitimer(signal.ITIMER_REAL, left)
