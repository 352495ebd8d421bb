"""An object store that lies, cuts answers short, is slow or down: never a wrong byte, never ready unverified."""

import os
import socket
import threading
from collections.abc import Iterator
from datetime import timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import monotonic, sleep
from urllib.parse import urlsplit

import boto3
import pytest
from moto.server import ThreadedMotoServer

from dsr_service.adapters.document_store.opening import open_document_store
from dsr_service.services.ports.document_store import (
    DocumentDamaged,
    DocumentStoreUnavailable,
    StoredDocument,
)


class Faults(ThreadingHTTPServer):
    """Stands before a real S3 and does to answers what `fault` says."""

    daemon_threads = True
    fault = ""

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream = urlsplit(upstream).netloc
        self.speak = threading.Event()


class Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Faults

    def relay(self) -> None:
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        completing = self.command == "POST" and "uploadId" in self.path
        match self.server.fault:
            case "down":
                self.answer(503, {}, b"<Error><Code>SlowDown</Code></Error>")
            case "reset":
                self.cut()
            case "silent":
                self.server.speak.wait(30)
                self.cut()
            case "refuses-completion" if completing:
                self.answer(500, {}, b"<Error><Code>InternalError</Code></Error>")
            case fault:
                self.pass_on(body, fault)

    def pass_on(self, body: bytes, fault: str) -> None:
        upstream = HTTPConnection(self.server.upstream)
        headers = {name: value for name, value in self.headers.items() if name.lower() != "connection"}
        upstream.request(self.command, self.path, body, headers)
        answer = upstream.getresponse()
        content = answer.read()
        reading = self.command == "GET" and "list-type" not in self.path and answer.status < 300
        if reading and fault == "altered" and content:
            content = bytes([content[0] ^ 1]) + content[1:]
        if reading and fault == "another":
            content = os.urandom(len(content))
        kept = {n: v for n, v in answer.getheaders() if n.lower() not in {"transfer-encoding", "connection"}}
        if self.command != "HEAD":
            kept["Content-Length"] = str(len(content))
        cut = reading and fault == "short"
        self.answer(answer.status, kept, content[: len(content) // 2] if cut else content)
        if cut:
            self.cut()

    do_GET = do_PUT = do_POST = do_HEAD = do_DELETE = relay  # noqa: N815 - http.server names them so

    def cut(self) -> None:
        self.close_connection = True
        self.connection.shutdown(socket.SHUT_RDWR)

    def answer(self, status: int, headers: dict[str, str], content: bytes) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(content))} | headers).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *args) -> None:
        pass


@pytest.fixture(scope="module")
def faults() -> Iterator[Faults]:
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    moto.start()
    host, port = moto.get_host_and_port()
    endpoint = f"http://{host}:{port}"
    boto3.client(
        "s3",
        endpoint_url=endpoint,
        region_name="us-east-1",
        aws_access_key_id="test",
        aws_secret_access_key="test",
    ).create_bucket(Bucket="faulty")
    server = Faults(endpoint)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield server
    server.speak.set()
    server.shutdown()
    moto.stop()


@pytest.fixture
def store(faults, monkeypatch):
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    faults.fault = ""
    endpoint = f"http://127.0.0.1:{faults.server_address[1]}"
    yield open_document_store(
        f"s3://faulty/x?endpoint={endpoint}&region=us-east-1", patience=timedelta(seconds=1)
    )
    faults.fault = ""


async def once(body: bytes):
    yield body


async def read(store, document: StoredDocument) -> bytes:
    return b"".join([chunk async for chunk in store.get(document)])


BODY = os.urandom(300_000)


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("altered", DocumentDamaged),
        ("another", DocumentDamaged),
        ("short", DocumentStoreUnavailable),
        ("down", DocumentStoreUnavailable),
        ("reset", DocumentStoreUnavailable),
        ("silent", DocumentStoreUnavailable),
    ],
)
async def test_reading(store, faults, fault, error):
    document = await store.put("a/read", once(BODY))
    faults.fault = fault
    begun = monotonic()
    with pytest.raises(error):
        await read(store, document)
    assert monotonic() - begun < 10
    faults.fault = ""
    assert await read(store, document) == BODY


@pytest.mark.parametrize(
    ("fault", "error"),
    [
        ("altered", DocumentDamaged),  # stored or read wrong: either way it is not ready
        ("short", DocumentStoreUnavailable),
        ("down", DocumentStoreUnavailable),
        ("reset", DocumentStoreUnavailable),
        ("refuses-completion", DocumentStoreUnavailable),
    ],
)
async def test_writing_is_not_acknowledged_unverified(store, faults, fault, error):
    faults.fault = fault
    with pytest.raises(error):
        await store.put(f"a/write-{fault}", once(BODY))
    faults.fault = ""
    assert [item.key async for item in store.list(f"a/write-{fault}")] == []


@pytest.mark.parametrize("fault", ["down", "reset", "silent"])
async def test_readiness(store, faults, fault):
    faults.fault = fault
    begun = monotonic()
    with pytest.raises(DocumentStoreUnavailable):
        await store.check()
    assert monotonic() - begun < 6
    with pytest.raises(DocumentStoreUnavailable):
        [item async for item in store.list("a/")]
    with pytest.raises(DocumentStoreUnavailable):
        await store.delete("a/x")
    faults.fault = ""
    sleep(0.01)
    await store.check()
