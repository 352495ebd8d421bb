"""The nginx of docs/deployment.md in front of a listening service: what it lets through, and what it does not."""

import asyncio
import json
import re
import shutil
import socket
import ssl
import subprocess
import tempfile
import time
from contextlib import ExitStack
from pathlib import Path

import httpx
from PIL import Image
from sqlalchemy.ext.asyncio import create_async_engine

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.app import Surface
from dsr_service.storage import migrations
from dsr_service_tests import settings_for
from service_process import Served, served

PAGE = Path(__file__).parents[2] / "docs" / "deployment.md"
NAME = "dsr.shop.example"
CALLS_PER_ADDRESS = 50


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def configuration(folder: Path, upstream: int, port: int) -> Path:
    """The page's block with this run's ports and certificate; nothing else of it is changed."""
    block = re.search(r"^```nginx\n(.*?)^```$", PAGE.read_text("utf-8"), re.MULTILINE | re.DOTALL)[1]
    for ours, theirs in (
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{upstream};"),
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443 ssl;", f"listen 127.0.0.1:{port} ssl;"),
        ("/etc/ssl/dsr/", f"{folder}/"),
    ):
        assert ours in block, ours
        block = block.replace(ours, theirs)
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", f"/CN={NAME}",
         "-addext", f"subjectAltName=DNS:{NAME}", "-keyout", folder / "key.pem", "-out", folder / "fullchain.pem"],
        check=True, capture_output=True,
    )  # fmt: skip
    temporary = "\n".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    path = folder / "nginx.conf"
    path.write_text(
        f"daemon off; worker_processes 1; user root; pid {folder}/pid; error_log {folder}/errors info;\n"
        f"events {{}}\nhttp {{ access_log {folder}/access;\n{temporary}\n{block}}}\n"
    )
    return path


def raw(port: int, sent: bytes) -> str:
    """Everything that comes back for these bytes."""
    trusting = ssl.create_default_context()
    trusting.check_hostname, trusting.verify_mode = False, ssl.CERT_NONE
    with (
        socket.create_connection(("127.0.0.1", port), timeout=10) as plain,
        trusting.wrap_socket(plain, server_hostname=NAME) as secure,
    ):
        secure.sendall(sent)
        secure.settimeout(3)
        received = b""
        try:
            while piece := secure.recv(1 << 16):
                received += piece
        except (TimeoutError, ConnectionError):
            pass
    return received.decode("latin-1")


HOSTILE = {
    "no Host": b"GET /healthz HTTP/1.1\r\n\r\n",
    "two Hosts": b"GET /healthz HTTP/1.1\r\nHost: a.example\r\nHost: b.example\r\n\r\n",
    "both lengths": b"POST /v1/requests HTTP/1.1\r\nHost: dsr.shop.example\r\nContent-Length: 44\r\n"
    b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a.example\r\n\r\n",
    "two Content-Lengths": b"POST /v1/requests HTTP/1.1\r\nHost: dsr.shop.example\r\nContent-Length: 0\r\n"
    b"Content-Length: 40\r\n\r\nGET /healthz HTTP/1.1\r\nHost: a.example\r\n\r\n",
    "an unknown coding": b"POST /v1/requests HTTP/1.1\r\nHost: dsr.shop.example\r\n"
    b"Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
    "a space before the colon": b"GET /healthz HTTP/1.1\r\nHost: dsr.shop.example\r\n"
    b"Transfer-Encoding : chunked\r\n\r\n",
    "a NUL in a header": b"GET /healthz HTTP/1.1\r\nHost: dsr.shop.example\r\nX-A: \x00\r\n\r\n",
}


def hostile(port: int) -> None:
    for name, sent in HOSTILE.items():
        answer = raw(port, sent)
        assert answer.count("HTTP/1.1 ") == 1, f"{name}: {answer}"
        assert re.match(r"HTTP/1\.1 (400|411|501) ", answer), f"{name}: {answer[:80]}"
    print(f"{len(HOSTILE)} hostile messages refused, one answer each")


def large(port: int) -> None:
    head = f"POST /v1/requests HTTP/1.1\r\nHost: {NAME}\r\nContent-Length: {102 << 20}\r\n\r\n"
    answer = raw(port, head.encode())
    assert answer.startswith("HTTP/1.1 413 "), answer[:80]
    assert "application/problem+json" in answer
    assert json.loads(answer.partition("\r\n\r\n")[2])["code"] == "body_too_large"


def useful(proxied: httpx.Client, service: Served, folder: Path) -> None:
    proxied.headers["Authorization"] = f"Bearer {service.keys['storefront']}"
    subject = {"name": "Camille Martin", "identifiers": [{"type": "email", "value": "camille@example.com"}]}
    made = proxied.post("/v1/requests", json={"rights": ["access"], "subject": subject})
    assert made.status_code == 201, made.text
    assert "strict-transport-security" in made.headers
    Image.effect_noise((1600, 1200), 80).save(folder / "id.png")
    with (folder / "id.png").open("rb") as file:
        uploaded = proxied.post(
            f"/v1/requests/{made.json()['id']}/identity-documents",
            files={"file": ("id.png", file, "image/png")},
        )
    assert uploaded.status_code == 201, uploaded.text
    assert "temporary file" not in (folder / "errors").read_text(), "a document lay on the proxy's disk"


def forged(proxied: httpx.Client) -> None:
    """The quota of one address stays one, whatever addresses a caller invents."""
    del proxied.headers["Authorization"]
    answers = [
        proxied.get("/healthz", headers={"X-Forwarded-For": f"198.51.100.{n}"}).status_code
        for n in range(CALLS_PER_ADDRESS + 10)
    ]
    assert answers[0] == 200
    assert answers[-1] == 429, answers


def away(proxied: httpx.Client) -> None:
    answer = proxied.get("/healthz")
    assert answer.status_code == 503, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"]
    assert answer.json()["code"] == "service_unavailable"


def main() -> None:
    assert shutil.which("nginx"), "install nginx first"
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        server = stack.enter_context(EmbeddedPostgres.start(folder / "postgres", fast=True))
        server.create_database("dsr")
        engine = create_async_engine(server.dsn("dsr"))
        asyncio.run(migrations.migrate(engine))
        surface = Surface(trusted_proxies=("127.0.0.1",), calls_per_address=CALLS_PER_ADDRESS)
        running = stack.enter_context(ExitStack())
        service = running.enter_context(served(settings_for(server.dsn("dsr"), folder), surface))
        port = free_port()
        path = configuration(folder, int(service.url.rpartition(":")[2]), port)
        subprocess.run(["nginx", "-t", "-q", "-c", path], check=True)
        nginx = subprocess.Popen(["nginx", "-c", path])
        stack.callback(nginx.wait, 10)
        stack.callback(nginx.terminate)
        proxied = stack.enter_context(
            httpx.Client(
                base_url=f"https://127.0.0.1:{port}", headers={"Host": NAME}, verify=False, timeout=60
            )
        )
        for _ in range(100):
            try:
                proxied.get("/healthz").raise_for_status()
                break
            except httpx.TransportError:
                time.sleep(0.1)
        hostile(port)
        large(port)
        useful(proxied, service, folder)
        forged(proxied)
        running.close()
        away(proxied)
    print("the proxy of docs/deployment.md does what the page says")


if __name__ == "__main__":
    main()
