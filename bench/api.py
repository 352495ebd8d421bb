"""Our submit, get and list beside a bare Starlette and asyncpg program, and beside pgbench, with the same statements.

The statements are recorded from our service, so the yardsticks keep up with it. All runs are interleaved on one server
with one API process each, so that a busy machine slows them alike; what counts are the ratios. On a machine that is
very busy only the processor time that each process used for a call is worth much.
Run: `python bench/api.py [--rows 1000,1000000] [--rounds 3] [--seconds 4]`.
"""

import argparse
import asyncio
import os
import pickle
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import asyncpg
import uvicorn
from sqlalchemy.ext.asyncio import create_async_engine

sys.path.insert(0, str(Path(__file__).parent))
from api_parts import bare, load, pgbench, stored
from api_parts.recording import EMAIL, Recording, record

from dsr_service.adapters import collector
from dsr_service.adapters.clock import SystemClock
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.adapters.http_protocol import server_options
from dsr_service.adapters.logs import configure_logs
from dsr_service.api.access_log import AccessLog
from dsr_service.app import Surface, create_app
from dsr_service.bootstrap import open_runtime
from dsr_service.domain.actors import SYSTEM, Role
from dsr_service.services import api_keys
from dsr_service.settings import Settings
from dsr_service.storage import migrations

KINDS = ("submit", "get", "list")
CONNECTIONS = 32
BODY = {
    "rights": ["access", "portability"],
    "subject": {"name": "Camille Martin", "identifiers": [{"type": "email", "value": EMAIL}]},
}
SURFACE = Surface(
    calls_per_credential=10_000_000, calls_per_address=10_000_000, access_log=AccessLog(SystemClock().now)
)


def settings_of(dsn: str, folder: Path) -> Settings:
    return Settings(
        database_url=dsn,
        data_dir=folder,
        database_timeout=20,  # a busy machine must not turn a slow start into 503
        answer_within=60,
        secret_key="0123456789abcdef0123456789abcdef",
        key_encryption_keys="9o4Yx3l0mYv0m0Zp7mJ2oX8w0d3oQ5u5b1k1h8n8e0c=",
    )


def serve_ours(dsn: str, port: str, folder: str) -> None:
    configure_logs("info")
    settings = settings_of(dsn, Path(folder))
    app = create_app(lambda: open_runtime(settings), SURFACE)
    collector.spare()
    uvicorn.run(app, port=int(port), **server_options())


async def prepare(dsn: str, folder: Path, rows: int) -> tuple[str, dict[str, Recording], list[str]]:
    """Migrate, make a key, record the three calls, store the requests."""
    engine = create_async_engine(dsn)
    await migrations.migrate(engine)
    await engine.dispose()
    settings = settings_of(dsn, folder)
    async with open_runtime(settings) as runtime, runtime.operation(SYSTEM) as ctx:
        _, key = await api_keys.create(ctx, Role.STAFF, name="bench")
    app = create_app(lambda: open_runtime(settings), SURFACE)
    headers = {"authorization": f"Bearer {key}"}
    async with app.router.lifespan_context(app):
        engine = app.state.runtime.engine
        connection = await asyncpg.connect(dsn.replace("+asyncpg", ""))
        submit = await record(app, engine, headers, "POST", "/v1/requests", BODY)
        recorded = await connection.fetchval("SELECT max(id::text) FROM subject_requests")
        ids = await stored.fill(connection, recorded, rows)
        await connection.close()
        get = await record(app, engine, headers, "GET", f"/v1/requests/{ids[0]}")
        listing = await record(app, engine, headers, "GET", "/v1/requests?limit=50")
    return key, {"submit": submit, "get": get, "list": listing}, ids


@contextmanager
def server(*arguments: str) -> Iterator[subprocess.Popen[bytes]]:
    process = subprocess.Popen([sys.executable, __file__, *arguments])
    try:
        for _ in range(200):
            time.sleep(0.1)
            try:
                urllib.request.urlopen(f"http://127.0.0.1:{arguments[2]}/nowhere", timeout=1)
            except urllib.error.HTTPError:
                break
            except OSError:
                continue
        yield process
    finally:
        process.terminate()
        process.wait(20)


