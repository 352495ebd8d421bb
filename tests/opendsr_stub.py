"""A processor that speaks OpenDSR, with a certificate authority of its own."""

import base64
import datetime as dt
import json
import threading
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec, padding, rsa
from cryptography.x509.oid import ExtendedKeyUsageOID, NameOID

DOMAIN = "localhost"
_TODAY = dt.datetime(2026, 3, 1, tzinfo=dt.UTC)


def _certificate(
    key: Any, name: str, issuer: Any, issuer_key: Any, *, ca: bool, days: int
) -> x509.Certificate:
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    builder = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer or subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(_TODAY - dt.timedelta(days=30))
        .not_valid_after(_TODAY + dt.timedelta(days=days))
        .add_extension(x509.BasicConstraints(ca=ca, path_length=None), critical=True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), critical=False)
        .add_extension(
            x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer_key.public_key()), critical=False
        )
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, content_commitment=False, key_encipherment=False,
                data_encipherment=False, key_agreement=False, key_cert_sign=ca, crl_sign=ca,
                encipher_only=False, decipher_only=False,
            ),
            critical=True,
        )
    )  # fmt: skip
    if not ca:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name)]), critical=False)
        builder = builder.add_extension(
            x509.ExtendedKeyUsage([ExtendedKeyUsageOID.SERVER_AUTH]), critical=False
        )
    return builder.sign(issuer_key, hashes.SHA256())


@dataclass
class Authority:
    """Issues certificates; `root` is what its clients trust."""

    key: Any = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))

    def __post_init__(self) -> None:
        self.root = _certificate(self.key, "Test root", None, self.key, ca=True, days=3000)

    def issue(self, key: Any, name: str = DOMAIN, days: int = 3000) -> bytes:
        made = _certificate(key, name, self.root.subject, self.key, ca=False, days=days)
        return made.public_bytes(serialization.Encoding.PEM)


@dataclass
class StubProcessor:
    """What it answers can be changed while it runs."""

    authority: Authority = field(default_factory=Authority)
    key: Any = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))
    status: str = "pending"
    results: Any = None
    results_host: str | None = None
    kinds: tuple[str, ...] = ("access", "portability", "erasure")
    identity_types: tuple[str, ...] = ("email",)
    domain: str = DOMAIN
    broken: str | None = None  # unsigned, forged, other, html, down
    orders: dict[str, dict[str, Any]] = field(default_factory=dict)
    asked: list[tuple[str, str]] = field(default_factory=list)
    authorizations: list[str | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.certificate = self.authority.issue(self.key)
        stub = self

        class Handler(BaseHTTPRequestHandler):
            def log_message(self, *_: Any) -> None:
                pass

            def do_GET(self) -> None:
                stub.answer(self)

            do_POST = do_DELETE = do_GET  # noqa: N815 - the server's own names

        self.server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    @property
    def url(self) -> str:
        return f"http://{DOMAIN}:{self.server.server_port}/v2"

    def close(self) -> None:
        self.server.shutdown()
        self.server.server_close()

    def sign(self, body: bytes) -> str:
        if isinstance(self.key, rsa.RSAPrivateKey):
            signed = self.key.sign(body, padding.PKCS1v15(), hashes.SHA256())
        else:
            signed = self.key.sign(body, ec.ECDSA(hashes.SHA256()))
        return base64.b64encode(signed).decode()

    def callback(self, order: str, status: str = "completed") -> tuple[dict[str, str], bytes]:
        body = json.dumps({"subject_request_id": order, "request_status": status}).encode()
        headers = {
            "X-OpenDSR-Processor-Domain": self.domain,
            "X-OpenDSR-Signature": self.sign(body),
            "Content-Type": "application/json",
        }
        return headers, body

    def answer(self, http: Any) -> None:
        length = int(http.headers.get("Content-Length") or 0)
        given = json.loads(http.rfile.read(length)) if length else None
        path = http.path.removeprefix("/v2")
        self.asked.append((http.command, path))
        self.authorizations.append(http.headers.get("Authorization"))
        if self.broken == "down":
            self._send(http, 503, b"{}")
        elif path == "/cert.pem":
            self._send(http, 200, self.certificate, "application/x-pem-file", signed=False)
        elif path == "/discovery":
            self._send(http, 200, json.dumps(self._discovery()).encode(), signed=False)
        elif path == "/results":
            self._send(http, 200, json.dumps(self.results).encode(), signed=False)
        elif http.command == "POST":
            again = given["subject_request_id"] in self.orders
            self.orders[given["subject_request_id"]] = given
            said = {
                "subject_request_id": given["subject_request_id"],
                "received_time": "2026-03-02T09:00:00Z",
            }
            self._send(http, 400 if again else 201, json.dumps(said).encode())
        else:
            self._send_status(http, path.rpartition("/")[2])

    def _discovery(self) -> dict[str, Any]:
        return {
            "api_version": "2.0",
            "supported_identities": [
                {"identity_type": t, "identity_format": "raw"} for t in self.identity_types
            ],
            "supported_subject_request_types": list(self.kinds),
            "processor_certificate": f"{self.url}/cert.pem",
        }

    def _send_status(self, http: Any, order: str) -> None:
        if order not in self.orders:
            self._send(http, 404, b"{}")
            return
        said = {
            "subject_request_id": "00000000-0000-4000-8000-000000000000" if self.broken == "other" else order,
            "request_status": self.status,
            "expected_completion_time": "2026-03-20T09:00:00Z",
        }
        if self.status == "completed" and self.results is not None:
            host = self.results_host or self.url
            said["results_url"] = f"{host}/results"
        body = b"<html>Oops</html>" if self.broken == "html" else json.dumps(said).encode()
        self._send(http, 202 if http.command == "DELETE" else 200, body)

    def _send(
        self, http: Any, status: int, body: bytes, kind: str = "application/json", *, signed: bool = True
    ) -> None:
        http.send_response(status)
        http.send_header("Content-Type", kind)
        http.send_header("Content-Length", str(len(body)))
        if signed and self.broken != "unsigned":
            http.send_header("X-OpenDSR-Processor-Domain", self.domain)
            http.send_header("X-OpenDSR-Signature", self.sign(b"else" if self.broken == "forged" else body))
        http.end_headers()
        http.wfile.write(body)
