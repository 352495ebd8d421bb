"""What a submission's latency becomes while letters and webhooks can't leave: the mail server and a receiver hang.

One API process; the worker is another, started and killed in turns: each round measures all conditions once, in random
order and close in time, so that a busy machine slows them alike. What counts is the ratio within a round, its median
over the rounds, and beside it the processor time of the API for a submission, which no neighbour lengthens.
Run: `python bench/letters.py [--rounds 6] [--submissions 100]`.
"""

import argparse
import asyncio
import itertools
import os
import random
import socket
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psutil
from sqlalchemy.ext.asyncio import create_async_engine

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.bootstrap import open_runtime
from dsr_service.domain.actors import SYSTEM, Role
from dsr_service.services import api_keys
from dsr_service.settings import Settings
from dsr_service.storage import migrations

SECRETS = {
    "DSR_SECRET_KEY": "0123456789abcdef0123456789abcdef",
    "DSR_KEY_ENCRYPTION_KEYS": "9o4Yx3l0mYv0m0Zp7mJ2oX8w0d3oQ5u5b1k1h8n8e0c=",
}
_numbers = itertools.count()


class Silence:
    """Takes connections and says nothing."""

    def __init__(self) -> None:
        self._listening = socket.create_server(("127.0.0.1", 0), backlog=128)
        self.port = self._listening.getsockname()[1]
        self._held: list[socket.socket] = []
        threading.Thread(target=self._hold, daemon=True).start()

    def _hold(self) -> None:
        while True:
            self._held.append(self._listening.accept()[0])


async def prepare(dsn: str, folder: Path) -> tuple[str, str]:
    engine = create_async_engine(dsn)
    await migrations.migrate(engine)
    await engine.dispose()
    settings = Settings(
        database_url=dsn,
        data_dir=folder,
        secret_key=SECRETS["DSR_SECRET_KEY"],
        key_encryption_keys=SECRETS["DSR_KEY_ENCRYPTION_KEYS"],
    )
    async with open_runtime(settings) as runtime, runtime.operation(SYSTEM) as ctx:
        storefront = (await api_keys.create(ctx, Role.STOREFRONT, name="bench"))[1]
        return storefront, (await api_keys.create(ctx, Role.DPO, name="bench"))[1]


@contextmanager
def process(command: str, environment: dict[str, str], *options: str) -> Iterator[int]:
    arguments = [sys.executable, "-m", "dsr_service.cli", command, *options]
    started = subprocess.Popen(
        arguments, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield started.pid
    finally:
        started.kill()
        started.wait()


class Measured:
    """One condition in one round: milliseconds of each submission, and of the API's processor time a submission."""

    def __init__(self, client: httpx.Client, api: psutil.Process, number: int) -> None:
        before = _processor(api)
        self.taken = [_submission(client) for _ in range(number)]
        self.processor = (_processor(api) - before) * 1000 / number
        self.median = statistics.median(self.taken)


def _processor(process: psutil.Process) -> float:
    times = process.cpu_times()
    return times.user + times.system


def _submission(client: httpx.Client) -> float:
    email = f"bench{next(_numbers)}@example.com"
    body = {
        "rights": ["access"],
        "subject": {"name": "Camille Martin", "identifiers": [{"type": "email", "value": email}]},
    }
    started = time.perf_counter()
    answer = client.post("/v1/requests", json=body)
    taken = (time.perf_counter() - started) * 1000
    assert answer.status_code == 201, answer.text
    return taken


def measure(
    rounds: int,
    number: int,
    base: str,
    keys: tuple[str, str],
    environment: dict[str, str],
    api: psutil.Process,
) -> None:
    mail, receiver = Silence(), Silence()
    hanging = {
        **environment,
        "DSR_SMTP_HOST": "127.0.0.1",
        "DSR_SMTP_PORT": str(mail.port),
        "DSR_SMTP_SENDER": "privacy@shop.example",
    }
    conditions = {"no worker": None, "all well": environment, "all hang": hanging}
    found: dict[str, list[Measured]] = {name: [] for name in conditions}
    with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {keys[0]}"}, timeout=60) as client:
        _wait(client)
        made = client.post(
            "/v1/webhooks",
            json={"url": f"http://127.0.0.1:{receiver.port}/"},
            headers={"Authorization": f"Bearer {keys[1]}"},
        )
        assert made.status_code == 201, made.text
        for _ in range(20):
            _submission(client)
        for _ in range(rounds):
            for name, worker in random.sample(list(conditions.items()), len(conditions)):
                if worker is None:
                    found[name].append(Measured(client, api, number))
                    continue
                with process("work", worker):
                    time.sleep(8)  # it has started, and hangs or works
                    found[name].append(Measured(client, api, number))
    for name, each in found.items():
        show(name, each, found["no worker"])


def show(name: str, each: list[Measured], without: list[Measured]) -> None:
    """The ratios are to the same round's measure without any worker."""
    every = [one for measured in each for one in measured.taken]
    wall = sorted(m.median / base.median for m, base in zip(each, without, strict=True))
    own = sorted(m.processor / base.processor for m, base in zip(each, without, strict=True))
    print(
        f"{name:<10} median {statistics.median(every):6.1f} ms   p95 {statistics.quantiles(every, n=20)[-1]:6.1f} ms   "
        f"wall {statistics.median(wall):4.2f} ({wall[0]:.2f}-{wall[-1]:.2f}) x   "
        f"API's processor {statistics.median([m.processor for m in each]):5.2f} ms, "
        f"{statistics.median(own):4.2f} ({own[0]:.2f}-{own[-1]:.2f}) x"
    )


def _wait(client: httpx.Client) -> None:
    for _ in range(600):
        try:
            if client.get("/healthz").status_code == 200:
                return
        except httpx.HTTPError:
            pass
        time.sleep(0.2)
    raise SystemExit("the API does not answer")


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--rounds", type=int, default=6)
    options.add_argument("--submissions", type=int, default=100)
    given = options.parse_args()
    with tempfile.TemporaryDirectory() as name, EmbeddedPostgres.start(Path(name) / "pg") as server:
        server.create_database("bench")
        keys = asyncio.run(prepare(server.dsn("bench"), Path(name) / "data"))
        with socket.create_server(("127.0.0.1", 0)) as free:
            port = free.getsockname()[1]
        environment = {
            **SECRETS,
            "DSR_DATABASE_URL": server.dsn("bench"),
            "DSR_DATA_DIR": str(Path(name) / "data"),
            "DSR_PORT": str(port),
            "DSR_WEBHOOK_PRIVATE_NETWORKS": "127.0.0.0/8",
            "DSR_CALLS_PER_CREDENTIAL": "1000000",
            "DSR_CALLS_PER_ADDRESS": "1000000",
        }
        with process("serve", environment) as pid:
            api = psutil.Process(pid)
            measure(given.rounds, given.submissions, f"http://127.0.0.1:{port}", keys, environment, api)


if __name__ == "__main__":
    main()
