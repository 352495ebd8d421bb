"""`dsr openapi` and `dsr errors`: write the generated documents, or check that the ones at hand are current."""

from contextlib import AbstractAsyncContextManager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from dsr_service.services.runtime import Runtime


def register(app: typer.Typer) -> None:
    app.command("openapi", help="Print the OpenAPI document, write it, or check that a file is current.")(
        openapi
    )
    app.command("errors", help="Print the page of all errors, write it, or check that a file is current.")(
        errors
    )


Out = Annotated[Path | None, typer.Option(help="Write to this file.")]
Check = Annotated[Path | None, typer.Option(help="Exit 1 unless this file is current.")]


def openapi(out: Out = None, check: Check = None) -> None:
    from dsr_service.api.openapi import as_text, build
    from dsr_service.app import create_app

    deliver(as_text(build(create_app(_no_runtime))), out, check, "openapi")


def errors(out: Out = None, check: Check = None) -> None:
    from dsr_service.api.errors_page import as_markdown
    from dsr_service.app import create_app

    create_app(_no_runtime)  # imports every module that defines an error
    deliver(as_markdown(), out, check, "errors")


def _no_runtime() -> "AbstractAsyncContextManager[Runtime]":
    raise RuntimeError("the document is made without a database")


def deliver(text: str, out: Path | None, check: Path | None, command: str) -> None:
    if check is not None:
        if not check.exists() or check.read_bytes() != text.encode():
            typer.echo(f"{check} is not current: run `dsr {command} --out {check}`", err=True)
            raise typer.Exit(1)
    elif out is not None:
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text(text, encoding="utf-8")
    else:
        typer.echo(text, nl=False)
