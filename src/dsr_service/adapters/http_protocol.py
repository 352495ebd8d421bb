"""The server's side of HTTP/1.1: uvicorn's httptools protocol with limits on headers, and errors as problems."""

import asyncio
import json
from typing import Any, Final

from uvicorn.protocols.http.httptools_impl import STATUS_LINE, HttpToolsProtocol

MAX_TARGET_BYTES: Final = 16 * 1024
MAX_HEADER_BYTES: Final = 32 * 1024
HEADER_SECONDS: Final = 15.0

# What never reaches the application is answered here, in the application's form.
_PROBLEMS: Final = {
    400: ("malformed_request", "The request can't be read."),
    408: ("request_timeout", "The request's headers took too long to come."),
    414: ("uri_too_long", "The URL is longer than this service takes."),
    431: ("header_too_large", "The request's headers are too large."),
}


class _Refused(Exception):
    """Stops the parser; `send_400_response` then answers."""


class GuardedHttpProtocol(HttpToolsProtocol):
    """httptools counts neither the bytes nor the seconds that headers take, and takes trailers for headers."""

    _status = 400
    _header_bytes = 0
    _unended = 0
    _has_begun = False
    _in_headers = True
    _deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._await_headers()

    def connection_lost(self, exc: Exception | None) -> None:
        self._stop_waiting()
        super().connection_lost(exc)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._in_headers:  # the parser tells of a header when it has ended, and keeps what comes till then
            self._unended += len(data)
            if self._unended > MAX_HEADER_BYTES:
                self._status = 431
                self.send_400_response("")

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
        self._in_headers = False
        self._unended = 0
        self._stop_waiting()
        super().on_headers_complete()

    def send_400_response(self, msg: str) -> None:  # noqa: ARG002 uvicorn's words are not ours
        """Answer what the parser could not take; nothing of it is repeated."""
        if self.transport.is_closing():
            return
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
        self.transport.write(
            b"".join(
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
        )
        self.transport.close()

    def _refuse(self, status: int) -> None:
        self._status = status
        raise _Refused

    def _await_headers(self) -> None:
        self._deadline = self.loop.call_later(HEADER_SECONDS, self._too_slow)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None

    def _too_slow(self) -> None:
        self._deadline = None
        if not self._in_headers or self.transport.is_closing():
            return
        if not self._has_begun:  # not a byte yet: an idle connection is closed without a word
            self.transport.close()
            return
        self._status = 408
        self.send_400_response("")


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
