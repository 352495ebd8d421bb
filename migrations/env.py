"""Runs the migrations on a connection that `dsr migrate` (or a test) hands over."""

from alembic import context

from dsr_service.storage import tables  # noqa: F401  # registers every table
from dsr_service.storage.base import Base
from dsr_service.storage.migrations import is_modelled


def run() -> None:
    connection = context.config.attributes["connection"]
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        compare_server_default=True,
        include_name=is_modelled,
        transaction_per_migration=True,
    )
    with context.begin_transaction():
        context.run_migrations()


run()