def cpu_seconds(process: subprocess.Popen[bytes]) -> float:
    """What the process has used so far, in itself and in the kernel for it; waiting for a busy machine is not in it."""
    fields = Path(f"/proc/{process.pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def memory(process: subprocess.Popen[bytes]) -> int:
    status = Path(f"/proc/{process.pid}/status").read_text()
    return int(status.split("VmRSS:")[1].split()[0]) // 1024


async def explained(dsn: str, recordings: dict[str, Recording], ids: list[str]) -> list[str]:
    """Statements whose plan reads a big table from end to end; there should be none."""
    connection = await asyncpg.connect(dsn.replace("+asyncpg", ""))
    found = []
    for kind in ("get", "list"):
        for sql, values in recordings[kind].fresh(ids[len(ids) // 2] if kind == "get" else None):
            plan = "\n".join(row[0] for row in await connection.fetch(f"EXPLAIN {sql}", *values))
            if "Seq Scan on" in plan.replace("Seq Scan on api_keys", "").replace(
                "Seq Scan on data_map_versions", ""
            ):
                found.append(f"{kind}: {plan}")
    await connection.close()
    return found


def measure(dsn: str, folder: Path, rows: int, options: argparse.Namespace, program: str) -> None:
    key, recordings, ids = asyncio.run(prepare(dsn, folder, rows))
    plain = dsn.replace("+asyncpg", "")
    (folder / "recordings").write_bytes(pickle.dumps(recordings))
    print(
        f"\n{rows} stored requests; {', '.join(f'{k}: {len(r.statements)} statements' for k, r in recordings.items())}"
    )
    if rows >= 100_000:
        for plan in asyncio.run(explained(dsn, recordings, ids)):
            print(f"READS A WHOLE TABLE {plan}")
    rates: dict[tuple[str, str], list[dict[str, float]]] = {}
    ours_at, bare_at = options.port, options.port + 1
    with (
        server("serve-ours", dsn, str(ours_at), str(folder)) as ours,
        server("serve-bare", plain, str(bare_at), str(folder / "recordings")) as yardstick,
    ):
        for _ in range(options.rounds):
            for kind in KINDS:
                for name, port, process in (("ours", ours_at, ours), ("bare", bare_at, yardstick)):
                    used = cpu_seconds(process)
                    run = load.load(
                        port,
                        kind,
                        f"Bearer {key}",
                        BODY,
                        ids,
                        seconds=options.seconds,
                        connections=CONNECTIONS,
                    )
                    found = asyncio.run(run)
                    found["cpu"] = (cpu_seconds(process) - used) / found["calls"] * 1000
                    rates.setdefault((name, kind), []).append(found)
                path = folder / f"{kind}.sql"
                path.write_text(pgbench.script(recordings[kind], kind))
                rate = pgbench.run(
                    program, plain, path, seconds=int(options.seconds), connections=CONNECTIONS, count=rows
                )
                rates.setdefault(("pgbench", kind), []).append({"rate": rate})
        print(f"memory: ours {memory(ours)} MB, bare {memory(yardstick)} MB")
    show(rates)


def show(rates: dict[tuple[str, str], list[dict[str, float]]]) -> None:
    def middle(name: str, kind: str, what: str) -> float:
        return statistics.median(run[what] for run in rates[name, kind])

    print(
        "         ours/s   bare/s  pgbench/s   ours/bare (least-most)   p50 ours bare    p99 ours bare  ms"
        "    CPU of the process, ms a call: ours bare, bare/ours (least-most)"
    )
    for kind in KINDS:
        ratios = [
            o["rate"] / b["rate"] for o, b in zip(rates["ours", kind], rates["bare", kind], strict=True)
        ]
        rate = {name: middle(name, kind, "rate") for name in ("ours", "bare", "pgbench")}
        cpu = [middle(name, kind, "cpu") for name in ("ours", "bare")]
        shares = [b["cpu"] / o["cpu"] for o, b in zip(rates["ours", kind], rates["bare", kind], strict=True)]
        p50, p99 = ([middle(name, kind, what) for name in ("ours", "bare")] for what in ("p50", "p99"))
        print(
            f"{kind:7}{rate['ours']:8.0f} {rate['bare']:8.0f} {rate['pgbench']:10.0f}   "
            f"{statistics.median(ratios):6.2f}   ({min(ratios):.2f}-{max(ratios):.2f})        "
            f"{p50[0]:6.1f} {p50[1]:6.1f}  {p99[0]:7.1f} {p99[1]:6.1f}          "
            f"{cpu[0]:6.2f} {cpu[1]:6.2f}   {statistics.median(shares):6.2f}   ({min(shares):.2f}-{max(shares):.2f})"
        )


def main() -> None:
    if sys.argv[1:2] == ["serve-ours"]:
        return serve_ours(*sys.argv[2:])
    if sys.argv[1:2] == ["serve-bare"]:
        return bare.main(*sys.argv[2:])
    parser = argparse.ArgumentParser()
    parser.add_argument("--rows", default="1000,1000000")
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--seconds", type=float, default=4)
    parser.add_argument("--port", type=int, default=18_400)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory() as temporary,
        EmbeddedPostgres.start(Path(temporary) / "pg") as postgres,
    ):
        program = str(postgres.binaries.folder / "pgbench")
        for rows in map(int, options.rows.split(",")):
            name = f"bench_{rows}"
            postgres.create_database(name)
            folder = Path(temporary) / name
            folder.mkdir()
            measure(postgres.dsn(name), folder, rows, options, program)
            postgres.drop_database(name)
    return None


if __name__ == "__main__":
    main()
