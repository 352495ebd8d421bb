"""Random small databases with a data map each, what the law keeps of them, and how far an erasure is to go.

Rows are told apart by a whole number, `id`, and refer to one another by it; what a database holds in its place (a text,
a pair of columns) is made of it on the way in and read back on the way out.
"""

import datetime as dt
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

SUBJECT = "subject@example.com"
TODAY = dt.date(2026, 11, 1)
Place = tuple[str, int]
Row = dict[str, Any]
Rows = dict[Place, Row]
TELLING = {"email": "user.contact.email", "data": "user.content", "more": "user.contact.phone_number"}


@dataclass(frozen=True)
class Edge:
    """`holder.column` holds the id of a row of `target`."""

    holder: str
    column: str
    target: str
    nullable: bool
    declared: bool
    mapped: str | None  # from, to, both or not at all
    owner: bool = True

    @property
    def child(self) -> bool:
        return self.mapped in {"from", "both"}

    @property
    def parent(self) -> bool:
        return self.mapped in {"to", "both"}


@dataclass(frozen=True)
class Rule:
    """What the law keeps of a table's rows."""

    key: str
    by: str  # map or file
    dated: bool  # from the row's own date; else the row follows others
    only: str | None = None  # this column alone; None: the whole row
    at_least: int | None = None  # of the file: only rows whose n is this or more


@dataclass(frozen=True)
class Law:
    ground: str
    name: str
    years: int
    to_year_end: bool


LAWS = {
    "books": Law("ERASE_LEGAL_OBLIGATION", "Books Act 1", 10, True),
    "warranty": Law("ERASE_LEGAL_CLAIMS", "Warranty Act 2", 2, False),
}


@dataclass(frozen=True)
class Hold:
    table: str
    law: str
    until: dt.date | None
    rows: tuple[int, ...] | None = None  # None: all
    only: str | None = None


@dataclass(frozen=True)
class TableSpec:
    name: str
    personal: bool
    nullable: bool = True
    check: bool = False
    unique: bool = False
    key: str = "number"  # or text, or pair
    more: str | None = None  # a second column that tells something: plain, needed, unique or shaped
    dated: bool = False  # it has a date, and the map says that periods run from it
    rule: Rule | None = None
    goes_whole: bool = False  # by the map's override: as soon as a part of a row must

    @property
    def telling(self) -> tuple[str, ...]:
        """The columns that say something of a person."""
        if not self.personal:
            return ()
        return (*(("email",) if self.name == "people" else ()), "data", *(("more",) if self.more else ()))


_MORE = {
    "plain": "more VARCHAR(30)",
    "needed": "more VARCHAR(30) NOT NULL",
    "unique": "more VARCHAR(30) NOT NULL UNIQUE",
    "shaped": "more VARCHAR(30) NOT NULL CHECK (more LIKE '+%')",
}


