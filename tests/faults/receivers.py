"""Where letters and webhooks arrive in the fault suite: an SMTP server and an HTTP server of this process."""

import threading
from collections import Counter
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP

from tls import CERTIFICATE, self_signed


class Receiver:
    """Takes every webhook, counted by its id."""

    def __init__(self) -> None:
        self.got: Counter[str] = Counter()
        got = self.got

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                self.rfile.read(int(self.headers["content-length"]))
                got[self.headers["webhook-id"]] += 1
                self.send_response(204)
                self.end_headers()

            def log_message(self, *_: Any) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self._server.server_port}/hooks"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()


class MailServer:
    """Takes mails over STARTTLS, counted by Message-ID; `answers` are given to the next ones instead of 250."""

    def __init__(self, folder: Path) -> None:
        self.got: Counter[str] = Counter()
        self.answers: list[str] = []
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
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            self.got[message_from_bytes(envelope.content)["Message-ID"]] += 1
        return answer

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
