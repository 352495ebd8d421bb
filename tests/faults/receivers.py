"""Where letters and webhooks arrive in the fault suite: an SMTP server and an HTTP server of this process."""

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from email import message_from_bytes
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from ssl import PROTOCOL_TLS_SERVER, SSLContext
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID


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
        _make_certificate(folder)
        context = SSLContext(PROTOCOL_TLS_SERVER)
        context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
        self._controller = _Anywhere(self, context)
        self._controller.start()
        self.environment = {
            "DSR_SMTP_HOST": "localhost",
            "DSR_SMTP_PORT": str(self._controller.port),
            "DSR_SMTP_SENDER": "privacy@shop.example",
            "DSR_SMTP_TIMEOUT": "2",
            "SSL_CERT_FILE": str(folder / "cert.pem"),
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


def _make_certificate(folder: Path) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(made.public_bytes(serialization.Encoding.PEM))
    (folder / "key.pem").write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
    )
