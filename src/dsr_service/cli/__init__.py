"""`dsr`: the command line of operators, auditors and lawyers; one module per noun."""

import importlib
import sys

import typer

app = typer.Typer(
    no_args_is_help=True, add_completion=False, pretty_exceptions_enable=False, rich_markup_mode=None
)

# Each module has `register(app)`, which adds its commands. Modules import what they need inside the command.
_NOUNS = (
    "run",
    "service",
    "keys",
    "deadlines",
    "identity_documents",
    "data_map",
    "erasures",
    "openapi",
    "documents",
    "jobs",
    "draft_migration",
)

for _noun in _NOUNS:
    importlib.import_module(f"dsr_service.cli.{_noun}").register(app)


def main() -> None:
    """Run the command. What the world refuses it (a file, the database, a setting) is told in a line, by exit 1."""
    try:
        app()
    except Exception as error:
        told = _told(error)
        if told is None:
            raise
        print(told, file=sys.stderr)
        sys.exit(1)


def _told(error: Exception) -> str | None:
    """A line for the operator; None for what is our own fault, whose place must be seen."""
    from asyncpg import InterfaceError, PostgresError
    from sqlalchemy.exc import ArgumentError, DBAPIError

    from dsr_service.domain.errors import DsrError, Refusal

    if isinstance(error, Refusal):
        return str(error)
    if isinstance(error, DsrError):
        return error.detail
    if isinstance(error, DBAPIError | PostgresError | InterfaceError | ArgumentError):
        # without the driver's words: they repeat the statement, its parameters, or the URL with its password
        return f"The database can't be used ({type(error).__name__}): is DSR_DATABASE_URL right, and does it run?"
    if isinstance(error, OSError):
        what = error.strerror or type(error).__name__
        return (
            f"{error.filename}: {what}."
            if error.filename
            else f"Something that it needs can't be had: {what}."
        )
    return None
