"""The database of a random world's shop, of each kind, and how it is set up again for each kill."""

import shutil
from abc import ABC, abstractmethod
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import asyncpg

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from erasure_stores import dump_mariadb, dump_postgres, dump_sqlite, fill_mariadb, fill_postgres, fill_sqlite
from erasure_world import World
from walking import mariadb_server, run_on_mariadb

LANES = 3  # kills at a time, each with databases of its own
Tables = dict[str, list[dict[str, Any]]]


@dataclass
class Source(ABC):
    """The shop's database, and its folder of files."""

    name: str
    folder: Path
    kind = ""

    @property
    @abstractmethod
    def url(self) -> str: ...

    @abstractmethod
    async def load(self, world: World) -> None:
        """Its tables and rows, and nothing of what was there."""

    @abstractmethod
    async def dump(self, world: World) -> Tables: ...

    @property
    def media(self) -> Path:
        """The folder of the files that rows name: one for each row that tells something."""
        return self.folder / f"{self.name}_media"

    async def fill(self, world: World) -> None:
        shutil.rmtree(self.media, ignore_errors=True)
        self.media.mkdir()
        for rows in world.rows.values():
            for row in rows:
                if row.get("data"):
                    (self.media / row["data"]).write_text(row["data"])
        await self.load(world)

    async def copy(self, world: World, lane: int) -> "Source":
        """What plan and approval left as it was, beside the original."""
        made = replace(self, name=f"{self.name}_{lane}")
        await made.fill(world)
        return made


@dataclass
class InSqlite(Source):
    kind = "sqlite"

    @property
    def path(self) -> Path:
        return self.folder / f"{self.name}.sqlite"

    @property
    def url(self) -> str:
        return f"sqlite:///{self.path}"

    async def load(self, world: World) -> None:
        self.path.unlink(missing_ok=True)
        fill_sqlite(world, self.path)

    async def dump(self, world: World) -> Tables:
        return dump_sqlite(world, self.path)


@dataclass
class InPostgres(Source):
    cluster: EmbeddedPostgres
    kind = "postgresql"

    @property
    def url(self) -> str:
        return self.cluster.libpq_dsn(self.name)

    async def load(self, world: World) -> None:
        with suppress(asyncpg.DuplicateDatabaseError):
            self.cluster.create_database(self.name)
        await fill_postgres(world, self.url)

    async def dump(self, world: World) -> Tables:
        return await dump_postgres(world, self.url)


@dataclass
class InMariadb(Source):
    server: str
    kind = "mariadb"

    @property
    def url(self) -> str:
        return self.server.replace("/mysql?", f"/{self.name}?")

    async def load(self, world: World) -> None:
        run_on_mariadb(self.server, f"CREATE DATABASE IF NOT EXISTS {self.name}")
        await fill_mariadb(world, self.url)

    async def dump(self, world: World) -> Tables:
        return await dump_mariadb(world, self.url)

    def drop(self) -> None:
        names = (self.name, *(f"{self.name}_{lane}" for lane in range(LANES)))
        run_on_mariadb(self.server, *(f"DROP DATABASE IF EXISTS {name}" for name in names))


@contextmanager
def source_of(kind: str, cluster: EmbeddedPostgres, name: str, folder: Path) -> Iterator[Source]:
    if kind == "sqlite":
        yield InSqlite(name, folder)
    elif kind == "postgresql":
        yield InPostgres(name, folder, cluster)
    else:
        made = InMariadb(name, folder, mariadb_server())
        yield made
        made.drop()
