"""One world of a fault test: a database and folders of its own, processes that can be killed, callers, evidence."""

import json
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import httpx

from dsr_service.adapters import demo_shop
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.adapters.embedded_postgres.folder import PORT
from faults.book import Book, Caller, submission
from faults.proxy import Proxy

SECRETS = {
    "DSR_SECRET_KEY": "a secret of the fault suite, long enough",
    "DSR_KEY_ENCRYPTION_KEYS": "cw_0x689RpI-jtRR7oE8h_eQsKImvJapLeSbXpwF4e4=",
}
DIED = 137  # at a crash point
QUICK = {"lease": 2.0, "poll": 0.2}


class Nursery:
    """The forking process; see nursery.py."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._process = subprocess.Popen(
            [sys.executable, "-m", "faults.nursery"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            cwd=Path(__file__).parents[1],
        )
        assert self._process.stdout.readline() == "ready\n"

    def ask(self, **order: Any) -> Any:
        with self._lock:
            self._process.stdin.write(json.dumps(order) + "\n")
            self._process.stdin.flush()
            return json.loads(self._process.stdout.readline())

    def stop(self) -> None:
        self._process.stdin.close()
        self._process.wait(100)


@dataclass
class Process:
    """One process of the service."""

    nursery: Nursery
    order: dict[str, Any]
    pid: int
    url: str = ""
    status: int | None = None
    kills: int = 0

    def send(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError):
            os.kill(self.pid, number)

    def ended(self, seconds: float) -> int | None:
        """Its exit status (negative: the signal), or None when it still runs after so long."""
        until = time.monotonic() + seconds
        while self.status is None:
            self.status = self.nursery.ask(wait=self.pid, seconds=0.0)
            if self.status is None and time.monotonic() >= until:
                return None
            time.sleep(0.01)
        return self.status

    @property
    def deaths(self) -> int:
        """How often it was killed, or died at a crash point as if it had been."""
        return self.kills + (self.status == DIED)

    def kill(self) -> None:
        if self.status is None:
            self.kills += 1
        self.send(signal.SIGKILL)
        assert self.ended(100) is not None, "killed, and still there"

    def again(self) -> "Process":
        """The same process anew, at the same address."""
        self.pid, self.status = self.nursery.ask(**self.order), None
        return self


# Who waits for whom, and what the others last said: without values, which are parameters.
_HELD_UP = """
SELECT pid, application_name, state, wait_event, pg_blocking_pids(pid), left(query, 300), xact_start, state_change
FROM pg_stat_activity WHERE datname = current_database() AND xact_start < now() - interval '1 second'
"""


@dataclass
class World:
    """Everything that one test disturbs and then checks."""

    cluster: EmbeddedPostgres
    nursery: Nursery
    database: str
    folder: Path
    seed: int
    keys: dict[str, str]
    people: list[str]  # addresses of the demo shop's customers
    shop: str = demo_shop.DATABASE  # the database of the source: a copy, where a test erases
    to_erase: dict[str, str] = field(default_factory=dict)  # address by request, of approved erasures
    to_rectify: dict[str, str] = field(default_factory=dict)  # new first name by address
    socket_folder: Path | None = None  # of a proxy, when one stands before the database
    environment: dict[str, str] = field(default_factory=dict)
    more_sources: dict[str, str] = field(default_factory=dict)  # beside the shop
    of_kind: dict[str, dict[str, str]] = field(default_factory=dict)  # environment, by the kind of job
    to_the_end: dict[str, str] = field(default_factory=dict)  # environment of the worker that ends everything
    ending: list[Callable[[], None]] = field(default_factory=list)  # called once all jobs have ended
    also_holds: list[Callable[[], list[str]]] = field(
        default_factory=list
    )  # violations that a test alone knows
    book: Book = field(default_factory=Book)
    processes: list[Process] = field(default_factory=list)
    closing: list[Callable[[], None]] = field(default_factory=list)
    checkpoints: list[dict[int, str]] = field(default_factory=list)
    note: Callable[[str, int, int, int], None] = lambda *_: None  # fault, rounds, kills, violations

    def __post_init__(self) -> None:
        self.chance = random.Random(self.seed)
        self.chance.shuffle(self.people)
        self.data.mkdir(parents=True, exist_ok=True)
        self.before = self.customers()

    @property
    def data(self) -> Path:
        return self.folder / "data"

    @property
    def logs(self) -> list[Path]:
        return sorted(self.folder.glob("*.log"))

    # The database.
    def sql(self, statement: str, *values: Any) -> list[Any]:
        return self.cluster.fetch(statement, *values, database=self.database)

    def own_shop(self) -> None:
        """A copy of the demo shop for this world, in which erasures may erase."""
        self.shop = f"{self.database}_shop"
        self.cluster.create_database(self.shop, demo_shop.DATABASE)

    def customers(self) -> dict[str, tuple[str, int]]:
        """By address: a digest of the customer's row and links to addresses, and how many of these there are."""
        rows = self.cluster.fetch(
            "SELECT c.email, md5(concat(c::text, string_agg(a::text, ',' ORDER BY a.address_id))), count(a.address_id)"
            " FROM customers c LEFT JOIN customer_addresses a USING (customer_id) GROUP BY c.customer_id",
            database=self.shop,
        )
        return {email: (digest, links) for email, digest, links in rows}

    def proxied(self) -> Proxy:
        """Put a proxy before the database, for the processes that are started from now on."""
        self.socket_folder = self.folder / "s"
        self.socket_folder.mkdir()
        name = f".s.PGSQL.{PORT}"
        proxy = Proxy(self.cluster.socket_folder / name, self.socket_folder / name)
        self.closing.append(proxy.stop)
        return proxy

    def url(self, database: str) -> str:
        plain = self.cluster.libpq_dsn(database)
        if self.socket_folder is not None:
            plain = plain.partition("?")[0] + f"?host={self.socket_folder}"
        return plain

    # Processes.
    def settings(self) -> dict[str, str]:
        """The environment of each process."""
        return {
            **SECRETS,
            "DSR_DATABASE_URL": self.url(self.database),
            "DSR_DATA_DIR": str(self.data),
            "DSR_SOURCES": json.dumps(
                {demo_shop.DATABASE: self.cluster.libpq_dsn(self.shop), **self.more_sources}
            ),
            "DSR_ANSWER_WITHIN": "30",  # the machine of the tests may be busy; test_pressure.py holds the real limit
            "DSR_CALLS_PER_ADDRESS": "1000000",
            "DSR_ERASURE_COOL_DOWN_HOURS": "0",
            "DSR_CALLS_PER_CREDENTIAL": "1000000",
            **self.environment,
        }

    def spawn(self, role: str, name: str, **options: Any) -> Process:
        environment = self.settings() | options.pop("environment", {})
        order = {
            "role": role,
            "environment": environment,
            "options": options,
            "log": str(self.folder / f"{name}.log"),
        }
        process = Process(self.nursery, order, self.nursery.ask(**order))
        self.processes.append(process)
        return process

    def api(self, name: str = "api", *, wait: bool = True, **options: Any) -> Process:
        port = free_port()
        process = self.spawn("api", name, port=port, **options)
        process.url = f"http://127.0.0.1:{port}"
        if wait:
            self.until(lambda: _alive(process.url), f"{name} to answer")
        return process

    def worker(self, name: str = "worker", **options: Any) -> Process:
        return self.spawn("work", name, **{"runner": QUICK, **options})

    def caller(self, role: str, url: str, **more: Any) -> Caller:
        caller = Caller(self.book, url, role, self.keys[role], **more)
        self.closing.append(caller.close)
        return caller

    def child(self, number: int) -> "World":
        """The same world with chance and people of its own, for a thread."""
        share = self.people[number::4] if number < 4 else self.people
        made = replace(self, seed=self.seed * 1_000 + number, people=list(share))
        made.processes, made.closing = self.processes, self.closing
        return made

    # What callers do.
    def person(self) -> str:
        """The next customer of the demo shop: the same again would be a reminder."""
        return self.people.pop()

    def submit(self, caller: Caller, *rights: str, email: str | None = None, **more: Any) -> Any:
        """Submit until answered; the answer's body."""
        marker, body = submission(self.chance, *rights, email=email, **more)
        call = caller.until_answered(
            "POST", "/v1/requests", key=f"k{self.chance.getrandbits(64)}", marker=marker, json=body
        )
        assert call.status == 201, call
        return call.body

    def verified(
        self, storefront: Caller, staff: Caller, *rights: str, email: str | None = None, **more: Any
    ) -> str:
        """The path of a request whose identity is proved."""
        path = f"/v1/requests/{self.submit(storefront, *rights, email=email, **more)['id']}"
        key = f"v{self.chance.getrandbits(64)}"
        call = staff.until_answered(
            "POST", f"{path}/identity-verification", key=key, json={"method": "in_person"}
        )
        assert call.ok, call
        return path

    def started(self, storefront: Caller, staff: Caller, *rights: str, email: str | None = None) -> str:
        """The path of a request whose fulfilment is asked for."""
        path = self.verified(storefront, staff, *rights, email=email)
        call = staff.until_answered("POST", f"{path}/fulfilment", key=f"s{self.chance.getrandbits(64)}")
        assert call.ok, call
        return path

    # Waiting.
    def until(self, holds: Callable[[], Any], what: str, patience: float = 150.0) -> None:
        end = time.monotonic() + patience
        while not holds():
            if time.monotonic() > end:
                queue = self.sql("SELECT kind, state, attempts, crashes, last_error, run_after FROM jobs")
                queue += self.sql(_HELD_UP)
                raise AssertionError(
                    f"seed {self.seed}: waited {patience} s in vain for {what}; {self.tail()}\n"
                    + "\n".join(str(tuple(row)) for row in queue)[-3000:]
                )
            time.sleep(0.05)

    def jobs(self, where: str = "true") -> int:
        return int(self.sql(f"SELECT count(*) FROM jobs WHERE {where}")[0][0])

    def idle(self, patience: float = 150.0) -> None:
        """Until no job is left but those of the future and those that are held."""
        self.until(
            lambda: self.jobs("state <> 'dead' AND run_after <= now()") == 0, "the jobs to end", patience
        )

    def leases_end(self) -> None:
        """As if the leases of dead workers had run out."""
        self.sql(
            "UPDATE jobs SET lease_until = now() - interval '1 s' WHERE id IN"
            " (SELECT id FROM jobs WHERE state = 'running' FOR UPDATE SKIP LOCKED)"
        )

    def checkpoint(self) -> None:
        """Remember the audit log as it stands: it may only grow."""
        rows = self.sql("SELECT position, md5(a::text) FROM audit_events a")
        self.checkpoints.append(dict(map(tuple, rows)))

    def log_of(self, kind: str, point: int) -> str:
        """What a worker wrote that was to die at that call of such a job."""
        return (self.folder / f"crash-{kind}-{point}.log").read_text()

    def tail(self) -> str:
        lines = [f"{log.name}: {line}" for log in self.logs for line in log.read_text().splitlines()[-4:]]
        return "\n".join(lines)[-3000:]

    def stop(self) -> None:
        for process in self.processes:
            process.send(signal.SIGCONT)
            process.kill()
        for close in reversed(self.closing):
            close()


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as listening:
        return int(listening.getsockname()[1])


def _alive(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=20).status_code == 200
    except httpx.HTTPError:
        return False
