"""Starts the service's processes by forking one that has everything imported: 50 ms each instead of two seconds.

What a process runs is the production entry point (`dsr serve`, `dsr work`); what tests need beyond it (a shorter
lease, a wrong clock, a crash at the n-th call) is put around it here, in the child, and nowhere in the service.
"""

import ctypes
import errno
import faulthandler
import functools
import gc
import json
import os
import signal
import sys
import time
import traceback
from datetime import timedelta
from pathlib import Path
from typing import Any


def api(options: dict[str, Any]) -> None:
    from dsr_service.cli.service import serve

    _shift_clock(options)
    _disturb_disk(options)
    serve(port=options["port"])


def work(options: dict[str, Any]) -> None:
    from dsr_service import worker
    from dsr_service.adapters import job_runner
    from dsr_service.cli.service import work as run

    _shift_clock(options)
    _disturb_disk(options)
    if "runner" in options:
        usual = job_runner.RunnerSettings
        job_runner.RunnerSettings = lambda **given: usual(**{**given, **options["runner"]})
    if options.get("schedules") is False:
        worker.SCHEDULES = ()
        worker._recompute_deadlines = _nothing
    if "kinds" in options:
        for name in ("handlers", "calling_handlers"):
            every = getattr(worker, name)
            setattr(worker, name, functools.partial(_some, every, options["kinds"]))
    if "crash_at" in options:
        from faults import crash_points

        crash_points.install(options["crash_at"])
    run()


def _some(every: Any, kinds: list[str], runtime: Any) -> Any:
    return {kind: handler for kind, handler in every(runtime).items() if kind in kinds}


async def _nothing(_runtime: Any) -> None:
    pass


def _shift_clock(options: dict[str, Any]) -> None:
    if not options.get("clock"):
        return
    from dsr_service.adapters.clock import SystemClock

    right, shift = SystemClock.now, timedelta(seconds=options["clock"])
    SystemClock.now = lambda self: right(self) + shift


def _disturb_disk(options: dict[str, Any]) -> None:
    """While the file `disk` says so, each write to the store of files is slow, or stops half-way for want of room."""
    if "disk" not in options:
        return
    from dsr_service.adapters.document_store import local_folder

    write, flag = local_folder._write, Path(options["disk"])

    def disturbed(file: Any, block: bytes) -> None:
        fault = flag.read_text() if flag.exists() else ""
        if fault == "full":
            file.write(block[: len(block) // 2])
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if fault == "slow":
            time.sleep(0.5)
        write(file, block)

    local_folder._write = disturbed


ROLES = {"api": api, "work": work}


def _child(order: dict[str, Any]) -> None:
    """Become a process of the service; never returns."""
    status = 1
    try:
        signal.signal(signal.SIGINT, signal.SIG_DFL)
        ctypes.CDLL(None).prctl(1, signal.SIGKILL)  # no process outlives its tests
        log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        nothing = os.open(os.devnull, os.O_RDONLY)
        for target, source in ((0, nothing), (1, log), (2, log)):
            os.dup2(source, target)
        faulthandler.register(signal.SIGUSR1)  # where a process stands that does nothing: into its log
        for name in [name for name in os.environ if name.startswith("DSR_")]:
            del os.environ[name]
        os.environ.update(order["environment"])
        ROLES[order["role"]](order["options"])
        status = 0
    except SystemExit as error:
        status = error.code if isinstance(error.code, int) else 1
    except BaseException:  # noqa: BLE001 - the log is all that is left to tell it
        traceback.print_exc()
    finally:
        sys.stderr.flush()
        os._exit(status)


def _ended(pid: int, seconds: float, known: dict[int, int]) -> int | None:
    until = time.monotonic() + seconds
    while pid not in known:
        found, status = os.waitpid(pid, os.WNOHANG)
        if found:
            known[pid] = os.waitstatus_to_exitcode(status)
        elif time.monotonic() >= until:
            return None
        else:
            time.sleep(0.005)
    return known[pid]


def main() -> None:
    import holidays.countries  # noqa: F401
    import uvicorn  # noqa: F401

    from dsr_service import app, bootstrap, worker  # noqa: F401 - what children need is imported once
    from dsr_service.adapters import demo_shop, job_runner, logs  # noqa: F401
    from dsr_service.api import openapi  # noqa: F401
    from dsr_service.cli import installation, service  # noqa: F401
    from faults import crash_points  # noqa: F401

    gc.collect()
    gc.freeze()  # what is imported is not looked through in each child again
    known: dict[int, int] = {}
    print("ready", flush=True)
    for line in sys.stdin:
        order = json.loads(line)
        if "wait" in order:
            print(json.dumps(_ended(order["wait"], order["seconds"], known)), flush=True)
            continue
        pid = os.fork()
        if not pid:
            _child(order)
        known.pop(pid, None)
        print(pid, flush=True)


if __name__ == "__main__":
    main()
