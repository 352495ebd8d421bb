"""An object store that lies, cuts answers short, is slow or down: a real S3 behind one that spoils its answers."""

import os
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import urlsplit

import boto3
from moto.server import ThreadedMotoServer

BUCKET = "faulty"


class Faults(ThreadingHTTPServer):
    """Stands before a real S3 and does to answers what `fault` says."""

    daemon_threads = True
    fault = ""

    def __init__(self, upstream: str) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.upstream = urlsplit(upstream).netloc
        self.speak = threading.Event()
        self.bucket = boto3.resource(
            "s3", endpoint_url=upstream, region_name="us-east-1", aws_access_key_id="test",
            aws_secret_access_key="test",
        ).Bucket(BUCKET)  # fmt: skip
        self.bucket.create()

    @property
    def url(self) -> str:
        endpoint = f"http://127.0.0.1:{self.server_address[1]}"
        return f"s3://{BUCKET}/x?endpoint={endpoint}&region=us-east-1"

    def blobs(self) -> dict[str, bytes]:
        """What truly lies there."""
        return {each.key.removeprefix("x/"): each.get()["Body"].read() for each in self.bucket.objects.all()}


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
            case "forgets" if self.command == "PUT":
                self.answer(200, {"ETag": '"d41d8cd98f00b204e9800998ecf8427e"'}, b"")
            case "keeps-other" if self.command == "PUT" and body:
                self.pass_on(bytes([body[0] ^ 1]) + body[1:], "")
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

    def log_message(self, *args: Any) -> None:
        pass


@contextmanager
def lying_store() -> Iterator[Faults]:
    moto = ThreadedMotoServer(ip_address="127.0.0.1", port=0)
    moto.start()
    host, port = moto.get_host_and_port()
    server = Faults(f"http://{host}:{port}")
    threading.Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield server
    finally:
        server.fault = ""
        server.speak.set()
        server.shutdown()
        server.server_close()
        moto.stop()
