"""Which call this is: the request id and the W3C trace that logs, audit and outgoing calls carry."""

import re
import secrets
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Final

_TRACEPARENT: Final = re.compile(r"([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})(-.*)?", re.ASCII)
_REQUEST_ID: Final = re.compile(r"[A-Za-z0-9._-]{1,128}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Trace:
    """One call in the terms of W3C Trace Context, and the id that callers quote."""

    request_id: str
    trace_id: str
    span_id: str
    flags: str = "00"

    @property
    def traceparent(self) -> str:
        return f"00-{self.trace_id}-{self.span_id}-{self.flags}"


_current: ContextVar[Trace | None] = ContextVar("dsr_trace", default=None)


def current() -> Trace | None:
    return _current.get()


def request_id() -> str | None:
    trace = _current.get()
    return trace.request_id if trace else None


def trace_id() -> str | None:
    trace = _current.get()
    return trace.trace_id if trace else None


def enter(trace: Trace | None) -> None:
    """Make `trace` the current one for the rest of this task."""
    _current.set(trace)


def begin(request_id: str | None = None, traceparent: str | None = None) -> Trace:
    """A new span: below the caller's trace where `traceparent` is well formed, else of a trace of its own."""
    own = secrets.token_hex(24)
    trace_id, flags = own[:32], "00"
    match = _TRACEPARENT.fullmatch(traceparent) if traceparent else None
    if match and _acceptable(match):
        # only the sampled flag is known to version 00
        trace_id, flags = match[2], f"{int(match[4], 16) & 1:02x}"
    if not request_id or not _REQUEST_ID.fullmatch(request_id):
        request_id = own[:32]
    return Trace(request_id, trace_id, own[32:], flags)


def _acceptable(match: re.Match[str]) -> bool:
    version, trace_id, span_id, tail = match[1], match[2], match[3], match[5]
    if version == "ff" or (version == "00" and tail):
        return False
    return trace_id != "0" * 32 and span_id != "0" * 16
