"""As whom the server runs: PostgreSQL refuses root, so root is shed in the way that works in most places.

1. `namespace`: in a user namespace of its own the server sees itself as `nobody` while files keep their
   owner. It needs no capability, opens no folder, and helps a user without a name (a container's random
   number) too.
2. `switch`: where a container's seccomp profile forbids namespaces, root becomes `nobody` and gives it the
   files.
3. `switch_reaching`: the same where the way to the folder leads through private folders: instead of opening
   these to the world, the server keeps the one capability to pass through them.
"""

import json
import os
import pwd
import signal
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path
from typing import IO

from dsr_service.adapters.embedded_postgres.binaries import Binaries
from dsr_service.adapters.embedded_postgres.errors import PostgresDidNotStart

GUARD = Path(__file__).with_name("guard.py")
KEPT_VARIABLES = (
    "PATH",
    "TMPDIR",
    "LD_",
    "DYLD_",
    "FAKETIME",
)  # no DSR_ secret reaches the server's environment


class Way(StrEnum):
    """How the server's processes get the user that they run as."""

    AS_IS = "as_is"
    NAMESPACE = "namespace"
    SWITCH = "switch"
    SWITCH_REACHING = "switch_reaching"


@dataclass(frozen=True, slots=True)
class Account:
    """The user of the server's processes."""

    way: Way
    uid: int
    gid: int

    @property
    def files_belong_to(self) -> tuple[int, int]:
        """The owner of the server's files as seen from outside a namespace."""
        if self.way in {Way.SWITCH, Way.SWITCH_REACHING}:
            return self.uid, self.gid
        return os.geteuid(), os.getegid()

    def start(
        self,
        argv: Sequence[str | Path],
        *,
        folder: Path,
        log: IO[bytes],
        keep: bool = False,
        end_by: signal.Signals = signal.SIGINT,
        also_holds: Sequence[int] = (),
    ) -> subprocess.Popen[bytes]:
        """Start a program under a guard, which ends it when this process ends or closes its standard
        input.
        """
        spec = {
            "argv": [str(part) for part in argv],
            "folder": str(folder),
            "way": self.way,
            "uid": self.uid,
            "gid": self.gid,
            "owner": os.getpid(),
            "keep": keep,
            "end_by": int(end_by),
            "environment": {k: v for k, v in os.environ.items() if k.startswith(KEPT_VARIABLES)}
            | {"LC_ALL": "C"},
        }
        return subprocess.Popen(  # noqa: S603 - our own script
            [sys.executable, "-I", "-S", str(GUARD), json.dumps(spec)],
            stdin=subprocess.PIPE,
            stdout=log,
            stderr=log,
            pass_fds=also_holds,
            start_new_session=True,  # Ctrl-C is for the owner, which still needs the database while it drains
        )

    def run(
        self,
        argv: Sequence[str | Path],
        *,
        folder: Path,
        log: IO[bytes],
        also_holds: Sequence[int] = (),
        timeout: float = 120,
    ) -> int:
        """Run a program to its end."""
        with self.start(argv, folder=folder, log=log, end_by=signal.SIGTERM, also_holds=also_holds) as guard:
            try:
                return guard.wait(timeout)
            except subprocess.TimeoutExpired:
                return 124


def choose_account(
    binaries: Binaries, folder: Path, log: IO[bytes], ways: Sequence[Way] | None = None
) -> Account:
    """The first way in which the binaries really run with `folder` as their place."""
    for way in ways or _ways():
        uid, gid = _plain_user() if way is not Way.AS_IS else (os.geteuid(), os.getegid())
        account = Account(way, uid, gid)
        # A switched user must pass through the folder; what lies in it stays private.
        folder.chmod(0o711 if way in {Way.SWITCH, Way.SWITCH_REACHING} else 0o700)
        if way is Way.AS_IS or account.run([binaries.postgres, "--version"], folder=folder, log=log) == 0:
            return account
    raise PostgresDidNotStart(
        "PostgreSQL refuses to run as this user and no other could be taken on: run as an ordinary user, "
        "or name a server with DSR_DATABASE_URL."
    )


def _ways() -> Sequence[Way]:
    if os.geteuid() == 0:
        return (Way.NAMESPACE, Way.SWITCH, Way.SWITCH_REACHING)
    try:
        pwd.getpwuid(os.geteuid())
    except KeyError:  # initdb refuses a user whose number has no name
        return (Way.NAMESPACE,)
    return (Way.AS_IS,)


def _plain_user() -> tuple[int, int]:
    named = [entry for entry in pwd.getpwall() if entry.pw_uid != 0]
    if not named:
        raise PostgresDidNotStart("This system has no user but root, and PostgreSQL refuses root.")
    user = next((entry for entry in named if entry.pw_name == "nobody"), named[0])
    return user.pw_uid, user.pw_gid
