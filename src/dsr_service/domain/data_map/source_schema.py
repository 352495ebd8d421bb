"""What a data source really looks like: tables, columns, keys and constraints, as plain values.

Read from the live schema by `adapters/data_sources/schema.py`; compared with the data map by the checker, and
with an erasure plan by its pre-flight. Sources without a schema (HTTP, OpenDSR, manual) have no tables.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from enum import StrEnum
from functools import cached_property


class ColumnKind(StrEnum):
    """The families of column types that matter to a map or a mask."""

    STRING = "string"
    INTEGER = "integer"
    DECIMAL = "decimal"  # exact or approximate: what a map calls float
    BOOLEAN = "boolean"
    DATE = "date"
    DATETIME = "datetime"
    TIME = "time"
    JSON = "json"
    BYTES = "bytes"
    UUID = "uuid"
    ENUM = "enum"
    ARRAY = "array"
    NETWORK = "network"  # inet, cidr, macaddr
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class ColumnSchema:
    name: str
    kind: ColumnKind
    type: str  # as the database spells it, for messages and casts
    nullable: bool = True
    default: str | None = None  # SQL text of the server default
    length: int | None = None
    enum_values: tuple[str, ...] = ()
    generated: bool = False  # computed by the database, so it can't be written
    identity: bool = False  # numbered by the database
    timezone: bool = False
    precision: int | None = None
    scale: int | None = None
    unsigned: bool = False


@dataclass(frozen=True, slots=True)
class ForeignKey:
    columns: tuple[str, ...]
    table: str  # the table pointed at, spelled like the keys of `SourceSchema.tables`
    referred_columns: tuple[str, ...]
    on_delete: str = "NO ACTION"  # NO ACTION, RESTRICT, CASCADE, SET NULL, SET DEFAULT
    name: str | None = None
    deferrable: bool = False  # checked at the end of a transaction that asks for it
    passes_on: bool = field(default=False, repr=False)  # ON UPDATE CASCADE


@dataclass(frozen=True, slots=True)
class UniqueConstraint:
    columns: tuple[str, ...]
    name: str | None = None
    partly: bool = False  # of some rows only (CREATE UNIQUE INDEX ... WHERE ...)
    nulls: bool = False  # NULL counts as a value, which may be there only once


@dataclass(frozen=True, slots=True)
class CheckConstraint:
    expression: str
    name: str | None = None


@dataclass(frozen=True, slots=True)
class TableSchema:
    name: str
    columns: tuple[ColumnSchema, ...]
    primary_key: tuple[str, ...] = ()
    unique: tuple[UniqueConstraint, ...] = ()  # without the primary key
    foreign_keys: tuple[ForeignKey, ...] = ()
    checks: tuple[CheckConstraint, ...] = ()
    schema: str | None = None  # where it is not the connection's default schema
    can_update: bool | None = None  # None: the source can't tell
    can_delete: bool | None = None
    updatable: frozenset[str] | None = field(default=None, repr=False)  # where not all columns may be changed
    part_of: str | None = field(default=None, repr=False)  # the partitioned table whose rows some of its are
    lasting: bool = field(default=False, repr=False)  # no transaction takes back what is done to it (MyISAM)
    is_view: bool = False
    reads: tuple[str, ...] = field(default=(), repr=False)  # of a view, as far as its definition can be read
    caseless: frozenset[str] = field(
        default_factory=frozenset, repr=False
    )  # unique, however letters are written
    copies: bool = field(
        default=False, repr=False
    )  # a materialized view: it keeps rows until it is refreshed

    def column(self, name: str) -> ColumnSchema | None:
        return next((column for column in self.columns if column.name == name), None)

    def unique_keys(self) -> Iterator[tuple[str, ...]]:
        """Every set of columns that names at most one row, the primary key first."""
        if self.primary_key:
            yield self.primary_key
        for constraint in self.unique:
            if not constraint.partly:
                yield constraint.columns

    def takes_nulls(self, column: str) -> bool:
        """Whether many rows may hold NULL there, as far as its unique keys are concerned."""
        return not any(constraint.nulls and column in constraint.columns for constraint in self.unique)

    def is_unique(self, column: str) -> bool:
        """Whether a value of it may not be there twice: by itself or beside others, and be it in some rows only."""
        keys = (self.primary_key, *(constraint.columns for constraint in self.unique))
        return any(column in key for key in keys)


@dataclass(frozen=True)
class SourceSchema:
    dialect: str  # postgresql, mysql, mariadb, sqlite
    tables: Mapping[str, TableSchema] = field(
        default_factory=dict
    )  # all tables of the source, not only mapped ones

    def table(self, name: str) -> TableSchema | None:
        """A table by name, or by `schema.name`."""
        return self.tables.get(name)

    def within(self, namespace: str) -> "SourceSchema":
        """The tables of one SQL schema, named without it."""
        prefix = f"{namespace}."
        found = {
            name.removeprefix(prefix): replace(
                table,
                foreign_keys=tuple(
                    replace(key, table=key.table.removeprefix(prefix))
                    for key in table.foreign_keys
                    if key.table.startswith(prefix)
                ),
                reads=tuple(read.removeprefix(prefix) for read in table.reads),
                part_of=table.part_of and table.part_of.removeprefix(prefix),
            )
            for name, table in self.tables.items()
            if name.startswith(prefix)
        }
        return SourceSchema(self.dialect, found)

    def tables_behind(self, view: str) -> frozenset[str]:
        """The tables that a view reads, through other views too."""
        found: set[str] = set()
        pending, seen = [view], set()
        while pending:
            name = pending.pop()
            table = self.tables.get(name)
            if name in seen or table is None:
                continue
            seen.add(name)
            if table.is_view:
                pending += table.reads
            else:
                found.add(name)
        return frozenset(found)

    @cached_property
    def partitioned(self) -> frozenset[str]:
        """The tables whose rows lie in others, their partitions."""
        return frozenset(table.part_of for table in self.tables.values() if table.part_of)

    def around(self, partition: str) -> Iterator[str]:
        """The partitioned tables that show a partition's rows too."""
        table = self.tables.get(partition)
        while table is not None and table.part_of:
            yield table.part_of
            table = self.tables.get(table.part_of)

    @cached_property
    def _incoming(self) -> Mapping[str, tuple[tuple[str, ForeignKey], ...]]:
        found: dict[str, list[tuple[str, ForeignKey]]] = {}
        for name, table in self.tables.items():
            for foreign_key in table.foreign_keys:
                found.setdefault(foreign_key.table, []).append((name, foreign_key))
        return {name: tuple(keys) for name, keys in found.items()}

    def incoming(self, name: str) -> tuple[tuple[str, ForeignKey], ...]:
        """The foreign keys that point at a table, each with the table that declares it."""
        return self._incoming.get(name, ())
