"""`dsr run` as a process of its own, PostgreSQL included, as a newcomer starts it."""

import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx


class Running:
    def __init__(self, process: subprocess.Popen[str], announced: str) -> None:
        self.process = process
        self.announced = announced
        told = json.loads(announced)
        self.url: str = told["url"]
        self.docs: str = told["docs"]
        self.keys: dict[str, str] = told["api_keys"]

    def client(self, role: str) -> httpx.Client:
        return httpx.Client(
            base_url=self.url, headers={"Authorization": f"Bearer {self.keys[role]}"}, timeout=30
        )

    def kill_everything(self) -> None:
        """kill -9 of the whole tree at once, PostgreSQL included."""
        found = subprocess.run(["ps", "-eo", "pid,ppid"], capture_output=True, text=True, check=True).stdout
        children: dict[int, list[int]] = {}
        for line in found.splitlines()[1:]:
            pid, parent = map(int, line.split())
            children.setdefault(parent, []).append(pid)
        doomed, pending = [], [self.process.pid]
        while pending:
            doomed.append(pending.pop())
            pending += children.get(doomed[-1], [])
        for pid in doomed:
            with suppress(ProcessLookupError):
                os.kill(pid, signal.SIGKILL)
        self.process.wait()


def environment() -> dict[str, str]:
    """Without settings of the caller's; patient, since the machine of the tests may be busy."""
    own = {name: value for name, value in os.environ.items() if not name.startswith("DSR_")}
    return own | {"DSR_ANSWER_WITHIN": "30"}


@contextmanager
def started(folder: Path) -> Iterator[Running]:
    process = subprocess.Popen(
        [sys.executable, "-m", "dsr_service.cli", "run", "--port", "0", "--data-dir", str(folder)],
        stdout=subprocess.PIPE,
        stderr=(folder.parent / "log").open("a"),
        text=True,
        env=environment(),
    )
    try:
        line = process.stdout.readline()
        assert line, (folder.parent / "log").read_text()[-3000:]
        yield Running(process, line)
    finally:
        if process.poll() is None:
            process.terminate()
            process.wait(40)


def until(read: Callable[[], Any], done: Callable[[Any], bool], patience: float = 60.0) -> Any:
    end = time.monotonic() + patience
    while time.monotonic() < end:
        if done(value := read()):
            return value
        time.sleep(0.2)
    raise AssertionError(f"still {value}")
