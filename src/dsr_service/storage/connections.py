"""Connections that a pool lends and on which statements go straight to the driver: begun well, or not lent at all."""

from typing import Any, cast

from sqlalchemy.exc import DBAPIError, DisconnectionError
from sqlalchemy.ext.asyncio import AsyncConnection


async def begin(connection: AsyncConnection) -> None:
    """SQLAlchemy says BEGIN with its own first statement; what goes to the driver doesn't pass through it.

    Raises DBAPIError, as SQLAlchemy itself would.
    """
    lent = await connection.get_raw_connection()
    driver: Any = lent.driver_connection
    adapted = cast(Any, lent.dbapi_connection)
    try:
        await adapted._start_transaction()  # noqa: SLF001
    except adapted.dbapi.Error as error:
        lost = driver.is_closed()
        raise DBAPIError("BEGIN", None, error, connection_invalidated=lost) from error
    except BaseException:
        # Cancelled on the way, it may have begun and nobody would know: the next one on it would read as of
        # then, and its COMMIT would not be sent.
        driver.terminate()
        raise


def refuse_unfit(connection: Any, *_: object) -> None:
    """When a pool lends: what the server has closed meanwhile is made anew; to ask each for a sign of life costs a way.

    So is one in a transaction that nobody has ended: what is done on it would be of that time, and never committed.
    """
    driver = connection.driver_connection
    if driver.is_closed() or driver.is_in_transaction():
        raise DisconnectionError
