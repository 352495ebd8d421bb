"""A running embedded server as its clients see it: addresses, and the making and dropping of databases."""

import asyncio
import threading
from collections.abc import Coroutine
from pathlib import Path
from typing import Any, TypeVar
from urllib.parse import quote

import asyncpg

from dsr_service.adapters.embedded_postgres.folder import PORT, SUPERUSER

T = TypeVar("T")


class PostgresServer:
    """The server behind a socket folder."""

    def __init__(self, socket_folder: Path) -> None:
        self.socket_folder = socket_folder

    def dsn(self, database: str) -> str:
        """A SQLAlchemy URL for asyncpg."""
        return f"postgresql+asyncpg://{self._rest(database)}"

    def libpq_dsn(self, database: str) -> str:
        """A URL for psql, pg_dump and asyncpg itself."""
        return f"postgresql://{self._rest(database)}"

    def _rest(self, database: str) -> str:
        return f"{SUPERUSER}@/{quote(database, safe='')}?host={quote(str(self.socket_folder))}"

    def create_database(self, name: str, template: str | None = None) -> None:
        """Make a database, empty or as a copy of `template` (which nobody may be connected to)."""
        like = f" TEMPLATE {_quoted(template)} STRATEGY file_copy" if template else ""
        self.execute(f"CREATE DATABASE {_quoted(name)}{like}")

    def drop_database(self, name: str) -> None:
        """Drop a database if it is there, cutting whoever is connected to it."""
        self.execute(f"DROP DATABASE IF EXISTS {_quoted(name)} WITH (FORCE)")

    def database_exists(self, name: str) -> bool:
        return bool(self.fetch("SELECT 1 FROM pg_database WHERE datname = $1", name))

    def execute(self, sql: str, *, database: str = "postgres") -> None:
        """Run statements outside any transaction of the caller's."""
        self._in_thread(self._with_connection(database, lambda connection: connection.execute(sql)))

    def fetch(self, sql: str, *values: Any, database: str = "postgres") -> list[Any]:
        rows: list[Any] = self._in_thread(
            self._with_connection(database, lambda connection: connection.fetch(sql, *values))
        )
        return rows

    async def _with_connection(self, database: str, act: Any) -> Any:
        connection = await asyncpg.connect(
            host=str(self.socket_folder), port=PORT, user=SUPERUSER, database=database, timeout=30
        )
        try:
            return await act(connection)
        finally:
            await connection.close()

    @staticmethod
    def _in_thread(work: Coroutine[Any, Any, T]) -> T:
        """Callable from anywhere, a running event loop's thread included (fixtures)."""
        outcome: list[T] = []
        failure: list[BaseException] = []

        def run() -> None:
            try:
                outcome.append(asyncio.run(work))
            except BaseException as error:  # noqa: BLE001 - raised again in the caller's thread
                failure.append(error)

        thread = threading.Thread(target=run, name="embedded-postgres")
        thread.start()
        thread.join()
        if failure:
            raise failure[0]
        return outcome[0]


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
