"""What a submission's latency becomes while letters and webhooks can't leave: the mail server and a receiver hang.

One API process; the worker is another, started and killed in turns, so that a busy machine slows all conditions alike.
What counts are the ratios. Run: `python bench/letters.py [--rounds 4] [--submissions 100]`.
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
def process(command: str, environment: dict[str, str], *options: str) -> Iterator[None]:
    arguments = [sys.executable, "-m", "dsr_service.cli", command, *options]
    started = subprocess.Popen(
        arguments, env={**os.environ, **environment}, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        yield
    finally:
        started.kill()
        started.wait()


def submissions(client: httpx.Client, number: int) -> list[float]:
    """Milliseconds of each."""
    taken = []
    for _ in range(number):
        email = f"bench{next(_numbers)}@example.com"
        body = {
            "rights": ["access"],
            "subject": {"name": "Camille Martin", "identifiers": [{"type": "email", "value": email}]},
        }
        started = time.perf_counter()
        answer = client.post("/v1/requests", json=body)
        taken.append((time.perf_counter() - started) * 1000)
        assert answer.status_code == 201, answer.text
    return taken


def measure(rounds: int, number: int, base: str, keys: tuple[str, str], environment: dict[str, str]) -> None:
    mail, receiver = Silence(), Silence()
    hanging = {
        **environment,
        "DSR_SMTP_HOST": "127.0.0.1",
        "DSR_SMTP_PORT": str(mail.port),
        "DSR_SMTP_SENDER": "privacy@shop.example",
    }
    conditions = {"no worker": None, "all well": environment, "all hang": hanging}
    taken: dict[str, list[float]] = {name: [] for name in conditions}
    with httpx.Client(base_url=base, headers={"Authorization": f"Bearer {keys[0]}"}, timeout=60) as client:
        _wait(client)
        made = client.post(
            "/v1/webhooks",
            json={"url": f"http://127.0.0.1:{receiver.port}/"},
            headers={"Authorization": f"Bearer {keys[1]}"},
        )
        assert made.status_code == 201, made.text
        submissions(client, 20)
        for _ in range(rounds):
            for name, worker in random.sample(list(conditions.items()), len(conditions)):
                if worker is None:
                    taken[name] += submissions(client, number)
                    continue
                with process("work", worker):
                    time.sleep(8)  # it has started, and hangs or works
                    taken[name] += submissions(client, number)
    base_line = statistics.median(taken["all well"])  # a worker takes its share of the processors either way
    for name, each in taken.items():
        p95 = statistics.quantiles(each, n=20)[-1]
        median = statistics.median(each)
        print(
            f"{name:<10} median {median:6.1f} ms   p95 {p95:6.1f} ms   {median / base_line:5.2f} x all well"
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
    options.add_argument("--rounds", type=int, default=4)
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
        with process("serve", environment):
            measure(given.rounds, given.submissions, f"http://127.0.0.1:{port}", keys, environment)


if __name__ == "__main__":
    main()
