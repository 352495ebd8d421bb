"""Whether this process can serve: database, migrations, clock, queue, store of files."""

from datetime import timedelta
from typing import Final

from sqlalchemy.exc import SQLAlchemyError

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import clock_guard
from dsr_service.services.ports.document_store import DocumentStoreUnavailable
from dsr_service.services.runtime import Runtime
from dsr_service.storage import job_queue, migrations

LONGEST_WAIT: Final = timedelta(minutes=15)


async def checks(runtime: Runtime) -> dict[str, str]:
    """Each check by name with `ok` or what is wrong; nothing about the inside."""
    try:
        async with runtime.engine.connect() as connection:
            skew = await clock_guard.skew(connection, runtime.clock)
            revision = await migrations.current(connection)
        async with runtime.operation(SYSTEM) as ctx:
            queue = await job_queue.depth(ctx.session)
    except (OSError, SQLAlchemyError):
        return {"database": "unreachable"}
    return {
        "database": "ok",
        "migrations": "ok" if revision == migrations.head() else "not at the newest revision",
        "clock": "ok"
        if skew <= clock_guard.MAX_SKEW
        else "differs from the database's by more than five seconds",
        "queue": "ok" if queue.oldest_wait <= LONGEST_WAIT else "no worker keeps up with the queue",
        "documents": await _documents(runtime),
    }


async def _documents(runtime: Runtime) -> str:
    try:
        await runtime.documents.check()
    except DocumentStoreUnavailable:
        return "can't be written"
    return "ok"
