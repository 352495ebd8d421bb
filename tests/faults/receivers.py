"""Where letters and webhooks arrive in the fault suite: an SMTP server and an HTTP server of this process.

Both write down each arrival: what the service recorded is held against it (told.py).
"""

import asyncio
import json
import logging
import threading
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from standardwebhooks import Webhook, WebhookVerificationError

from tls import CERTIFICATE, self_signed

logging.getLogger("mail.log").setLevel(logging.CRITICAL)  # of aiosmtpd: who is killed hangs up without a word

HANG = "hang"  # as an answer: none is given, long past the caller's patience
HANGS = 15.0


@dataclass(frozen=True, slots=True)
class Arrival:
    """One letter or webhook, and the answer that it got."""

    id: str
    answer: str
    to: tuple[str, ...] = ()  # of a letter
    place: str = ""  # of a webhook: the path that it came to
    body: bytes = b""
    signed: bool = True  # so that the public package accepts it, now

    @property
    def taken(self) -> bool:
        """Whether its sender was told so; without an answer it can't know, and sends again."""
        return self.answer.startswith("2")

    @property
    def refused(self) -> bool:
        """For good: it is not sent again."""
        return self.answer.startswith("5") and bool(self.to)


class Receiver:
    """Takes every webhook, counted by its id, unless `moods` has another answer for its path."""

    def __init__(self, moods: Mapping[str, Callable[[], str]] | None = None) -> None:
        self.got: Counter[str] = Counter()
        self.arrivals: list[Arrival] = []
        self.moods = dict(moods or {})
        self.secrets: dict[str, str] = {}  # by path: what comes there is checked
        self.mended = threading.Event()  # whoever hangs is let go
        receiver = self

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                length = int(self.headers["content-length"])
                body = self.rfile.read(length)
                if len(body) < length:  # its sender was killed in the middle of it: nothing came
                    self.close_connection = True
                    return
                answer = receiver.take(self.path, dict(self.headers.items()), body)
                if answer == HANG:
                    receiver.mended.wait(HANGS)
                    self.close_connection = True
                    return
                self.send_response(int(answer))
                if answer == "429":
                    self.send_header("Retry-After", "1")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.base = f"http://127.0.0.1:{self._server.server_port}"
        self.url = f"{self.base}/hooks"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def take(self, path: str, headers: dict[str, str], body: bytes) -> str:
        answer = self.moods[path]() if path in self.moods else "204"
        lowered = {name.lower(): value for name, value in headers.items()}
        arrival = Arrival(
            lowered["webhook-id"], answer, place=path, body=body, signed=self._verified(path, lowered, body)
        )
        self.arrivals.append(arrival)
        self.got[arrival.id] += 1
        return answer

    def _verified(self, path: str, headers: dict[str, str], body: bytes) -> bool:
        try:
            if path in self.secrets:
                Webhook(self.secrets[path]).verify(body, headers)
        except WebhookVerificationError:
            return False
        return True

    def mend(self) -> None:
        """From now on everything is taken."""
        self.moods.clear()
        self.mended.set()

    def stop(self) -> None:
        self.mended.set()
        self._server.shutdown()
        self._server.server_close()


class Inbox:
    """Another controller's door: takes every package, counted by its key."""

    def __init__(self) -> None:
        self.got: Counter[str] = Counter()
        got = self.got

        class Handler(BaseHTTPRequestHandler):
            def do_PUT(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                got[self.headers["idempotency-key"]] += 1
                self.send_response(201)
                self.send_header("Content-Length", "0")
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/inbox"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class MailServer:
    """Takes mails over STARTTLS, counted by Message-ID; `answers`, then `mood`, are given instead of 250."""

    def __init__(self, folder: Path) -> None:
        self.got: Counter[str] = Counter()
        self.arrivals: list[Arrival] = []
        self.answers: list[str] = []
        self.mood: Callable[[], str] = lambda: "250 OK"
        folder.mkdir(parents=True, exist_ok=True)
        context, _ = self_signed(folder, "localhost")
        self._controller = _Anywhere(self, context)
        self._controller.start()
        self.environment = {
            "DSR_SMTP_HOST": "localhost",
            "DSR_SMTP_PORT": str(self._controller.port),
            "DSR_SMTP_SENDER": "privacy@shop.example",
            "DSR_SMTP_TIMEOUT": "2",
            "SSL_CERT_FILE": str(folder / CERTIFICATE),
        }

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:  # noqa: N802 - aiosmtpd's name
        answer = self.answers.pop(0) if self.answers else self.mood()
        mail = message_from_bytes(envelope.content)
        number = str(mail["Message-ID"]).partition("@")[0].strip("<")
        self.arrivals.append(Arrival(number, answer, to=tuple(envelope.rcpt_tos)))
        if answer.startswith("250"):
            self.got[mail["Message-ID"]] += 1
        if answer == HANG:
            await asyncio.sleep(HANGS)
        return "451 Too late" if answer == HANG else answer

    def mend(self) -> None:
        self.answers.clear()
        self.mood = lambda: "250 OK"

    def stop(self) -> None:
        self._controller.stop()


class _Anywhere(Controller):
    """On a free port, which is known only once it listens."""

    def __init__(self, handler: MailServer, context: SSLContext) -> None:
        super().__init__(handler, hostname="127.0.0.1", port=0)
        self._tls = context

    def factory(self) -> SMTP:
        return SMTP(self.handler, tls_context=self._tls, require_starttls=True)

    def _trigger_server(self) -> None:
        self.port = self.server.sockets[0].getsockname()[1]
        super()._trigger_server()


def event_of(arrival: Arrival) -> Any:
    """The webhook's body."""
    return json.loads(arrival.body)
