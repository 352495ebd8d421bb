"""`dsr keys`: make, list, rotate and revoke API keys; rewrap what the key-encryption keys hold."""

import asyncio
import json
import os
import secrets
from collections.abc import Awaitable, Callable
from datetime import timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any
from uuid import UUID

import typer

if TYPE_CHECKING:
    from dsr_service.services.context import OperationContext
    from dsr_service.storage.tables import ApiKey

keys = typer.Typer(no_args_is_help=True, help="API keys.")
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]
KeyId = Annotated[UUID, typer.Argument(help="The key's id, as `dsr keys list` shows it.")]


def register(app: typer.Typer) -> None:
    app.add_typer(keys, name="keys")


@keys.callback()
def _group() -> None:
    """API keys."""


@keys.command("create")
def create(
    role: Annotated[str, typer.Option(help="storefront, staff, dpo or auditor.")],
    scope: Annotated[list[str], typer.Option(help="Narrow the role to these permissions; repeatable.")] = [],  # noqa: B006
    name: Annotated[str | None, typer.Option(help="What to call it.")] = None,
    client: Annotated[str | None, typer.Option(help="Keys of one client see the same requests.")] = None,
    days: Annotated[int | None, typer.Option(min=1, max=3660, help="It expires after so many days.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print {id, key} as JSON.")] = False,
) -> None:
    """Make a key; it is shown once."""
    from dsr_service.domain.actors import Permission, Role
    from dsr_service.services import api_keys

    if role not in api_keys.KEY_ROLES:
        raise typer.BadParameter("must be storefront, staff, dpo or auditor", param_hint="--role")
    unknown = sorted(set(scope) - set(Permission))
    if unknown:
        raise typer.BadParameter(f"no such permission: {', '.join(unknown)}", param_hint="--scope")

    async def make(ctx: "OperationContext") -> "tuple[ApiKey, str]":
        return await api_keys.create(
            ctx,
            Role(role),
            name=name or f"{role}-{secrets.token_hex(3)}",
            client=client,
            scopes=[Permission(s) for s in scope],
            expires_at=ctx.now + timedelta(days=days) if days else None,
        )

    _show(*_perform(make), as_json=as_json)


@keys.command("list")
def list_keys(as_json: AsJson = False) -> None:
    """List the keys, without the keys themselves."""
    from dsr_service.services import api_keys

    for key in _perform(api_keys.list_keys):
        told = {
            name: getattr(key, name)
            for name in ("id", "prefix", "name", "role", "client", "created_at", "expires_at", "revoked_at",
                         "last_used_at", "rotated_from")
        }  # fmt: skip
        print(json.dumps(told, default=str) if as_json else "\t".join(str(told[n] or "-") for n in told))


@keys.command("rotate")
def rotate(
    key_id: KeyId,
    overlap_hours: Annotated[
        int, typer.Option(min=0, max=720, help="How long the old key still opens.")
    ] = 24,
    as_json: Annotated[bool, typer.Option("--json", help="Print {id, key} as JSON.")] = False,
) -> None:
    """Make a successor with the same rights; it is shown once, and the old key ends after the overlap."""
    from dsr_service.services import api_keys

    _show(
        *_perform(lambda ctx: api_keys.rotate(ctx, key_id, overlap=timedelta(hours=overlap_hours))),
        as_json=as_json,
    )


@keys.command("revoke")
def revoke(key_id: KeyId) -> None:
    """End a key now."""
    from dsr_service.services import api_keys

    _perform(lambda ctx: api_keys.revoke(ctx, key_id))


@keys.command("rotate-kek")
def rotate_kek() -> None:
    """Wrap every sealing key anew by the newest key-encryption key (or move it into the key store)."""
    from dsr_service.bootstrap import open_runtime
    from dsr_service.cli.installation import attached, read_settings
    from dsr_service.domain.errors import DsrError
    from dsr_service.services import key_rotation

    settings = attached(read_settings())

    async def rotate() -> "key_rotation.RotationReport":
        async with open_runtime(settings) as runtime:
            return await key_rotation.rotate(runtime)

    try:
        report = asyncio.run(rotate())
    except DsrError as error:  # what was done is done: run it again
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from None
    print(json.dumps({"rewrapped": report.rewrapped, "current": report.current, "refused": report.refused}))
    if report.refused:
        raise typer.Exit(3)


@keys.command("export")
def export(
    request_id: Annotated[UUID, typer.Argument(help="The request whose sealed files are to be opened.")],
    out: Annotated[Path, typer.Option(help="Folder for the identity files; made for its owner alone.")],
) -> None:
    """Write the age identities of a request's sealed files, for `age -d -i FILE SEALED`; audited."""
    from dsr_service.bootstrap import open_runtime
    from dsr_service.cli.installation import attached, read_settings
    from dsr_service.domain.errors import DsrError
    from dsr_service.services import key_export

    settings = attached(read_settings())

    async def take_out() -> "list[key_export.ExportedKey]":
        async with open_runtime(settings) as runtime:
            return await key_export.export(runtime, request_id)

    try:
        found = asyncio.run(take_out())
    except DsrError as error:
        typer.echo(error.detail, err=True)
        raise typer.Exit(1) from None
    out.mkdir(mode=0o700, parents=True, exist_ok=True)
    for key in found:
        path = out / f"{key.purpose}.txt"
        path.unlink(missing_ok=True)
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w", encoding="ascii") as file:
            file.write(f"# {request_id} {key.purpose}\n# public key: {key.recipient}\n{key.identity}\n")
        print(json.dumps({"purpose": key.purpose, "identity_file": str(path)}))


def _show(key: "ApiKey", secret: str, *, as_json: bool) -> None:
    print(json.dumps({"id": str(key.id), "key": secret}) if as_json else f"{key.id}\n{secret}")


def _perform(act: "Callable[[OperationContext], Awaitable[Any]]") -> Any:
    """One operation of the installation's operator; an expected error ends the command with its words."""
    from dsr_service.bootstrap import open_runtime
    from dsr_service.cli.installation import attached, read_settings
    from dsr_service.domain.actors import SYSTEM
    from dsr_service.domain.errors import DsrError

    settings = attached(read_settings())

    async def perform() -> Any:
        async with open_runtime(settings) as runtime, runtime.operation(SYSTEM) as ctx:
            return await act(ctx)

    try:
        return asyncio.run(perform())
    except DsrError as error:
        typer.echo("; ".join([error.detail, *(v.detail for v in error.violations)]), err=True)
        raise typer.Exit(1) from None
