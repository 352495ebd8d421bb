"""An embedded PostgreSQL: a packaged server under our own supervision, one per data folder."""

from dsr_service.adapters.embedded_postgres.account import Way
from dsr_service.adapters.embedded_postgres.databases import PostgresServer
from dsr_service.adapters.embedded_postgres.errors import (
    DataFolderInUse,
    DataFolderNotUsable,
    PostgresDidNotStart,
    PostgresNotFound,
    PostgresNotRunning,
)
from dsr_service.adapters.embedded_postgres.server import EmbeddedPostgres

__all__ = [
    "DataFolderInUse",
    "DataFolderNotUsable",
    "EmbeddedPostgres",
    "PostgresDidNotStart",
    "PostgresNotFound",
    "PostgresNotRunning",
    "PostgresServer",
    "Way",
]
