"""The walk against a naive fixpoint in plain SQL, on random schemas with random references and random rows.

The oracle holds all tables in one SQLite database and repeats one INSERT ... SELECT per reference and direction until
nothing is added. The walk gets the same rows spread over several databases, few keys at a time and a memory of a
handful of keys, and must hand on exactly the oracle's rows, each once.
"""

import asyncio
import os
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, event, given, note, settings
from hypothesis import strategies as st

from dsr_service.adapters.data_sources.reading import Limits
from dsr_service.adapters.embedded_postgres import EmbeddedPostgres
from dsr_service.domain.data_map.data_map import DataMap
from walking import (
    Found,
    Lined,
    Store,
    collection,
    field_,
    map_of,
    mariadb_store,
    postgresql_store,
    sqlite_store,
    walk_all,
)

COLUMNS = ("a", "b", "c", "d")
TEXTS = ("0", "1", "2", "01", "", "x", "X", "x ")
NUMBERS = (0, 1, 2, 3)
THOUSANDS = int(os.environ.get("DSR_TEST_ORACLE_EXAMPLES", "2000"))  # of each slow form


@dataclass(frozen=True)
class Table:
    dataset: str
    name: str
    texts: tuple[bool, ...]  # per column: a text, or else a number
    rows: tuple[tuple[Any, ...], ...]
    shows_number: bool  # whether the map names the row's own number, which is its primary key then


@dataclass(frozen=True)
class Link:
    child: int
    parent: int
    columns: tuple[tuple[str, str], ...]  # (child's, parent's)
    direction: str  # from, to or both
    declared_by_parent: bool


@dataclass(frozen=True)
class Case:
    tables: tuple[Table, ...]
    links: tuple[Link, ...]
    identities: tuple[tuple[int, str, str], ...]  # table, column, kind
    values: dict[str, tuple[str, ...]]
    named: tuple[bool, ...]  # per link: apart by a name in the map, or by a foreign key in the schema
    keys: int
    resident: int
    lines: bool  # whether a source may write the rows itself


@st.composite
def tables(draw: st.DrawFn, number: int, datasets: int) -> Table:
    texts = tuple(draw(st.booleans()) for _ in COLUMNS)
    cells = [
        st.none() | (st.sampled_from(TEXTS) if is_text else st.sampled_from(NUMBERS)) for is_text in texts
    ]
    rows = draw(st.lists(st.tuples(*cells), max_size=8))
    dataset = f"s{draw(st.integers(0, datasets - 1))}"
    return Table(dataset, f"t{number}", texts, tuple(rows), draw(st.booleans()))


@st.composite
def links(draw: st.DrawFn, size: int) -> Link:
    width = draw(st.sampled_from([1, 1, 1, 2, 2, 3]))
    child, parent = draw(st.integers(0, size - 1)), draw(st.integers(0, size - 1))
    pairs = zip(draw(st.permutations(COLUMNS)), draw(st.permutations(COLUMNS)), strict=True)
    useful = [
        pair for pair in pairs if child != parent or pair[0] != pair[1]
    ]  # else a field refers to itself
    return Link(
        child,
        parent,
        tuple(useful[:width]) or (("a", "b"),),
        draw(st.sampled_from(["from", "to", "both"])),
        draw(st.booleans()),
    )


def identity_values(
    kind: str, made: tuple[Table, ...], identities: tuple[tuple[int, str, str], ...]
) -> st.SearchStrategy[list[str]]:
    """Mostly such as are there: of values out of the air two searches of three find nothing, and show little."""
    there = {
        str(row[COLUMNS.index(column)])
        for number, column, of in identities
        for row in made[number].rows
        if of == kind and row[COLUMNS.index(column)] is not None
    }
    strange = st.sampled_from([*TEXTS, "7"])
    known = st.sampled_from(sorted(there)) if there else strange
    return st.lists(st.one_of(known, known, known, strange), min_size=1, max_size=2)


