"""What a drained request costs: processor time of the workers and of PostgreSQL, commits, syncs of the log."""

import json
import os
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

from dsr_service.adapters import demo_shop

_DATABASES = ("dsr", demo_shop.DATABASE)
_TICKS = os.sysconf("SC_CLK_TCK")


@contextmanager
def told_in(folder: Path) -> Iterator[None]:
    """Leave this worker's processor time, once it works, in a file: all of it, and that of the loop's own thread."""
    began, began_here = time.process_time(), time.thread_time()
    yield
    spent = {"all": time.process_time() - began, "loop": time.thread_time() - began_here, **_backends()}
    (folder / f"spent.{os.getpid()}.{threading.get_ident()}").write_text(json.dumps(spent))


def of_workers(folder: Path) -> dict[str, float]:
    told = [json.loads(file.read_text()) for file in folder.glob("spent.*")]
    ours = {name: sum(one[name] for one in told) for name in ("all", "loop")}
    return ours | {name: max(one.get(name, 0.0) for one in told) for name in _DATABASES}  # each saw them all


def _backends() -> dict[str, float]:
    """Processor time of PostgreSQL's present connections by database."""
    found = dict.fromkeys(_DATABASES, 0.0)
    for entry in Path("/proc").iterdir():
        with suppress(OSError, IndexError):
            words = (entry / "cmdline").read_text().split()
            if words[0] == "postgres:" and words[2] in found:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
                found[words[2]] += sum(map(int, fields[11:13])) / _TICKS
    return found


def of_server(server: Any) -> dict[str, float]:
    """Counters of PostgreSQL so far; its processor time with that of the connections that have ended."""
    rows = server.fetch(
        "SELECT datname, xact_commit FROM pg_stat_database WHERE datname = ANY ($1)",
        ["dsr", demo_shop.DATABASE],
    )
    commits = {f"transactions of {row['datname']}": float(row["xact_commit"]) for row in rows}
    syncs = server.fetch("SELECT sum(fsyncs) AS n FROM pg_stat_io WHERE object = 'wal'")[0]["n"]
    return {"processor": _tree_seconds(server.pid), **commits, "syncs of the log": float(syncs or 0)}


def _tree_seconds(root: int) -> float:
    """A process's time, that of its ended children, and that of the living ones."""
    total = 0.0
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rpartition(")")[2].split()
            except OSError:
                continue
            if int(entry.name) == root:
                total += sum(map(int, fields[11:15]))
            elif int(fields[1]) == root:
                total += sum(map(int, fields[11:13]))
    return total / _TICKS


def tell(before: dict[str, float], after: dict[str, float], workers: dict[str, float], requests: int) -> None:
    spent = {name: (after[name] - before[name]) / requests for name in after}
    ours, loop = (workers[name] / requests * 1000 for name in ("all", "loop"))
    server = spent.pop("processor") * 1000
    print(
        f"processor time of a request: {ours + server:.1f} ms = workers {ours:.1f} "
        f"(event loop {loop:.1f}, threads {ours - loop:.1f}) + PostgreSQL {server:.1f}"
    )
    parts = ", ".join(f"{name} {workers[name] / requests * 1000:.1f}" for name in _DATABASES)
    print(f"of PostgreSQL's, by the connections that are open at the end: {parts}")
    print("of a request: " + ", ".join(f"{name} {count:.2f}" for name, count in spent.items()))
