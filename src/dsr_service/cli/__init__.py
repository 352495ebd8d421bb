"""`dsr`: the command line of operators, auditors and lawyers; one module per noun."""

import importlib

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
    app()
