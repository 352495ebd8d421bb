"""The server's side of HTTP/1.1: uvicorn's httptools protocol with limits on headers, and errors as problems."""

import asyncio
import json
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

MAX_TARGET_BYTES: Final = 16 * 1024
MAX_HEADER_BYTES: Final = 32 * 1024
HEADER_SECONDS: Final = 15.0
BODY_SECONDS: Final = 20.0  # a window of a body, in which at least so many bytes must come:
BODY_BYTES_A_WINDOW: Final = 10 * 1024
HALF_CLOSED_SECONDS: Final = 60.0
LINGER_SECONDS: Final = 2.0
_LINGER_BYTES: Final = 16 * 1024 * 1024
_FRAMING: Final = (64 * 1024, 16)  # of chunks: so many bytes, and so many times the content
_VERSIONS: Final = frozenset({"1.0", "1.1"})

# What never reaches the application is answered here, in the application's form.
_PROBLEMS: Final = {
    400: ("malformed_request", "The request can't be read."),
    408: ("request_timeout", "The request took too long to come."),
    414: ("uri_too_long", "The URL is longer than this service takes."),
    431: ("header_too_large", "The request's headers are too large."),
}


class _Refused(Exception):
    """Stops the parser; `send_400_response` then answers."""


class _Lingering:
    """What a cycle takes for its transport: `close` leaves the caller time to read an answer that came early."""

    __slots__ = ("_protocol", "is_closing", "write")

    def __init__(self, protocol: "GuardedHttpProtocol", transport: asyncio.Transport) -> None:
        self._protocol = protocol
        self.write = transport.write
        self.is_closing = transport.is_closing

    def close(self) -> None:
        self._protocol.close_softly()


