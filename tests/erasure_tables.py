"""Tables and their map in short notes, `dsr data-map plan-erasure` on them, and what is in them afterwards."""

import asyncio
import json

from sqlalchemy import text
from typer.testing import CliRunner

from dsr_service.adapters.data_sources.engines import open_engine
from dsr_service.cli import app
from walking import Store

ANA = "ana@example.com"


def field(spec: str) -> dict:
    """`name:category`, `*` for a key, `@` for the identity, `>table.column` for what it points at.

    `>^` up to a parent, `>~` only mentions it.
    """
    name, _, rest = spec.partition(":")
    category, _, target = rest.partition(">")
    marks, name = name[: len(name) - len(name.lstrip("*@"))], name.lstrip("*@")
    meta: dict = {"primary_key": True} if "*" in marks else {}
    if "@" in marks:
        meta["identity"] = "email"
    if target:
        reference = {"dataset": "shop", "field": target.lstrip("^~")}
        meta["references"] = [{**reference, "direction": "to" if target[0] == "^" else "from"}]
        if target[0] == "~":
            meta["dsr"] = {"owner": False}
    return {
        "name": name,
        "data_categories": [category or "system.operations"],
        "fides_meta": meta,
    }


def planned(
    store: Store,
    tmp_path,
    collections: dict[str, str],
    *more: str,
    exit_code: int = 0,
    categories: str | None = None,
    rules: dict | None = None,
) -> dict:
    listed = [
        {"name": name, "fields": [field(spec) for spec in fields.split()]}
        for name, fields in collections.items()
    ]
    path = tmp_path / "map.json"
    path.write_text(json.dumps({"dataset": [{"fides_key": "shop", "collections": listed}]}))
    arguments = [
        "data-map",
        "plan-erasure",
        str(path),
        "--source",
        f"shop={store.url}",
        "--identity",
        f"email={ANA}",
    ]
    arguments += [*more, *(["--categories", categories] if categories else [])]
    if rules:
        (tmp_path / "rules.json").write_text(json.dumps(rules))
        arguments += ["--rules", str(tmp_path / "rules.json")]
    result = CliRunner().invoke(app, arguments)
    assert result.exit_code == exit_code, (result.stdout, result.stderr)
    return json.loads(result.stdout)


def erased(store: Store, tmp_path, collections: dict[str, str], *ddl: str, **more) -> dict:
    store.run(*ddl)
    return planned(store, tmp_path, collections, "--execute", "--yes", **more)


def rows(store: Store, table: str, columns: str = "*", order: str = "1") -> list[tuple]:
    async def read() -> list[tuple]:
        engine = open_engine(store.url)
        async with engine.connect() as connection:
            found = (await connection.execute(text(f"SELECT {columns} FROM {table} ORDER BY {order}"))).all()
        await engine.dispose()
        return [tuple(row) for row in found]

    return asyncio.run(read())
