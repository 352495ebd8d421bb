"""`dsr draft-migration`: for maintainers, a migration drafted from the difference between models and migrations."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    app.command("draft-migration", hidden=True)(draft)


def draft(name: Annotated[str, typer.Argument(help="What it does, in a few words.")]) -> None:
    """Draft a migration on a throwaway PostgreSQL; read and complete it before you commit it."""
    from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
    from dsr_service.storage import migrations

    number = f"{int(migrations.head() or 0) + 1:04}"
    with (
        tempfile.TemporaryDirectory() as folder,
        EmbeddedPostgres.start(Path(folder) / "postgres", fast=True) as server,
    ):
        server.create_database("draft")
        asyncio.run(_draft(server.dsn("draft"), name, number))


async def _draft(url: str, name: str, number: str) -> None:
    from alembic import command
    from sqlalchemy.ext.asyncio import create_async_engine

    from dsr_service.storage import migrations

    engine = create_async_engine(url)
    try:
        await migrations.migrate(engine)
        async with engine.connect() as connection:
            await connection.run_sync(
                lambda given: command.revision(
                    migrations.config(given), name, autogenerate=True, rev_id=number
                )
            )
    finally:
        await engine.dispose()
