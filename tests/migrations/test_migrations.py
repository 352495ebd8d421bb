import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlalchemy.ext.asyncio import create_async_engine

from dsr_service.storage import migrations


@pytest.fixture
async def engine(empty_database):
    engine = create_async_engine(empty_database)
    yield engine
    await engine.dispose()


async def tables(engine) -> set[str]:
    async with engine.connect() as connection:
        found = await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        return set(found.scalars())


async def test_every_migration_goes_up_and_down_again(engine):
    await migrations.migrate(engine)
    full = await tables(engine)
    async with engine.connect() as connection:
        functions = "SELECT count(*) FROM pg_proc JOIN pg_namespace n ON n.oid = pronamespace WHERE nspname = 'public'"
        assert await migrations.current(connection) == migrations.head()
    await migrations.migrate(engine, "base")
    assert await tables(engine) == {"alembic_version"}
    async with engine.connect() as connection:
        assert await connection.scalar(text(functions)) == 0
    await migrations.migrate(engine)
    assert await tables(engine) == full


async def test_models_and_migrations_agree(engine):
    await migrations.migrate(engine)
    async with engine.connect() as connection:
        assert await connection.run_sync(migrations.drift) == []


async def test_a_drift_is_seen(engine):
    await migrations.migrate(engine)
    async with engine.begin() as connection:
        await connection.execute(text("ALTER TABLE messages DROP COLUMN body"))
        assert await connection.run_sync(migrations.drift) != []


async def test_audit_events_are_append_only(engine):
    await migrations.migrate(engine)
    async with engine.begin() as connection:
        await connection.execute(
            text(
                "INSERT INTO audit_events (occurred_at, name, actor_role, actor_id, data)"
                " VALUES (now(), 'x', 'system', 'system', '{}')"
            )
        )
    for statement in (
        "UPDATE audit_events SET name = 'y'",
        "DELETE FROM audit_events",
        "TRUNCATE audit_events",
    ):
        with pytest.raises(DBAPIError, match="append-only"):
            async with engine.begin() as connection:
                await connection.execute(text(statement))