@st.composite
def cases(draw: st.DrawFn, most_datasets: int = 2) -> Case:
    size = draw(st.integers(1, 5))
    datasets = draw(st.integers(1, most_datasets))
    made = tuple(draw(tables(number, datasets)) for number in range(size))
    linked = tuple(draw(st.lists(links(size), max_size=7)))
    identities = tuple(
        draw(
            st.lists(
                st.tuples(
                    st.integers(0, size - 1), st.sampled_from(COLUMNS), st.sampled_from(["name", "number"])
                ),
                min_size=1,
                max_size=3,
                unique_by=lambda each: each[:2],
            )
        )
    )
    kinds = {kind for _, _, kind in identities}
    values = {kind: tuple(draw(identity_values(kind, made, identities))) for kind in sorted(kinds)}
    named = tuple(draw(st.booleans()) for _ in linked)
    return Case(
        made,
        linked,
        identities,
        values,
        named,
        draw(st.sampled_from([1, 2, 100])),
        draw(st.sampled_from([1, 50])),
        draw(st.booleans()),
    )


def only_pair(case: Case, link: Link) -> bool:
    """Whether nothing else lies between the two collections, so that the map's own rule reads the link right."""
    return sum({other.child, other.parent} == {link.child, link.parent} for other in case.links) == 1


def is_named(case: Case, number: int, foreign_keys: bool) -> bool:
    link = case.links[number]
    if only_pair(case, link):
        return False
    apart = case.tables[link.child].dataset != case.tables[link.parent].dataset
    return case.named[number] or apart or not foreign_keys or shares_a_pair(case, number)


def shares_a_pair(case: Case, number: int) -> bool:
    """Whether another link pairs the same two fields: a map can't tell then whose direction is whose."""
    pairs = ends(case.links[number])
    return any(pairs & ends(other) for place, other in enumerate(case.links) if place != number)


def ends(link: Link) -> set[frozenset[tuple[int, str]]]:
    return {frozenset({(link.child, one), (link.parent, other)}) for one, other in link.columns}


def written_references(case: Case, foreign_keys: bool) -> dict[tuple[int, str], list[dict[str, Any]]]:
    """By table and column."""
    references: dict[tuple[int, str], list[dict[str, Any]]] = {}
    for number, link in enumerate(case.links):
        for child, parent in link.columns:
            here, there = (link.child, child), (link.parent, parent)
            direction = link.direction
            if link.declared_by_parent:
                here, there = there, here
                direction = {"from": "to", "to": "from"}.get(direction, direction)
            target = case.tables[there[0]]
            reference: dict[str, Any] = {"dataset": target.dataset, "field": f"{target.name}.{there[1]}"}
            if direction != "both":
                reference["direction"] = direction
            if is_named(case, number, foreign_keys):
                reference["dsr"] = {"link": f"link{number}"}
            references.setdefault(here, []).append(reference)
    return references


def written_map(case: Case, schemas: dict[str, str], foreign_keys: bool) -> DataMap:
    references = written_references(case, foreign_keys)
    identities = {(number, column): kind for number, column, kind in case.identities}
    datasets: dict[str, Any] = {}
    for number, table in enumerate(case.tables):
        fields: list[Any] = [field_("rid", primary_key=True)] if table.shows_number else []
        for column in COLUMNS:
            meta: dict[str, Any] = {}
            if (number, column) in identities:
                meta["identity"] = identities[number, column]
            if (number, column) in references:
                meta["references"] = references[number, column]
            fields.append(field_(column, **meta))
        dataset = datasets.setdefault(table.dataset, {"name": table.dataset, "collections": []})
        if table.dataset in schemas:
            dataset["fides_meta"] = {"namespace": {"schema": schemas[table.dataset]}}
        dataset["collections"].append(collection(table.name, *fields))
    return map_of(**datasets)


