"""`dsr keys`: make API keys for those who call the service."""

import asyncio
import json
import secrets
from typing import Annotated

import typer

keys = typer.Typer(no_args_is_help=True, help="API keys.")


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
    as_json: Annotated[bool, typer.Option("--json", help="Print {id, key} as JSON.")] = False,
) -> None:
    """Make a key; it is shown once."""
    from dsr_service.bootstrap import open_runtime
    from dsr_service.cli.installation import attached, read_settings
    from dsr_service.domain.actors import SYSTEM, Permission, Role
    from dsr_service.services import api_keys

    if role not in api_keys.KEY_ROLES:
        raise typer.BadParameter("must be storefront, staff, dpo or auditor", param_hint="--role")
    unknown = sorted(set(scope) - set(Permission))
    if unknown:
        raise typer.BadParameter(f"no such permission: {', '.join(unknown)}", param_hint="--scope")
    settings = attached(read_settings())

    async def make() -> tuple[str, str]:
        async with open_runtime(settings) as runtime, runtime.operation(SYSTEM) as ctx:
            row, secret = await api_keys.create(
                ctx,
                Role(role),
                name=name or f"{role}-{secrets.token_hex(3)}",
                client=client,
                scopes=[Permission(s) for s in scope],
            )
            return str(row.id), secret

    key_id, secret = asyncio.run(make())
    print(json.dumps({"id": key_id, "key": secret}) if as_json else f"{key_id}\n{secret}")