@dataclass
class World:
    tables: list[TableSpec]
    edges: list[Edge]
    rows: dict[str, list[Row]] = field(default_factory=dict)
    holds: list[Hold] = field(default_factory=list)
    scope: tuple[str, ...] | None = None  # categories; None: everything
    today: dt.date = TODAY
    year_end: tuple[int, int] = (12, 31)

    def edges_of(self, table: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.holder == table]

    def table(self, name: str) -> TableSpec:
        return next(table for table in self.tables if table.name == name)

    def wanted(self, table: TableSpec) -> set[str]:
        """The columns that the erasure is to reach."""
        return {name for name in table.telling if self._within(TELLING[name])}

    def whole(self, table: TableSpec) -> bool:
        """Whether a row is to go, if nothing is against it."""
        everything = self.scope is None or self._within("user.unique_id")
        return table.personal and (everything or (table.goes_whole and bool(self.wanted(table))))

    def _within(self, category: str) -> bool:
        return self.scope is None or any(category == c or category.startswith(f"{c}.") for c in self.scope)

    # --- the database

    def ddl(self, *, keys: bool = True) -> list[str]:
        return [self._create(table, keys=keys) for table in self.tables]

    def _create(self, table: TableSpec, *, keys: bool) -> str:
        columns = [f"{name} {kind} NOT NULL" for name, kind in _key_columns(table)]
        if table.name == "people":
            columns.append("email VARCHAR(60) UNIQUE")
        if table.personal:
            null = "" if table.nullable else " NOT NULL"
            unique = " UNIQUE" if table.unique else ""
            check = " CHECK (length(data) >= 3)" if table.check else ""
            columns.append(f"data VARCHAR(40){null}{unique}{check}")
        if table.more:
            columns.append(_MORE[table.more])
        if table.dated:
            columns.append("d DATE")
        columns.append("n INTEGER")
        for edge in self.edges_of(table.name):
            null = "" if edge.nullable else " NOT NULL"
            columns += [f"{name} {kind}{null}" for name, kind in self._link_columns(edge)]
        columns.append(f"PRIMARY KEY ({', '.join(name for name, _ in _key_columns(table))})")
        if keys:
            deferred = "DEFERRABLE INITIALLY DEFERRED"
            columns += [f"{self._foreign(e)} {deferred}" for e in self.edges_of(table.name) if e.declared]
        return f"CREATE TABLE {table.name} ({', '.join(columns)})"

    def _link_columns(self, edge: Edge) -> list[tuple[str, str]]:
        names = {"id": edge.column, "part": f"{edge.column}_part"}
        return [(names[name], kind) for name, kind in _key_columns(self.table(edge.target))]

    def _foreign(self, edge: Edge) -> str:
        held = ", ".join(name for name, _ in self._link_columns(edge))
        key = ", ".join(name for name, _ in _key_columns(self.table(edge.target)))
        return f"FOREIGN KEY ({held}) REFERENCES {edge.target} ({key})"

    def foreign_keys(self) -> list[str]:
        """For databases that don't know tables to come."""
        return [f"ALTER TABLE {e.holder} ADD {self._foreign(e)}" for e in self.edges if e.declared]

    def stored(self, table: str, row: Row) -> Row:
        """A row as its database holds it."""
        links = {edge.column: edge for edge in self.edges_of(table)}
        made: Row = {}
        for name, value in row.items():
            if name == "id":
                made |= _key(self.table(table), value)
            elif name in links:
                key = _key(self.table(links[name].target), value)
                made |= {name if part == "id" else f"{name}_part": each for part, each in key.items()}
            else:
                made[name] = value
        return made

    def told(self, table: str, stored: Mapping[str, Any]) -> Row:
        """The same row as the world tells it."""
        links = {edge.column: edge for edge in self.edges_of(table)}
        row: Row = {}
        for name in self.rows[table][0] if self.rows[table] else ():
            target = links[name].target if name in links else table
            if name == "id" or name in links:
                part = stored.get("part" if name == "id" else f"{name}_part")
                row[name] = _number(self.table(target), stored[name], part)
            else:
                row[name] = (
                    dt.date.fromisoformat(stored[name]) if _is_text_date(name, stored) else stored[name]
                )
        return row

    # --- the map and the rules

    def data_map(self, *, files: bool = False) -> str:
        """With `files` what personal rows tell is the name of a file."""
        collections = [self._collection(table, files=files) for table in self.tables]
        return json.dumps({"dataset": [{"fides_key": "shop", "collections": collections}]})

    def _collection(self, table: TableSpec, *, files: bool) -> dict[str, Any]:
        rule = table.rule if table.rule and table.rule.by == "map" else None
        category = "user.unique_id" if table.personal else "system.operations"
        fields: list[dict[str, Any]] = [
            {"name": name, "data_categories": [category], "fides_meta": {"primary_key": True}}
            for name, _ in _key_columns(table)
        ]
        for name in table.telling:
            meta: dict[str, Any] = {"identity": "email"} if name == "email" else {}
            own = {"file": "media"} if files and name == "data" else {}
            own |= {"retention": rule.key} if rule and rule.only == name else {}
            meta |= {"dsr": own} if own else {}
            field_ = {"name": name, "data_categories": [TELLING[name]]}
            fields.append({**field_, "fides_meta": meta} if meta else field_)
        plain = ("n", "d") if table.dated else ("n",)
        fields += [{"name": name, "data_categories": ["system.operations"]} for name in plain]
        for edge in self.edges_of(table.name):
            fields += self._reference(edge) if edge.mapped else []
        own = {"retention": rule.key} if rule and not rule.only else {}
        own |= {"retention_from": "d"} if table.dated else {}
        meta = {"dsr": own} if own else {}
        if table.goes_whole:
            meta["masking_strategy_override"] = {"strategy": "delete"}
        return {"name": table.name, "fields": fields, **({"fides_meta": meta} if meta else {})}

    def _reference(self, edge: Edge) -> list[dict[str, Any]]:
        found = []
        key = [name for name, _ in _key_columns(self.table(edge.target))]
        for part, (name, _) in zip(key, self._link_columns(edge), strict=True):
            reference: dict[str, Any] = {"dataset": "shop", "field": f"{edge.target}.{part}"}
            if edge.mapped != "both":
                reference["direction"] = str(edge.mapped)
            own: dict[str, Any] = {} if edge.owner else {"owner": False}
            own |= {"link": edge.column} if len(key) > 1 else {}
            meta = {"references": [reference], **({"dsr": own} if own else {})}
            found.append({"name": name, "data_categories": ["system.operations"], "fides_meta": meta})
        return found

    def rules(self) -> str:
        """The rules file."""
        keep, holds = [], []
        for table in self.tables:
            if table.rule and table.rule.by == "file":
                entry = {"rule": table.rule.key, "collection": f"shop.{table.name}"}
                entry |= {"from": "d"} if table.rule.dated else {}
                entry |= {"fields": [table.rule.only]} if table.rule.only else {}
                least = table.rule.at_least
                keep.append(
                    entry | ({"where": {"field": "n", "at_least": least}} if least is not None else {})
                )
        for hold in self.holds:
            held = {"collection": f"shop.{hold.table}", "ground": "ERASE_LEGAL_CLAIMS", "law": hold.law}
            held |= {"until": hold.until.isoformat()} if hold.until else {}
            held |= {"categories": [TELLING[hold.only]]} if hold.only else {}
            rows = {"where": {"field": "n", "equals": list(hold.rows)}} if hold.rows is not None else {}
            holds.append(held | rows)
        rules = [
            {"key": key, "ground": law.ground, "law": law.name, "years": law.years}
            | ({"counted_from": "end_of_financial_year"} if law.to_year_end else {})
            for key, law in LAWS.items()
        ]
        end = f"{self.year_end[0]:02}-{self.year_end[1]:02}"
        return json.dumps({"financial_year_end": end, "rules": rules, "keep": keep, "holds": holds})


def _key_columns(table: TableSpec) -> list[tuple[str, str]]:
    if table.key == "pair":
        return [("part", "INTEGER"), ("id", "INTEGER")]
    return [("id", "VARCHAR(20)" if table.key == "text" else "INTEGER")]


def _key(table: TableSpec, number: int | None) -> Row:
    """Pairs share their parts with one another, so that half of a key is never enough."""
    if table.key == "pair":
        return {"part": None, "id": None} if number is None else {"part": number % 2, "id": number // 2}
    if table.key == "text" and number is not None:
        return {"id": f"{table.name}-{number}"}
    return {"id": number}


def _number(table: TableSpec, value: Any, part: Any) -> int | None:
    if table.key == "pair":
        return None if value is None or part is None else value * 2 + part
    if table.key == "text":
        return None if value is None else int(value.rpartition("-")[2])
    return value  # type: ignore[no-any-return]


def _is_text_date(name: str, stored: Mapping[str, Any]) -> bool:
    return name == "d" and isinstance(stored[name], str)
