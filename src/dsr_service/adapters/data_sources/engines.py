"""Engines for SQL sources from the URLs that operators write; the driver is ours to choose."""

from pathlib import Path
from typing import Any, ClassVar, Final

from sqlalchemy import URL, NullPool, make_url
from sqlalchemy.exc import ArgumentError
from sqlalchemy.ext.asyncio import AsyncEngine, create_async_engine

from dsr_service.domain.errors import DsrError, Kind

_DRIVERS: Final = {
    "postgresql": "postgresql+asyncpg",
    "postgres": "postgresql+asyncpg",
    "mysql": "mysql+aiomysql",
    "mariadb": "mariadb+aiomysql",
    "sqlite": "sqlite+aiosqlite",
}


class SourceUrlInvalid(DsrError):
    code: ClassVar[str] = "source_url_invalid"
    kind: ClassVar[Kind] = Kind.INVALID
    title: ClassVar[str] = "This is no URL of a SQL source."


def is_sql_url(url: str) -> bool:
    return url.partition(":")[0].partition("+")[0] in _DRIVERS


def open_engine(url: str, *, writable: bool = False, **options: Any) -> AsyncEngine:
    """An engine without a pool, for a command that runs once. Raises SourceUrlInvalid, which names no secret."""
    return create_async_engine(async_url(url, writable=writable), poolclass=NullPool, **options)


def async_url(url: str, *, writable: bool = False) -> URL:
    """The URL with the driver that we bring; a SQLite file must exist and is opened read-only unless `writable`."""
    try:
        parsed = make_url(url)
    except (ArgumentError, ValueError):
        raise SourceUrlInvalid from None
    dialect = parsed.drivername.partition("+")[0]
    if dialect not in _DRIVERS:
        raise SourceUrlInvalid
    parsed = parsed.set(drivername=_DRIVERS[dialect])
    if dialect == "sqlite":
        return _sqlite(parsed, writable)
    if "sslmode" in parsed.query:  # libpq's word; asyncpg's is ssl
        mode = parsed.query["sslmode"]
        parsed = parsed.difference_update_query(["sslmode"]).update_query_dict({"ssl": mode})
    return parsed


def _sqlite(parsed: URL, writable: bool) -> URL:
    path = Path(parsed.database or "")
    if not parsed.database or not path.is_file():
        raise SourceUrlInvalid("There is no such SQLite file.")
    mode = "rw" if writable else "ro"
    quoted = str(path.resolve()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
    return parsed.set(database=f"file:{quoted}", query={"mode": mode, "uri": "true"})
