"""What a process that reads hostile bytes may still do: little memory, little time, no network, no files.

Limits of the kernel, so that they hold whatever a parser's bug makes of the process. Where one isn't offered (another
system, an old kernel, an outer sandbox) the others stand; memory and time are POSIX and always there.
"""

import contextlib
import ctypes
import os
import platform
import resource
import signal
import struct
import sys
from dataclasses import dataclass

_CLONE_NEWUSER, _CLONE_NEWNET = 0x10000000, 0x40000000
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _PR_SET_DUMPABLE = 38, 22, 4
_LANDLOCK_CREATE, _LANDLOCK_RESTRICT = 444, 446
# All file-system rights of Landlock's first version, none of them granted to anything.
_LANDLOCK_ALL = (1 << 13) - 1
# Opening files is Landlock's to judge, threads are the decoders' own, tgkill is how a parser's assertion ends it.
# What makes processes, sockets or traces of others is denied.
_DENIED = {
    "x86_64": (0xC000003E, (41, 42, 43, 49, 50, 53, 57, 58, 59, 62, 101, 165, 288, 310, 311, 321, 322, 425)),
    "aarch64": (0xC00000B7, (117, 129, 198, 199, 200, 201, 202, 203, 221, 270, 271, 280, 281, 425)),
}
_FOREIGN_NUMBERS = 0x40000000  # x32's way around a filter on x86-64


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may cost."""

    memory_bytes: int = 768 << 20  # on top of what the libraries map; 50 megapixels take up to 600 MiB
    cpu_seconds: int = 20
    wall_seconds: float = 90.0  # far above the other: a busy machine must not refuse an honest file
    output_bytes: int = 128 << 20


def close_network() -> None:
    """A network namespace without any interface, for this process and its children."""
    if not sys.platform.startswith("linux"):
        return
    libc = ctypes.CDLL(None, use_errno=True)
    if libc.unshare(_CLONE_NEWNET) != 0:
        libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)


def confine(limits: Limits) -> None:
    """Give up everything but reading what is open already; for the child, just before it reads the file."""
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))  # a core dump would hold the passport
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, limits.cpu_seconds + 1))
    with contextlib.suppress(ValueError, OSError):  # macOS knows no such limit
        size = _mapped_bytes() + limits.memory_bytes
        resource.setrlimit(resource.RLIMIT_AS, (size, size))
    signal.signal(signal.SIGALRM, signal.SIG_DFL)  # ends the process also inside a library
    signal.setitimer(signal.ITIMER_REAL, limits.wall_seconds)
    if sys.platform.startswith("linux"):
        _confine_on_linux()


def _mapped_bytes() -> int:
    try:
        with open("/proc/self/statm", encoding="ascii") as statm:  # noqa: PTH123 - no import after the limits
            return int(statm.read().split()[0]) * resource.getpagesize()
    except OSError:
        return 512 << 20


def _confine_on_linux() -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    if libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0:
        return
    rights = ctypes.create_string_buffer(struct.pack("<Q", _LANDLOCK_ALL))
    ruleset = libc.syscall(_LANDLOCK_CREATE, rights, 8, 0)
    if ruleset >= 0:
        libc.syscall(_LANDLOCK_RESTRICT, ruleset, 0)
        os.close(ruleset)
    _deny_system_calls(libc)


def _deny_system_calls(libc: ctypes.CDLL) -> None:
    """A seccomp filter (BPF) that answers EPERM to the denied calls and to those of a foreign architecture."""
    known = _DENIED.get(platform.machine())
    if known is None:
        return
    architecture, denied = known
    load, equal, at_least, give = (
        0x20,
        0x15,
        0x35,
        0x06,
    )  # BPF_LD|W|ABS, BPF_JMP|JEQ|K, BPF_JMP|JGE|K, BPF_RET|K
    allow, refuse = 0x7FFF0000, 0x00050001
    program = [(load, 0, 0, 4), (equal, 1, 0, architecture), (give, 0, 0, refuse), (load, 0, 0, 0)]
    program += [(at_least, 0, 1, _FOREIGN_NUMBERS), (give, 0, 0, refuse)]
    for number in denied:
        program += [(equal, 0, 1, number), (give, 0, 0, refuse)]
    program.append((give, 0, 0, allow))
    code = b"".join(struct.pack("<HBBI", *line) for line in program)
    buffer = ctypes.create_string_buffer(code, len(code))
    head = ctypes.create_string_buffer(struct.pack("<HxxxxxxQ", len(program), ctypes.addressof(buffer)))
    libc.prctl(_PR_SET_SECCOMP, 2, head, 0, 0)
