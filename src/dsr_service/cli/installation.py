"""Which installation a command works on: the settings, completed by the embedded server of the data folder."""

import os
import sys
from pathlib import Path
from typing import Any

import typer

from dsr_service.settings import Settings


def read_settings(**given: Any) -> Settings:
    """The settings, an option of the command line before the environment. Exits naming each bad one."""
    from pydantic import ValidationError

    chosen = {name: value for name, value in given.items() if value is not None}
    known = {f"DSR_{name.upper()}" for name in Settings.model_fields}
    unknown = sorted(
        v for v in os.environ if v.startswith("DSR_") and v not in known and not v.startswith("DSR_TEST_")
    )
    if unknown:
        print(f"No such setting: {', '.join(unknown)}", file=sys.stderr)
        raise typer.Exit(2)
    try:
        return Settings(**chosen)
    except ValidationError as error:
        for fault in error.errors():
            name = ".".join(str(part) for part in fault["loc"])
            # The value is not repeated: it may be a secret.
            said = fault["msg"].removeprefix("Value error, ")
            print(f"DSR_{name.upper()}: {said}" if name else said, file=sys.stderr)
        raise typer.Exit(2) from None


def attached(settings: Settings) -> Settings:
    """The settings with a database: the one given, or the embedded one that `dsr run` keeps on the data folder."""
    from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
    from dsr_service.domain.errors import DsrError

    if settings.database_url is not None:
        return settings
    try:
        server = EmbeddedPostgres.attach(cluster_folder(settings.data_dir))
    except DsrError as error:
        print(f"{error.detail} Start it with `dsr run`, or set DSR_DATABASE_URL.", file=sys.stderr)
        raise typer.Exit(1) from None
    return with_database(settings, server.dsn("dsr"), server.dsn)


def with_database(settings: Settings, database_url: str, dsn_of: Any) -> Settings:
    """Settings of an embedded installation: its database, its own secrets, the demo shop as a source."""
    from dsr_service.adapters import demo_shop
    from dsr_service.adapters.data_folder import secrets_of

    values = secrets_of(settings.data_dir) | settings.model_dump(exclude_unset=True)
    values["database_url"] = database_url
    if settings.demo:
        values.setdefault("sources", {})
        values["sources"] = {demo_shop.DATABASE: dsn_of(demo_shop.DATABASE)} | dict(settings.sources)
        values.setdefault("data_map", demo_shop.DATA_MAP)
        values.setdefault("registers", demo_shop.REGISTERS)
        values.setdefault("document_alone_waits_hours", 0)  # a demonstration can't wait three days
    return Settings(**values)


def cluster_folder(data_dir: Path) -> Path:
    return data_dir.resolve() / "postgres"
