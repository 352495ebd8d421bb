"""Tables and columns under names that mean something to SQL, or that nobody would think of."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from typer.testing import CliRunner

from dsr_service.cli import app
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.formats.data_map_yaml import read_data_map
from walking import STORES, Lined, Store, collection, field_, map_text, store_of, walk_all

RESERVED = (
    "check", "order", "group", "select", "from", "where", "table", "user", "key", "index", "primary", "values",
    "references", "to", "desc", "limit", "default", "case", "end", "all", "any", "and", "not", "null", "offset",
    "column", "constraint", "foreign", "unique", "interval", "current_date", "rank", "rows", "window", "system",
    "t", "k", "j", "line", "place", "found", "v", "value", "atom", "x", "keys",
)  # fmt: skip
ODD = (
    "Mixed Case", "UPPER", 'with"quote', "back`tick", "semi;colon", "per%cent", "per%scent", "dollar$1", "brace{x}",
    ":colon", "dötted", "apo'strophe", "a-dash", "1digit", "back\\slash", "question?", "hash#", "at@", "[bracket]",
    "/*comment*/", "--comment", "名前", "tab\tulator", " blank", "comma,name",
)  # fmt: skip


@pytest.fixture(params=STORES)
def store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    with store_of(request, tmp_path) as made:
        yield made


def written(names: tuple[str, ...]) -> str:
    """A person's row, below it a collection of each name with columns of that name, and one with all of them."""
    personal = {"data_categories": ["user.name"]}
    own = [
        collection(
            name,
            field_("no", primary_key=True),
            field_(name, "shop.people.id from"),
            field_(f"{name} 2") | personal,
        )
        for name in names
    ]
    columns = [field_(name) | personal for name in names]
    wide = collection(
        "wide", field_("id", primary_key=True), field_("person", "shop.people.id from"), *columns
    )
    email = field_("email", identity="email") | {"data_categories": ["user.contact.email"]}
    return map_text(shop=[collection("people", field_("id", primary_key=True), email), *own, wide])


def filled(store: Store, names: tuple[str, ...]) -> None:
    q = store.name
    store.run(
        "CREATE TABLE people (id integer primary key, email varchar(50))",
        "INSERT INTO people VALUES (1, 'a@x'), (2, 'b@x')",
    )
    for name in names:
        own = (
            f"{q(name)} integer, {q(name + ' 2')} varchar(20), FOREIGN KEY ({q(name)}) REFERENCES people (id)"
        )
        store.run(
            f"CREATE TABLE {q(name)} (no integer primary key, {own})",
            f"INSERT INTO {q(name)} VALUES (1, 1, 'mine'), (2, 2, 'theirs'), (3, 1, NULL)",
        )
    columns = (
        "".join(f"{q(name)} varchar(20), " for name in names) + "FOREIGN KEY (person) REFERENCES people (id)"
    )
    values = ", ".join("'x'" for _ in names)
    store.run(
        f"CREATE TABLE wide (id integer primary key, person integer, {columns})",
        f"INSERT INTO wide VALUES (1, 1, {values}), (2, 2, {values})",
    )


SOME = (
    "check",
    "order",
    "line",
    "t",
    "Mixed Case",
    'with"quote',
    "per%cent",
    "dollar$1",
    ":colon",
    "comma,name",
)
SETS = [
    SOME,
    pytest.param(RESERVED, marks=pytest.mark.slow),
    pytest.param(ODD, marks=pytest.mark.slow),
]


@pytest.mark.parametrize("names", SETS, ids=["some", "reserved", "odd"])
async def test_any_name_is_read(store: Store, names: tuple[str, ...]):
    filled(store, names)
    data_map = read_data_map(written(names).encode())
    for lines in (False, True):
        await searched(store, data_map, names, lines=lines)


async def searched(store: Store, data_map: DataMap, names: tuple[str, ...], *, lines: bool) -> None:
    found, report = await walk_all(data_map, {"shop": store.url}, Lined() if lines else None, email="A@x")
    assert report.failures() == {}
    for name in names:
        assert sorted(found.rows[name], key=str) == [
            {"no": 1, name: 1, f"{name} 2": "mine"},
            {"no": 3, name: 1, f"{name} 2": None},
        ]
    assert found.rows["wide"] == [{"id": 1, "person": 1, **dict.fromkeys(names, "x")}]


def run(*arguments: str) -> Any:
    return CliRunner().invoke(app, ["data-map", *arguments], catch_exceptions=False)


@pytest.mark.parametrize("names", SETS, ids=["some", "reserved", "odd"])
def test_any_name_is_checked_discovered_and_erased(store: Store, tmp_path: Path, names: tuple[str, ...]):
    if store.kind == "mariadb":  # whose schema SQLAlchemy gives with this one name still escaped
        names = tuple(name for name in names if "`" not in name)
    filled(store, names)
    source = f"shop={store.url}"
    path = tmp_path / "map.yml"
    path.write_text(written(names), encoding="utf-8")
    checked = run("check", str(path), "--source", source)
    assert json.loads(checked.stdout)["errors"] == []
    drafted = run("discover", "--source", source)
    draft = tmp_path / "draft.yml"
    draft.write_text(drafted.stdout, encoding="utf-8")
    (dataset,) = yaml.safe_load(drafted.stdout)["dataset"]
    assert {each["name"] for each in dataset["collections"]} - {"unrelated"} == {"people", "wide", *names}
    assert json.loads(run("check", str(draft), "--source", source).stdout)["errors"] == []
    walked = run("walk", str(draft), "--source", source, "--identity", "email=a@x", "--out", str(tmp_path))
    assert walked.exit_code == 0, walked.output
    rows = json.loads((tmp_path / "walk.json").read_text(encoding="utf-8"))["shop"]
    assert all([row["no"] for row in rows[name]] == [1, 3] for name in names)
    erased = run(
        "plan-erasure", str(path), "--source", source, "--identity", "email=a@x", "--execute", "--yes"
    )
    assert erased.exit_code == 0, erased.output
    walked = run("walk", str(path), "--source", source, "--identity", "email=b@x", "--out", str(tmp_path))
    rows = json.loads((tmp_path / "walk.json").read_text(encoding="utf-8"))["shop"]
    assert all([row["no"] for row in rows[name]] == [2] for name in names)
