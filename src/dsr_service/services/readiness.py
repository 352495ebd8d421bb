"""Whether this process can serve: database, migrations, clock."""

from sqlalchemy import func, select
from sqlalchemy.exc import SQLAlchemyError

from dsr_service.services.runtime import Runtime
from dsr_service.storage import migrations

MAX_SKEW = 5.0  # seconds between our clock and the database's


async def checks(runtime: Runtime) -> dict[str, str]:
    """Each check by name with `ok` or what is wrong; nothing about the inside."""
    try:
        async with runtime.engine.connect() as connection:
            database_now = await connection.scalar(select(func.clock_timestamp()))
            revision = await migrations.current(connection)
    except (OSError, SQLAlchemyError):
        return {"database": "unreachable"}
    skew = abs((database_now - runtime.clock.now()).total_seconds()) if database_now else MAX_SKEW + 1
    return {
        "database": "ok",
        "migrations": "ok" if revision == migrations.head() else "not at the newest revision",
        "clock": "ok" if skew <= MAX_SKEW else "differs from the database's by more than five seconds",
    }
