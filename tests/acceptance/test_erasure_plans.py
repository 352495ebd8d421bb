"""Whole databases with the plan that their maps and rules must give, and the rows that must be there afterwards.

Each file of `tests/shops/erasures` holds a schema with rows, a map, the items of the plan in its order (collection,
action, rows, the last day of what is kept), the rows that go and those that change; all else must stay as it was.
"""

import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from dsr_service.cli import app
from erasure_tables import ANA, rows
from walking import Store, store_of

CASES = sorted((Path(__file__).parents[1] / "shops" / "erasures").glob("*.yml"))


def kind_of(path: Path) -> Any:
    kind = yaml.safe_load(path.read_text(encoding="utf-8"))["kind"]
    marks = [pytest.mark.mariadb] if kind == "mariadb" else []
    return pytest.param(kind, path, marks=marks, id=path.stem)


@pytest.fixture
def store(request: pytest.FixtureRequest, tmp_path):
    with store_of(request, tmp_path) as made:
        yield made


def contents(store: Store, case: dict[str, Any]) -> dict[str, list[dict[str, Any]]]:
    """The mapped columns of all rows."""
    found = {}
    for collection in case["map"]["dataset"][0]["collections"]:
        names = [field["name"] for field in collection["fields"]]
        columns = ", ".join(store.name(name) for name in names)
        read = rows(store, store.name(collection["name"]), columns)
        found[collection["name"]] = [dict(zip(names, row, strict=True)) for row in read]
    return found


@pytest.mark.parametrize(("store", "path"), [kind_of(path) for path in CASES], indirect=["store"])
def test_the_plan_is_the_expected_one_and_so_are_the_rows(store: Store, path: Path, tmp_path: Path):
    case = yaml.safe_load(path.read_text(encoding="utf-8"))
    store.run(*(each for each in case["schema"].split(";\n") if each.strip()))
    (tmp_path / "map.yml").write_text(yaml.safe_dump(case["map"]), encoding="utf-8")
    (tmp_path / "rules.yml").write_text(yaml.safe_dump(case.get("rules", {})), encoding="utf-8")
    arguments = ["data-map", "plan-erasure", str(tmp_path / "map.yml"), "--source", f"shop={store.url}"]
    arguments += ["--identity", f"email={ANA}", "--rules", str(tmp_path / "rules.yml")]
    expected = contents(store, case)
    for table, key, keys in case["gone"]:
        expected[table] = [row for row in expected[table] if row[key] not in keys]
    for table, key, value, columns in case["changed"]:
        (changed,) = [row for row in expected[table] if row[key] == value]
        changed.update(columns)

    planned = CliRunner().invoke(app, arguments)
    items = [
        (i["collection"], i["action"], i["rows"], i["keep_until"])
        for i in json.loads(planned.stdout)["items"]
    ]
    assert items == [(*item[:3], str(item[3]) if item[3:] else None) for item in case["items"]]
    done = CliRunner().invoke(app, [*arguments, "--execute", "--yes"])
    assert done.exit_code == 0, done.output
    assert {item["rows"] == item["outcome"]["rows"] for item in json.loads(done.stdout)["items"]} == {True}
    assert contents(store, case) == expected
    again = CliRunner().invoke(app, [*arguments, "--execute", "--yes"])
    assert again.exit_code == 0, again.output
    assert contents(store, case) == expected