class GuardedHttpProtocol(HttpToolsProtocol):
    """httptools counts neither the bytes nor the seconds that a request takes, takes trailers for headers, and
    would answer a broken request before the one that came before it.
    """

    _status = 400
    _header_bytes = 0
    _unended = 0
    _body_bytes = 0
    _raw_bytes = 0
    _has_begun = False
    _in_headers = True
    _in_body = False
    _deadline: asyncio.TimerHandle | None = None
    _body_timer: asyncio.TimerHandle | None = None
    _discarded: int | None = None  # bytes of a body that was answered already
    _parting: bytes | None = None  # what is said when all that came before it is answered

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._lingering: Any = _Lingering(self, transport)
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        self._stop_body_timer()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        if self._parting is not None:
            return  # nothing after a broken request can be read
        if self._discarded is not None:
            self._discarded += len(data)
            if self._discarded > _LINGER_BYTES:
                self.transport.close()
            return
        super().data_received(data)
        if self._in_headers:  # the parser tells of a header when it has ended, and keeps what comes till then
            self._unended += len(data)
            if self._unended > MAX_HEADER_BYTES:
                self._status = 431
                self.send_400_response("")
        elif self._in_body:
            self._raw_bytes += len(data)
            if self._raw_bytes > _FRAMING[0] + _FRAMING[1] * self._body_bytes:
                self.send_400_response("")
            elif self._body_timer is None:
                self._await_body()

    def eof_received(self) -> bool:  # type: ignore[override]
        """A caller that has said all and still listens gets its answer; one that broke off in the middle doesn't."""
        if self.cycle is None or self.cycle.response_complete or self._in_body:
            return False
        if self._parting is None:
            self.cycle.keep_alive = False
        self.loop.call_later(HALF_CLOSED_SECONDS, self.transport.close)
        return True

    def on_message_begin(self) -> None:
        super().on_message_begin()
        self._has_begun = True
        self._header_bytes = 0
        self._in_headers = True
        if self._deadline is None:
            self._await_headers()

    def on_url(self, url: bytes) -> None:
        super().on_url(url)
        if len(self.url) > MAX_TARGET_BYTES:
            self._refuse(414)

    def on_header(self, name: bytes, value: bytes) -> None:
        if not self._in_headers:
            return  # a trailer: the application has read the headers already and must not see them change
        self._header_bytes += len(name) + len(value) + 4
        if self._header_bytes > MAX_HEADER_BYTES:
            self._refuse(431)
        super().on_header(name, value)

    def on_headers_complete(self) -> None:
        if self.parser.get_http_version() not in _VERSIONS or not _is_target(self.url):
            self._refuse(400)
        super().on_headers_complete()
        self.cycle.transport = self._lingering
        self._in_headers = False
        self._in_body = True
        self._unended = self._body_bytes = self._raw_bytes = 0
        self._stop_waiting()

    def on_body(self, body: bytes) -> None:
        self._body_bytes += len(body)
        super().on_body(body)

    def on_message_complete(self) -> None:
        self._in_body = False
        self._stop_body_timer()
        super().on_message_complete()

    def on_response_complete(self) -> None:
        was_last = not self.pipeline
        super().on_response_complete()
        if self._parting is not None and was_last and not self.transport.is_closing():
            self._part(self._parting)

    def close_softly(self) -> None:
        """To close on a caller who still sends would reset the connection, and lose the answer on its way to him."""
        if not self._in_body or self.transport.is_closing() or not self.transport.can_write_eof():
            self.transport.close()
            return
        self._stop_body_timer()
        self._discarded = 0
        self.transport.write_eof()
        self.flow.resume_reading()
        self.loop.call_later(LINGER_SECONDS, self.transport.close)

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 uvicorn's words are not ours
        """Answer what could not be taken, after the requests that came before it; nothing of it is repeated."""
        if self.transport.is_closing():
            return
        if self.pipeline or not (self._in_body or self.cycle is None or self.cycle.response_complete):
            if self._in_body:
                self.pipeline.popleft()  # the broken one itself, which waits for its turn
            self._parting = self._problem()
        elif self._in_body and self.cycle.response_started:
            self.close_softly()
        else:
            self._part(self._problem())

    def _part(self, answer: bytes) -> None:
        self._stop_waiting()
        self.transport.write(answer)
        self.close_softly()

    def _problem(self) -> bytes:
        code, title = _PROBLEMS[self._status]
        body = json.dumps(
            {
                "type": f"/docs/errors#{code}",
                "title": title,
                "status": self._status,
                "detail": title,
                "code": code,
                "request_id": None,
            }
        ).encode()
        return b"".join(
            (
                STATUS_LINE[self._status],
                b"content-type: application/problem+json\r\n",
                b"content-length: %d\r\n" % len(body),
                b"cache-control: private, no-store\r\n",
                b"content-security-policy: default-src 'none'; frame-ancestors 'none'; sandbox\r\n",
                b"referrer-policy: no-referrer\r\n",
                b"x-content-type-options: nosniff\r\n",
                b"connection: close\r\n\r\n",
                body,
            )
        )

    def _refuse(self, status: int) -> None:
        self._status = status
        raise _Refused

    def _await_headers(self) -> None:
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _await_body(self, seen: int = 0) -> None:
        self._body_timer = self.loop.call_later(BODY_SECONDS, self._check_body, seen)

    def _stop_body_timer(self) -> None:
        if self._body_timer is not None:
            self._body_timer.cancel()
            self._body_timer = None

    def _check_body(self, seen: int) -> None:
        """A body that drips in holds a connection for nothing; one that we don't read ourselves is not to blame."""
        self._body_timer = None
        if not self._in_body or self.transport.is_closing():
            return
        if self.flow.read_paused or self._body_bytes - seen >= BODY_BYTES_A_WINDOW:
            self._await_body(self._body_bytes)
            return
        self._status = 408
        self.send_400_response("")

    def _too_slow(self) -> None:
        self._deadline = None
        if not self._in_headers or self.transport.is_closing():
            return
        if not self._has_begun:  # not a byte yet: an idle connection is closed without a word
            self.transport.close()
            return
        self._status = 408
        self.send_400_response("")


def _is_target(url: bytes) -> bool:
    """A path, `*`, or an absolute http(s) URL without credentials in it (RFC 9112, 3.2)."""
    if url[:1] in (b"/", b"*"):
        return True
    scheme, separator, rest = url.partition(b"://")
    authority = rest.partition(b"/")[0].partition(b"?")[0]
    return bool(separator) and scheme.lower() in (b"http", b"https") and b"@" not in authority


def server_options(**more: Any) -> dict[str, Any]:
    """What every `uvicorn.Config` of this service sets."""
    return {
        "http": GuardedHttpProtocol,
        "ws": "none",
        "log_config": None,
        "access_log": False,
        "server_header": False,
        "date_header": True,
        "proxy_headers": False,  # the middleware reads X-Forwarded-*, and from trusted peers only
        **more,
    }
