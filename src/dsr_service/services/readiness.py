"""Whether this process can serve: database, migrations, clock."""

from sqlalchemy.exc import SQLAlchemyError

from dsr_service.services import clock_guard
from dsr_service.services.runtime import Runtime
from dsr_service.storage import migrations


async def checks(runtime: Runtime) -> dict[str, str]:
    """Each check by name with `ok` or what is wrong; nothing about the inside."""
    try:
        async with runtime.engine.connect() as connection:
            skew = await clock_guard.skew(connection, runtime.clock)
            revision = await migrations.current(connection)
    except (OSError, SQLAlchemyError):
        return {"database": "unreachable"}
    return {
        "database": "ok",
        "migrations": "ok" if revision == migrations.head() else "not at the newest revision",
        "clock": "ok"
        if skew <= clock_guard.MAX_SKEW
        else "differs from the database's by more than five seconds",
    }
