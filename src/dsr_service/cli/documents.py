"""`dsr lifecycle` and `dsr configuration`: pages of the documentation that are made from the code."""

from typing import Any

import typer

from dsr_service.cli.openapi import Check, Out, deliver


def register(app: typer.Typer) -> None:
    app.command(
        "lifecycle", help="Print the page of the request's life, write it, or check that a file is current."
    )(lifecycle)
    app.command(
        "configuration", help="Print the page of all settings, write it, or check that a file is current."
    )(configuration)


def lifecycle(out: Out = None, check: Check = None) -> None:
    from dsr_service.domain.subject_requests import lifecycle_diagram

    text = (
        "# The life of a request\n\n"
        "Made from `domain/subject_requests.py` by `dsr lifecycle`; `make check` holds it current.\n\n"
        f"```mermaid\n{lifecycle_diagram()}\n```\n"
    )
    deliver(text, out, check, "lifecycle")


def configuration(out: Out = None, check: Check = None) -> None:
    from dsr_service.settings import Settings

    rows = [
        f"| `DSR_{name.upper()}` | {_default(field.default)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    text = "\n".join(
        [
            "# Configuration",
            "",
            "Made from `settings/` by `dsr configuration`; `make check` holds it current. Every setting is an",
            "environment variable. A bad value stops the start and is named; unknown `DSR_` variables are refused.",
            "",
            "| variable | default | meaning |",
            "|---|---|---|",
            *rows,
            "",
        ]
    )
    deliver(text, out, check, "configuration")


def _default(value: Any) -> str:
    from pydantic_core import PydanticUndefined

    if value is None or value is PydanticUndefined:
        return ""
    if isinstance(value, frozenset):
        return f"`{','.join(sorted(value))}`"
    if isinstance(value, tuple):
        return f"`{','.join(map(str, value))}`"
    return f"`{value}`"