def statements(
    case: Case,
    dataset: str | None,
    prefix: str = "",
    *,
    foreign_keys: bool = False,
    text: str = "varchar(20)",
) -> Iterator[str]:
    for number, table in enumerate(case.tables):
        if dataset not in {None, table.dataset}:
            continue
        columns = [
            f"{name} {text if is_text else 'integer'}"
            for name, is_text in zip(COLUMNS, table.texts, strict=True)
        ]
        declared = []
        for link_number, link in enumerate(case.links):
            inside = case.tables[link.parent].dataset == table.dataset
            if foreign_keys and link.child == number and inside and not is_named(case, link_number, True):
                child = ", ".join(one for one, _ in link.columns)
                parent = ", ".join(other for _, other in link.columns)
                declared.append(
                    f"FOREIGN KEY ({child}) REFERENCES {case.tables[link.parent].name} ({parent})"
                )
        own = "integer PRIMARY KEY" if table.shows_number else "integer"
        yield f"CREATE TABLE {prefix}{table.name} ({', '.join([f'rid {own}', *columns, *declared])})"
        for rid, row in enumerate(table.rows):
            cells = ", ".join("NULL" if v is None else repr(v) for v in row)
            yield f"INSERT INTO {prefix}{table.name} VALUES ({rid}, {cells})"


def expected(case: Case) -> dict[str, Counter[str]]:
    """The naive fixpoint."""
    database = sqlite3.connect(":memory:")
    for statement in statements(case, None):
        database.execute(statement)
    for table in case.tables:
        database.execute(f"CREATE TABLE found_{table.name} (rid integer PRIMARY KEY)")
    for number, column, kind in case.identities:
        name = case.tables[number].name
        for value in case.values[kind]:
            database.execute(
                f"INSERT OR IGNORE INTO found_{name} SELECT rid FROM {name} WHERE CAST({column} AS text) = ?",
                [value],
            )
    steps = []
    for link in case.links:
        flows = {"from": [True], "to": [False], "both": [True, False]}[link.direction]
        for down in flows:
            source, target = (link.parent, link.child) if down else (link.child, link.parent)
            match = " AND ".join(
                f"CAST(s.{parent if down else child} AS text) = CAST(t.{child if down else parent} AS text)"
                for child, parent in link.columns
            )
            one, other = case.tables[source].name, case.tables[target].name
            steps.append(
                f"INSERT OR IGNORE INTO found_{other} SELECT t.rid FROM {one} s JOIN found_{one} USING (rid)"
                f" JOIN {other} t ON {match}"
            )
    before = -1
    while before != (before := sum(count_of(database, table.name) for table in case.tables)):
        for step in steps:
            database.execute(step)
    found = {}
    for table in case.tables:
        shown = (("rid",) if table.shows_number else ()) + COLUMNS
        rows = database.execute(
            f"SELECT {', '.join(shown)} FROM {table.name} JOIN found_{table.name} USING (rid)"
        ).fetchall()
        found[table.name] = Counter(repr(sorted(zip(shown, row, strict=True))) for row in rows)
    database.close()
    return found


def count_of(database: sqlite3.Connection, name: str) -> int:
    (number,) = database.execute(f"SELECT count(*) FROM found_{name}").fetchone()
    return int(number)


_numbers = count()


def fill(case: Case, dataset: str, store: Store, schema: str | None, *, foreign_keys: bool) -> None:
    """The dataset's tables, in few messages: thousands of examples spend their time here otherwise."""
    collation = " COLLATE utf8mb4_general_ci" if store.kind == "mariadb" else ""
    made = statements(
        case,
        dataset,
        f"{schema}." if schema else "",
        foreign_keys=foreign_keys and store.kind == "sqlite",
        text=f"varchar(20){collation}",
    )
    if schema:
        store.run(";".join([f"CREATE SCHEMA {schema}", *made]))
    elif store.kind == "mariadb":
        store.run(f"DROP TABLE IF EXISTS {', '.join(f't{number}' for number in range(6))}", *made)
    else:
        store.run("PRAGMA synchronous = OFF", *made)


