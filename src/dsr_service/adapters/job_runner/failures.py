"""What an exception of a handler means for its job."""

from datetime import timedelta
from typing import Final

import asyncpg
import httpx
import sqlalchemy.exc

from dsr_service.domain.errors import DsrError
from dsr_service.domain.jobs import Failure, failure_of

_TEMPORARY: Final = (
    OSError,  # ConnectionError and TimeoutError are OSErrors
    httpx.TransportError,
    sqlalchemy.exc.TimeoutError,
    sqlalchemy.exc.OperationalError,
    sqlalchemy.exc.InterfaceError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # of a connection that the server has just ended
)
_SQLSTATES_TEMPORARY: Final = ("08", "53", "57", "58")  # connection, resources, operator, system
_SQLSTATES_CONTENDED: Final = ("40", "55")  # rolled back, lock not available


def classify(error: BaseException) -> tuple[Failure, str, timedelta | None]:
    """Its meaning, a code to keep (never the message, which may hold people's data), and the wait asked for."""
    if isinstance(error, DsrError):
        wait = timedelta(seconds=error.retry_after) if error.retry_after else None
        return failure_of(error), error.code, wait
    code = type(error).__name__
    state = _sqlstate(error)
    if state.startswith(_SQLSTATES_CONTENDED):
        return Failure.CONTENDED, f"{code}:{state}", None
    if state.startswith(_SQLSTATES_TEMPORARY):
        return Failure.TEMPORARY, f"{code}:{state}", None
    lost = isinstance(error, sqlalchemy.exc.DBAPIError) and error.connection_invalidated
    if lost or (not state and isinstance(error, _TEMPORARY)):
        return Failure.TEMPORARY, code, None
    return Failure.UNEXPECTED, f"{code}:{state}" if state else code, None


def _sqlstate(error: BaseException) -> str:
    origin = getattr(error, "orig", None) or error
    state = getattr(origin, "sqlstate", None)
    return state if isinstance(state, str) else ""
