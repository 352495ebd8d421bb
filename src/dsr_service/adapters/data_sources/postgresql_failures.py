"""What the errors of PostgreSQL's driver mean for a search."""

from typing import Final

import asyncpg
from sqlalchemy.exc import SQLAlchemyError

from dsr_service.services.ports.data_sources import SourceFailed

DRIVER_ERRORS: Final = (
    asyncpg.PostgresError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,
    SQLAlchemyError,
    OSError,
    ValueError,
)
_REASONS: Final = {
    "42501": "permission_denied",
    "57014": "timed_out",
    "55P03": "timed_out",
    "42P01": "collection_missing",
    "42703": "field_missing",
    "28P01": "credentials_refused",
    "28000": "credentials_refused",
    "3D000": "no_such_database",
}
_LOST_CLASSES: Final = ("08", "28", "3D", "53", "57P")


def failure(error: BaseException, *, whole: bool = False) -> SourceFailed:
    """The driver's error as a stable reason: its message may hold values or credentials and goes no further."""
    if isinstance(error, SourceFailed):
        return error
    while error.__cause__ is not None and not isinstance(error, asyncpg.PostgresError):
        error = error.__cause__  # SQLAlchemy wraps the driver's
    state = getattr(error, "sqlstate", None)
    if isinstance(state, str):
        lost = state.startswith(_LOST_CLASSES)
        reason = _REASONS.get(state, "unreachable" if lost else "read_failed")
        return SourceFailed(reason, whole=whole or lost)
    if isinstance(error, TimeoutError):
        return SourceFailed("timed_out", whole=True)
    if isinstance(error, OSError | asyncpg.InterfaceError | asyncpg.InternalClientError):
        return SourceFailed("unreachable", whole=True)
    return SourceFailed("read_failed", whole=whole)