def check(case: Case, stores: dict[str, Store], *, foreign_keys: bool) -> None:
    """Fill the databases, walk, compare."""
    schemas: dict[str, str] = {}
    for key, store in stores.items():
        if store.kind == "postgresql":
            schemas[key] = f"run{os.getpid()}_{next(_numbers)}"
    for dataset, store in stores.items():
        fill(case, dataset, store, schemas.get(dataset), foreign_keys=foreign_keys)
    data_map = written_map(case, schemas, foreign_keys)
    found, report = asyncio.run(
        walk_all(
            data_map,
            {key: store.url for key, store in stores.items()},
            Lined() if case.lines else Found(),
            resident=case.resident,
            limits=Limits(keys=case.keys),
            **case.values,
        )
    )
    for dataset, schema in schemas.items():
        stores[dataset].run(f"DROP SCHEMA {schema} CASCADE")
    assert report.complete
    wanted = expected(case)
    event(f"rows found: {min(10, sum(rows.total() for rows in wanted.values()))}")
    assert {name: found.counted(name) for name in wanted} == wanted


RELAXED = settings(
    deadline=None,
    suppress_health_check=[
        HealthCheck.too_slow,
        HealthCheck.function_scoped_fixture,
        HealthCheck.data_too_large,
    ],
    phases=[Phase.explicit, Phase.reuse, Phase.generate, Phase.shrink],
)


def check_on_sqlite(case: Case) -> None:
    note(str(case))
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        datasets = {table.dataset for table in case.tables}
        stores = {key: stack.enter_context(sqlite_store(folder)) for key in sorted(datasets)}
        check(case, stores, foreign_keys=True)


@settings(RELAXED, max_examples=60)
@given(cases())
def test_sqlite(case: Case):
    check_on_sqlite(case)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@settings(RELAXED, max_examples=THOUSANDS)
@given(cases())
def test_sqlite_thousands(case: Case):
    check_on_sqlite(case)


@pytest.fixture(scope="module")
def postgresql(postgres: EmbeddedPostgres) -> Iterator[Store]:
    with postgresql_store(postgres) as store:
        yield store


@pytest.fixture(scope="module")
def mariadb() -> Iterator[Store]:
    with mariadb_store() as store:
        yield store


@settings(RELAXED, max_examples=15)
@given(cases())
def test_postgresql(postgresql: Store, case: Case):
    check(case, {table.dataset: postgresql for table in case.tables}, foreign_keys=False)


@pytest.mark.slow
@pytest.mark.timeout(3600)
@settings(RELAXED, max_examples=THOUSANDS)
@given(cases())
def test_postgresql_thousands(postgresql: Store, case: Case):
    check(case, {table.dataset: postgresql for table in case.tables}, foreign_keys=False)


def check_on_mariadb_and_sqlite(mariadb: Store, case: Case) -> None:
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        datasets = sorted({table.dataset for table in case.tables})
        stores = {
            key: mariadb if key == "s0" else stack.enter_context(sqlite_store(folder)) for key in datasets
        }
        check(case, stores, foreign_keys=False)


@pytest.mark.mariadb
@settings(RELAXED, max_examples=15)
@given(cases())
def test_mariadb_and_sqlite(mariadb: Store, case: Case):
    check_on_mariadb_and_sqlite(mariadb, case)


@pytest.mark.slow
@pytest.mark.mariadb
@pytest.mark.timeout(3600)
@settings(RELAXED, max_examples=THOUSANDS)
@given(cases())
def test_mariadb_and_sqlite_thousands(mariadb: Store, case: Case):
    check_on_mariadb_and_sqlite(mariadb, case)


def check_on_all_three(postgresql: Store, mariadb: Store, case: Case) -> None:
    """One map over three databases of different kinds: keys pass from each to each."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory()))
        known = {"s0": postgresql, "s1": mariadb}
        stores = {
            key: known.get(key) or stack.enter_context(sqlite_store(folder))
            for key in sorted({table.dataset for table in case.tables})
        }
        check(case, stores, foreign_keys=False)


@pytest.mark.mariadb
@settings(RELAXED, max_examples=15)
@given(cases(3))
def test_postgresql_mariadb_and_sqlite(postgresql: Store, mariadb: Store, case: Case):
    check_on_all_three(postgresql, mariadb, case)


@pytest.mark.slow
@pytest.mark.mariadb
@pytest.mark.timeout(3600)
@settings(RELAXED, max_examples=THOUSANDS)
@given(cases(3))
def test_postgresql_mariadb_and_sqlite_thousands(postgresql: Store, mariadb: Store, case: Case):
    check_on_all_three(postgresql, mariadb, case)
