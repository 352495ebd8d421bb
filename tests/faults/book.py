"""What the clients saw: every call with its answer, kept by the client itself, against which the service is held."""

import hashlib
import itertools
import random
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import httpx

CANARY = "zebulon"  # in each name and address that the suite invents: it must not turn up in a log


@dataclass
class Call:
    """One call; `status` is None when no answer came."""

    role: str
    method: str
    path: str
    key: str | None = None
    marker: str | None = None  # the address that one submission alone bears
    status: int | None = None
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    error: str | None = None

    @property
    def ok(self) -> bool:
        return self.status is not None and 200 <= self.status < 300


class Book:
    """All calls of one world; threads may write."""

    def __init__(self) -> None:
        self.calls: list[Call] = []
        self._lock = threading.Lock()

    def note(self, call: Call) -> Call:
        with self._lock:
            self.calls.append(call)
        return call

    def accepted(self) -> Iterator[Call]:
        """The submissions that the client was told are taken in."""
        for call in list(self.calls):
            if call.marker and call.ok:
                yield call


class Caller:
    """A client with one role's key that writes down what it sees. One per thread.

    `url` may name several replicas, comma-separated: where one does not answer, the next is called.
    """

    def __init__(self, book: Book, url: str, role: str, key: str, timeout: float = 100.0) -> None:
        self.book, self.role, self.url = book, role, url
        self._clients = [
            httpx.Client(
                base_url=one,
                headers={"Authorization": f"Bearer {key}"},
                timeout=timeout,
                limits=httpx.Limits(max_keepalive_connections=1),
            )
            for one in url.split(",")
        ]

    def __call__(
        self, method: str, path: str, *, key: str | None = None, marker: str | None = None, **more: Any
    ) -> Call:
        call = Call(self.role, method, path, key, marker)
        headers = {**more.pop("headers", {}), **({"Idempotency-Key": key} if key else {})}
        began = time.monotonic()
        try:
            answer = self._clients[0].request(method, path, headers=headers, **more)
        except httpx.HTTPError as error:
            call.error = type(error).__name__
            self._clients.append(self._clients.pop(0))
        else:
            call.status = answer.status_code
            call.headers = {name.lower(): value for name, value in answer.headers.items()}
            if "json" in call.headers.get("content-type", ""):
                call.body = answer.json()
            else:
                call.body = hashlib.sha256(answer.content).hexdigest()
        call.seconds = time.monotonic() - began
        return self.book.note(call)

    def get(self, path: str, **more: Any) -> Call:
        return self("GET", path, **more)

    def post(self, path: str, **more: Any) -> Call:
        return self("POST", path, **more)

    def until_answered(
        self, method: str, path: str, *, key: str, patience: float = 150.0, **more: Any
    ) -> Call:
        """As a good client does: the same key again while no answer or a 503 (or 409 in use) comes."""
        end = time.monotonic() + patience
        while True:
            call = self(method, path, key=key, **more)
            busy = call.status == 409 and call.body["code"] == "idempotency_key_in_use"
            if call.status is not None and call.status not in {429, 503} and not busy:
                return call
            if time.monotonic() > end:
                raise AssertionError(f"no answer to {method} {path} within {patience} s: {call}")
            time.sleep(0.15)

    def close(self) -> None:
        for client in self._clients:
            client.close()


_numbers = itertools.count(1)


def submission(chance: random.Random, *rights: str, email: str | None = None, **more: Any) -> tuple[str, Any]:
    """A marker and a body; without an address, of somebody whom no shop knows."""
    marker = email or f"{CANARY}.{chance.getrandbits(48):012x}.{next(_numbers)}@example.com"
    body = {
        "rights": list(rights or ("access",)),
        "subject": {
            "name": f"{CANARY.title()} Martin",
            "identifiers": [{"type": "email", "value": marker}],
        },
        **more,
    }
    return marker, body


@contextmanager
def in_background(*works: Any) -> Iterator[threading.Event]:
    """Run the works (each given the stop event) in threads; their failures are the test's."""
    stop = threading.Event()
    failed: list[BaseException] = []

    def run(work: Any) -> None:
        try:
            work(stop)
        except BaseException as error:  # noqa: BLE001 - raised again below
            failed.append(error)

    threads = [threading.Thread(target=run, args=(work,), daemon=True) for work in works]
    for thread in threads:
        thread.start()
    try:
        yield stop
    finally:
        stop.set()
        for thread in threads:
            thread.join(200)
    if failed:
        raise failed[0]
