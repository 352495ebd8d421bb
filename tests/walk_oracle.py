"""What the walk's tests share: the commands as operators type them, and an oracle that asks the database itself."""

import base64
import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import yaml
from typer.testing import CliRunner

from dsr_service.adapters.embedded_postgres import PostgresServer
from dsr_service.cli import app

Rows = list[dict[str, Any]]


def walk(
    data_map: Path, source: tuple[str, str], identities: Mapping[str, str], folder: Path
) -> dict[str, Rows]:
    """`dsr data-map walk`: the rows by collection of the source's dataset."""
    dataset, url = source
    arguments = ["data-map", "walk", str(data_map), "--source", f"{dataset}={url}", "--out", str(folder)]
    for key, value in identities.items():
        arguments += ["--identity", f"{key}={value}"]
    done = CliRunner().invoke(app, arguments, catch_exceptions=False)
    assert done.exit_code == 0, done.output[-4000:]
    answer = json.loads((folder / "walk.json").read_text(encoding="utf-8"))
    assert list(answer) == [dataset]
    return answer[dataset]


def check(data_map: Path, source: tuple[str, str]) -> dict[str, list[dict[str, Any]]]:
    """`dsr data-map check` against the live schema."""
    done = CliRunner().invoke(app, ["data-map", "check", str(data_map), "--source", "=".join(source)])
    findings = json.loads(done.stdout)
    assert (done.exit_code == 1) == bool(findings["errors"])
    return findings


@dataclass(frozen=True)
class MappedTable:
    columns: tuple[str, ...]
    primary_key: tuple[str, ...]
    referring: frozenset[str]  # columns with references


def mapped_tables(data_map: Path) -> dict[str, MappedTable]:
    """The map's tables as plain YAML tells them, without the reader under test."""
    (dataset,) = yaml.safe_load(data_map.read_text(encoding="utf-8"))["dataset"]
    tables = {}
    for collection in dataset["collections"]:
        meta = {field["name"]: field.get("fides_meta", {}) for field in collection["fields"]}
        tables[collection["name"]] = MappedTable(
            columns=tuple(meta),
            primary_key=tuple(name for name, value in meta.items() if value.get("primary_key")),
            referring=frozenset(name for name, value in meta.items() if "references" in value),
        )
    return tables


def rows_of(server: PostgresServer, database: str, table: str, mapped: MappedTable, condition: str) -> Rows:
    """The rows that plain SQL finds, written as the walk should write them."""
    columns = ", ".join(f't."{name}"' for name in mapped.columns)
    order = ", ".join(f't."{name}"' for name in mapped.primary_key)
    sql = f'SELECT {columns} FROM "{table}" t WHERE {condition} ORDER BY {order}'
    documents = {
        record["column_name"]
        for record in server.fetch(
            "SELECT column_name FROM information_schema.columns WHERE table_name = $1 AND udt_name = 'jsonb'",
            table,
            database=database,
        )
    }
    return [
        {
            name: json.loads(value) if name in documents and value is not None else as_json(value)
            for name, value in record.items()
        }
        for record in server.fetch(sql, database=database)
    ]


def as_json(value: Any) -> Any:
    """Our own reading of the pinned form: decimals as strings, times RFC 3339, bytes base64."""
    match value:
        case None | bool() | int() | float():
            return value
        case bytes():
            return base64.b64encode(value).decode()
        case datetime():
            return value.isoformat().replace("+00:00", "Z")
        case date() | time():
            return value.isoformat()
        case list():
            return [as_json(item) for item in value]
        case _:
            return str(value)  # text, decimals, uuid, inet


def comparable(rows: Rows) -> Rows:
    """Rows with their instants brought to one spelling, so that only what they say is compared."""
    return [{name: _plain(value) for name, value in row.items()} for row in rows]


def _plain(value: Any) -> Any:
    if isinstance(value, str) and len(value) > 18 and value[4:5] == "-" and value[10:11] == "T":
        return datetime.fromisoformat(value)
    return value
