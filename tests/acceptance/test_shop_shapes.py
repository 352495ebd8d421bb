"""Shapes of tables that shops have, mapped in plain fideslang: known rows, from each kind of database.

Each file of `tests/shops/shapes` holds a schema with rows (own wording, types spelled once for all databases), a map,
the person's identities, and by collection the keys of the rows that are that person's.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml
from typer.testing import CliRunner

from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.cli import app
from walking import Store, mariadb_store, postgresql_store, sqlite_store

SHAPES = sorted((Path(__file__).parent.parent / "shops" / "shapes").glob("*.yml"))
TYPES = {
    "postgresql": {"BIN16": "bytea", "JSON": "jsonb", "TS": "timestamptz", "DT": "timestamp", "UUID": "uuid",
                   "SERIAL": "serial"},
    "sqlite": {"BIN16": "BLOB", "JSON": "JSON", "TS": "TIMESTAMP", "DT": "DATETIME", "UUID": "UUID",
               "SERIAL": "INTEGER"},
    "mariadb": {"BIN16": "BINARY(16)", "JSON": "JSON", "TS": "DATETIME", "DT": "DATETIME", "UUID": "CHAR(36)",
                "SERIAL": "INT AUTO_INCREMENT"},
}  # fmt: skip
BYTES = {"postgresql": r"'\\x\1'::bytea", "sqlite": r"X'\1'", "mariadb": r"X'\1'"}


@pytest.fixture(params=["postgresql", "sqlite", pytest.param("mariadb", marks=pytest.mark.mariadb)])
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    if request.param == "postgresql":
        server: EmbeddedPostgres = request.getfixturevalue("postgres")
        with postgresql_store(server) as made:
            yield made
    elif request.param == "sqlite":
        with sqlite_store(tmp_path) as made:
            yield made
    else:
        with mariadb_store() as made:
            yield made


def statements(schema: str, kind: str) -> list[str]:
    for word, meaning in TYPES[kind].items():
        schema = re.sub(rf"\b{word}\b", meaning, schema)
    schema = re.sub(r"#([0-9a-f]{32})", BYTES[kind], schema)
    schema = schema if kind == "mariadb" else schema.replace("`", '"')
    return [statement.strip() for statement in schema.split(";") if statement.strip()]


@pytest.mark.parametrize("path", SHAPES, ids=lambda path: path.stem)
def test_the_walk_finds_the_persons_rows_and_no_other(path: Path, store: Store, tmp_path: Path):
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    store.run(*statements(case["schema"], store.kind))
    data_map = tmp_path / "map.yml"
    data_map.write_text(yaml.safe_dump(case["map"]), encoding="utf-8")
    (dataset,) = case["map"]["dataset"]
    source = ["--source", f"{dataset['fides_key']}={store.url}"]
    checked = CliRunner().invoke(app, ["data-map", "check", str(data_map), *source])
    assert json.loads(checked.stdout)["errors"] == []
    identities = [
        argument
        for key, values in case["identities"].items()
        for value in values
        for argument in ("--identity", f"{key}={value}")
    ]
    done = CliRunner().invoke(
        app, ["data-map", "walk", str(data_map), *source, *identities, "--out", str(tmp_path)]
    )
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "walk.json").read_text(encoding="utf-8"))[dataset["fides_key"]]
    keys = {
        collection["name"]: [
            field["name"] for field in collection["fields"] if field.get("fides_meta", {}).get("primary_key")
        ]
        for collection in dataset["collections"]
    }
    assert {
        name: [" ".join(str(row[key]).strip() for key in keys[name]) for row in rows]
        for name, rows in found.items()
    } == case["expected"]
    drafted = CliRunner().invoke(app, ["data-map", "discover", *source, "--out", str(tmp_path / "draft.yml")])
    assert drafted.exit_code == 0, drafted.output
    judged = CliRunner().invoke(app, ["data-map", "check", str(tmp_path / "draft.yml"), *source])
    doubts = {finding["code"] for finding in json.loads(judged.stdout)["errors"]}
    assert doubts <= {"unreachable_collection", "no_identity"}, "a draft names what is there"
