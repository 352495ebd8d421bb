"""A small process between the owner and PostgreSQL: the server ends when its owner ends, however that
happens.

It is run as a script (`python -I -S guard.py SPEC`): standard library only, up in 20 ms. Standard input is
the owner's lifeline: its end, or another parent, means that the owner is gone or wants the server stopped; a
word on it says that the server has served, and is from then on started again for as long as the owner lives.
The owner's lock is inherited here, so that the folder stays taken until the server is really down. Being
single-threaded, this is also the place where root is shed: `unshare` refuses threads, and code between fork
and exec is safe only here.
"""

import ctypes
import json
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

CLONE_NEWUSER: Final = 0x10000000
PR_SET_PDEATHSIG, PR_SET_KEEPCAPS, PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE = 1, 8, 47, 2
CAP_DAC_OVERRIDE: Final = 1
CAPABILITY_VERSION_3: Final = 0x20080522
LIVED_LONG: Final = 5.0  # seconds; a server that lived less failed to start
PATIENCE: Final = (0.1, 0.2, 0.3, 0.5, 0.9, 1.5, 2.5)  # pauses: a killed server's backends may linger a while

_LINUX: Final = sys.platform.startswith("linux")
_libc: Final = ctypes.CDLL(None, use_errno=True)


def _checked(result: int, what: str) -> None:
    if result != 0:
        raise OSError(ctypes.get_errno(), what)


def _enter_namespace(uid: int, gid: int) -> None:
    """Bear another user's number in a namespace of one's own: files keep their owner."""
    outer_uid, outer_gid = os.geteuid(), os.getegid()
    _checked(_libc.unshare(CLONE_NEWUSER), "unshare")
    Path("/proc/self/setgroups").write_text("deny")
    Path("/proc/self/uid_map").write_text(f"{uid} {outer_uid} 1")
    Path("/proc/self/gid_map").write_text(f"{gid} {outer_gid} 1")


def _switch_user(uid: int, gid: int, *, reach: bool) -> None:
    """Become another user; with `reach`, keep the one capability that walks into root's private folders."""
    if reach:
        _checked(_libc.prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0), "prctl")
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if reach:
        bits = 1 << CAP_DAC_OVERRIDE
        header = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0)
        sets = (ctypes.c_uint32 * 6)(
            bits, bits, bits, 0, 0, 0
        )  # effective, permitted, inheritable; high halves
        _checked(_libc.capset(header, sets), "capset")
        _checked(_libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, CAP_DAC_OVERRIDE, 0, 0), "prctl")


def _before_exec(spec: dict[str, Any]) -> Callable[[], None]:
    guard = os.getpid()

    def prepare() -> None:
        os.umask(0o077)
        if spec["way"] == "namespace":
            _enter_namespace(spec["uid"], spec["gid"])
        elif spec["way"] in {"switch", "switch_reaching"}:
            _switch_user(spec["uid"], spec["gid"], reach=spec["way"] == "switch_reaching")
        if _LINUX:  # after the change of user, which clears it
            _checked(_libc.prctl(PR_SET_PDEATHSIG, signal.SIGINT, 0, 0, 0), "prctl")
            if os.getppid() != guard:
                os._exit(1)
        os.chdir(spec["folder"])

    return prepare


def _launch(spec: dict[str, Any]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603 - the owner's own command
        spec["argv"],
        stdin=subprocess.DEVNULL,
        stdout=2,
        env=spec["environment"],
        preexec_fn=_before_exec(spec),  # noqa: PLW1509 - this process has one thread
    )


def _end(child: subprocess.Popen[bytes], first: int) -> None:
    for number, seconds in ((first, 20.0), (signal.SIGQUIT, 5.0), (signal.SIGKILL, 5.0)):
        child.send_signal(number)
        try:
            child.wait(seconds)
        except subprocess.TimeoutExpired:
            continue
        return


def _owner_is_gone(spec: dict[str, Any], child_ended: int, wait: float) -> bool:
    """Sleep until the child ends, the owner ends or has a word, or `wait` is over."""
    readable, _, _ = select.select([0, child_ended], [], [], wait)
    if child_ended in readable:
        os.read(child_ended, 512)
    if 0 in readable:
        if not os.read(0, 512):
            return True
        spec["served"] = True
    return bool(os.getppid() != spec["owner"])


def run(spec: dict[str, Any]) -> int:
    """Run the command once, or keep it running until the owner is gone."""
    child_ended, note = os.pipe()
    os.set_blocking(note, False)
    signal.set_wakeup_fd(note)
    signal.signal(signal.SIGCHLD, lambda _number, _frame: None)
    for ignored in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(ignored, lambda _number, _frame: None)
    failures = 0
    while True:
        started = time.monotonic()
        child = _launch(spec)
        while child.poll() is None:
            if _owner_is_gone(spec, child_ended, 1.0):
                _end(child, spec["end_by"])
                return 0
        if not spec["keep"]:
            return child.returncode
        failures = 0 if time.monotonic() - started > LIVED_LONG else failures + 1
        if failures > len(PATIENCE) and not spec.get("served"):
            return child.returncode or 1
        until = time.monotonic() + PATIENCE[min(max(failures, 1), len(PATIENCE)) - 1]
        while (left := until - time.monotonic()) > 0:
            if _owner_is_gone(spec, child_ended, left):
                return 0


if __name__ == "__main__":
    sys.exit(run(json.loads(sys.argv[1])))
