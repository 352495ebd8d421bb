"""Tells a database that can't be had right now, which is worth another try, from a fault of ours."""

import asyncio
from typing import Final

import asyncpg
import sqlalchemy.exc

# Handlers are found by class: these are the roots of what the drivers raise.
UNAVAILABLE_ROOTS: Final[tuple[type[Exception], ...]] = (
    sqlalchemy.exc.DBAPIError,
    sqlalchemy.exc.TimeoutError,
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    OSError,  # a socket that is gone, a name that nobody resolves, a full disk; TimeoutError is one
)

_CLASSES_OF_STATE: Final = ("08", "53", "57", "58")  # connection, resources, operator, system
_STATES: Final = frozenset(
    {"40001", "40P01", "55P03", "25006"}
)  # serialization, deadlock, lock timeout, read-only


def is_unavailable(error: BaseException | None) -> bool:
    """True for a lost connection, a full pool or disk, a shutdown, a timeout, a deadlock: never for wrong SQL."""
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        if _is_unavailable_itself(error):
            return True
        error = getattr(error, "orig", None) or error.__cause__
    return False


def _is_unavailable_itself(error: BaseException) -> bool:
    if isinstance(error, sqlalchemy.exc.TimeoutError | OSError | asyncio.TimeoutError):
        return True
    # asyncpg says it of a connection that the server has just ended, while its goodbye is half read
    if isinstance(error, asyncpg.InternalClientError):
        return True
    if isinstance(error, sqlalchemy.exc.DBAPIError) and error.connection_invalidated:
        return True
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        return state in _STATES or state.startswith(_CLASSES_OF_STATE)
    # asyncpg says by this alone that a connection was closed under it or is closing
    return isinstance(error, asyncpg.InterfaceError) and "clos" in str(error)
