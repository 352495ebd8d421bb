"""The live schema of a SQL source, read through SQLAlchemy's inspector into plain values."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import Connection, inspect, text, types
from sqlalchemy.dialects import mysql, postgresql
from sqlalchemy.engine.reflection import Inspector, ObjectKind
from sqlalchemy.ext.asyncio import AsyncConnection

from dsr_service.adapters.data_sources.catalogue import (
    caseless_columns,
    counts_nulls,
    is_partial,
    lasting_tables,
    partitions,
    spelled_types,
)
from dsr_service.adapters.data_sources.postgresql_foreign_keys import (
    foreign_keys_of_postgresql,
    schemas_pointing_at,
)
from dsr_service.adapters.data_sources.privileges import with_privileges
from dsr_service.adapters.data_sources.views import names_read, view_definitions
from dsr_service.domain.data_map.source_schema import (
    CheckConstraint,
    ColumnKind,
    ColumnSchema,
    ForeignKey,
    SourceSchema,
    TableSchema,
    UniqueConstraint,
)

# SQLite takes any word for a type, and SQLAlchemy knows a few; of the others the word tells more than the affinity.
_SQLITE_WORDS: Final = (
    ("UUID", ColumnKind.UUID),
    ("UNIQUEIDENTIFIER", ColumnKind.UUID),
    ("JSON", ColumnKind.JSON),
    ("BOOL", ColumnKind.BOOLEAN),
    ("INET", ColumnKind.NETWORK),
    ("CIDR", ColumnKind.NETWORK),
    ("MACADDR", ColumnKind.NETWORK),
    ("MONEY", ColumnKind.DECIMAL),
    ("TIMESTAMP", ColumnKind.DATETIME),
    ("DATETIME", ColumnKind.DATETIME),
    ("BINARY", ColumnKind.BYTES),
    ("BYTEA", ColumnKind.BYTES),
    ("STRING", ColumnKind.STRING),
)
# The first match counts: an Enum is a String to SQLAlchemy, a DateTime of MySQL no Date.
_KINDS: Final[tuple[tuple[tuple[type[Any], ...], ColumnKind], ...]] = (
    ((types.NullType,), ColumnKind.OTHER),
    ((types.Enum,), ColumnKind.ENUM),
    ((types.ARRAY,), ColumnKind.ARRAY),
    ((types.JSON,), ColumnKind.JSON),
    ((types.Uuid,), ColumnKind.UUID),
    ((types.Boolean,), ColumnKind.BOOLEAN),
    ((postgresql.INET, postgresql.CIDR, postgresql.MACADDR, postgresql.MACADDR8), ColumnKind.NETWORK),
    ((types.DateTime,), ColumnKind.DATETIME),
    ((types.Date,), ColumnKind.DATE),
    ((types.Time,), ColumnKind.TIME),
    ((types.LargeBinary, types.BINARY, types.VARBINARY, postgresql.BYTEA), ColumnKind.BYTES),
    ((types.Integer, mysql.YEAR), ColumnKind.INTEGER),
    ((types.Numeric, types.Float), ColumnKind.DECIMAL),  # no kin to each other any more
    ((mysql.SET,), ColumnKind.OTHER),
    ((types.String,), ColumnKind.STRING),
)


async def describe_schema(connection: AsyncConnection, tables: Iterable[str] = ()) -> SourceSchema:
    """All tables of the default schema, and of each schema that a `schema.table` in `tables` names.

    All of them, not only the mapped ones: a table that no map mentions can still point at a row to erase. So can
    one of yet another schema of PostgreSQL: those with foreign keys into these are there too.
    """
    return await connection.run_sync(read_schema, frozenset(tables))


async def schemas_beside(connection: AsyncConnection) -> list[str]:
    """PostgreSQL's schemas with tables, beside the default one."""
    if connection.dialect.name != "postgresql":
        return []
    query = text(
        "SELECT DISTINCT n.nspname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p', 'f') AND n.nspname <> 'information_schema' AND n.nspname !~ '^pg_'"
        " AND n.nspname IS DISTINCT FROM current_schema() ORDER BY 1"
    )
    return list(await connection.scalars(query))


def read_schema(connection: Connection, tables: Iterable[str] = ()) -> SourceSchema:
    """The same on a plain connection."""
    inspector = inspect(connection)
    present = set(inspector.get_schema_names())
    named = {table.rpartition(".")[0] for table in tables}
    wanted: list[str | None] = [*sorted(named & present)]
    if inspector.default_schema_name not in named:  # else every table would be there under two names
        wanted = [None, *wanted]
    found: dict[str, TableSchema] = {}
    default = str(inspector.default_schema_name)
    others = schemas_pointing_at(connection, wanted, default)
    pointing = foreign_keys_of_postgresql(connection, [*wanted, *others], default)
    for schema in wanted:
        found.update(_read_tables(inspector, schema, pointing))
    for schema in others:
        beside = _read_tables(inspector, schema, pointing)
        found.update({name: t for name, t in beside.items() if any(k.table in found for k in t.foreign_keys)})
    dialect = connection.dialect
    name = "mariadb" if getattr(dialect, "is_mariadb", False) else dialect.name
    return SourceSchema(name, with_privileges(connection, found))


def _read_tables(
    inspector: Inspector, schema: str | None, pointing: Mapping[str, Sequence[ForeignKey]] | None
) -> Mapping[str, TableSchema]:
    """`pointing`: the foreign keys by table, where they have been read already."""
    every: Any = {"schema": schema, "kind": ObjectKind.ANY}
    columns = inspector.get_multi_columns(**every)
    keys: Any = inspector.get_multi_pk_constraint(**every)
    foreign = inspector.get_multi_foreign_keys(**every) if pointing is None else {}
    unique = inspector.get_multi_unique_constraints(**every)
    # SQLite alone knows the UNIQUE of a column only by the index that it makes for it
    automatic: Any = {"include_auto_indexes": True} if inspector.dialect.name == "sqlite" else {}
    indexes = inspector.get_multi_indexes(**every, **automatic)
    checks = inspector.get_multi_check_constraints(**every)
    beside = _checks_of_columns(inspector, schema)
    copies: set[str] = set()
    if inspector.dialect.name == "postgresql":
        copies.update(inspector.get_materialized_view_names(schema))
    views = {*inspector.get_view_names(schema), *copies}
    definitions = view_definitions(inspector, schema) if views else {}
    declared = _declared_in_sqlite(inspector, schema) if inspector.dialect.name == "sqlite" else {}
    spelled = spelled_types(inspector, schema, columns.values())
    caseless = caseless_columns(inspector, schema, indexes)
    part_of, lasting = partitions(inspector, schema), lasting_tables(inspector, schema)
    tables = {}
    for key in columns:
        primary = tuple((keys.get(key) or {}).get("constrained_columns") or ())
        table = TableSchema(
            name=key[1],
            schema=schema,
            columns=tuple(
                _column(
                    column,
                    primary,
                    declared.get((key[1], column["name"])),
                    spelled.get((key[1], column["name"])),
                )
                for column in columns[key]
            ),
            primary_key=primary,
            unique=_unique(
                unique.get(key) or (), indexes.get(key) or (), [c["name"] for c in columns[key]], primary
            ),
            foreign_keys=tuple(_foreign_key(reference, schema) for reference in foreign.get(key) or ())
            if pointing is None
            else tuple(pointing.get(_spelled(schema, key[1]), ())),
            checks=(
                *(CheckConstraint(check["sqltext"], check["name"]) for check in checks.get(key) or ()),
                *beside.get(key[1], ()),
                *_checks_of_domains(columns[key]),
            ),
            is_view=key[1] in views,
            reads=tuple(
                _spelled(schema, name)
                for name in names_read(definitions.get(key[1], ""), {known[1] for known in columns})
            ),
            copies=key[1] in copies,
            caseless=caseless.get(key[1], frozenset()),
            part_of=part_of.get(key[1]),
            lasting=key[1] in lasting,
        )
        tables[_spelled(schema, key[1])] = table
    return tables


def _declared_in_sqlite(inspector: Inspector, schema: str | None) -> Mapping[tuple[str, str], str]:
    """The types as they were written, which SQLAlchemy gives up for those that it doesn't know."""
    bind: Any = inspector.bind
    master = f'"{schema}".sqlite_master' if schema else "sqlite_master"
    rows = bind.exec_driver_sql(
        "SELECT m.name, c.name, upper(c.type) FROM "  # noqa: S608 - a schema that the inspector named
        f"{master} AS m, pragma_table_xinfo(m.name) AS c WHERE m.type IN ('table', 'view')"
    )
    return {(table, column): spelled for table, column, spelled in rows}


def _checks_of_columns(inspector: Inspector, schema: str | None) -> Mapping[str, Sequence[CheckConstraint]]:
    """MariaDB writes a column's own CHECK beside the column, where SQLAlchemy doesn't look."""
    if not getattr(inspector.dialect, "is_mariadb", False):
        return {}
    bind: Any = inspector.bind
    found: dict[str, list[CheckConstraint]] = {}
    query = text(
        "SELECT table_name, constraint_name, check_clause FROM information_schema.check_constraints"
        " WHERE constraint_schema = :schema AND level = 'Column'"
    )
    for table, name, clause in bind.execute(query, {"schema": schema or inspector.default_schema_name}):
        found.setdefault(table, []).append(CheckConstraint(clause, name))
    return found


def _checks_of_domains(columns: Iterable[Any]) -> Iterator[CheckConstraint]:
    """PostgreSQL: what a domain asks of its values is asked of each column of it."""
    for column in columns:
        domain = column["type"]
        if isinstance(domain, postgresql.DOMAIN) and domain.check is not None:
            quoted = '"' + str(column["name"]).replace('"', '""') + '"'
            yield CheckConstraint(re.sub(r"\bVALUE\b", quoted, str(domain.check)), domain.constraint_name)


def _spelled(schema: str | None, table: str) -> str:
    return f"{schema}.{table}" if schema else table


def _column(
    column: Any, primary: tuple[str, ...], declared: str | None, spelled_there: str | None
) -> ColumnSchema:
    """`declared`: how SQLite's column was written; `spelled_there`: what another database itself calls its type."""
    kind_of = column["type"]
    unknown = isinstance(kind_of, types.NullType)
    kind, spelled = _kind(kind_of), (unknown and spelled_there) or _spell_type(kind_of)
    if declared is not None and declared.partition("(")[0].strip() != spelled.partition("(")[0]:
        kind = next(
            (known for word, known in _SQLITE_WORDS if word in declared), _by_affinity(kind, declared)
        )
        spelled = declared or "without a type"
    base = kind_of.data_type if isinstance(kind_of, postgresql.DOMAIN) else kind_of
    default = column.get("default")
    numbered = column.get("autoincrement") is True or bool(column.get("identity"))
    return ColumnSchema(
        name=column["name"],
        kind=kind,
        type=spelled,
        nullable=bool(column.get("nullable", True))
        and column["name"] not in primary
        and not getattr(kind_of, "not_null", False),
        default=None if default is None else str(default),
        length=getattr(base, "length", None),
        enum_values=tuple(getattr(getattr(base, "item_type", base), "enums", None) or ()),
        generated=bool(column.get("computed")),
        identity=numbered or (primary == (column["name"],) and str(default or "").startswith("nextval(")),
        timezone=bool(getattr(base, "timezone", False)),
        precision=getattr(base, "precision", None),
        scale=getattr(base, "scale", None),
        unsigned=bool(getattr(base, "unsigned", False)),
    )


def _spell_type(kind_of: Any) -> str:
    try:
        return str(kind_of)
    except Exception:  # noqa: BLE001 - NullType and foreign types refuse to spell themselves
        return type(kind_of).__name__


def _kind(kind_of: Any) -> ColumnKind:
    if isinstance(kind_of, postgresql.DOMAIN):
        return _kind(kind_of.data_type)
    for classes, kind in _KINDS:
        if isinstance(kind_of, classes):
            return kind
    return ColumnKind.OTHER


def _by_affinity(kind: ColumnKind, declared: str) -> ColumnKind:
    """What SQLAlchemy says where SQLite's affinity is not only its last resort: such a column holds anything."""
    known = any(
        word in declared for word in ("INT", "CHAR", "CLOB", "TEXT", "REAL", "FLOA", "DOUB", "DEC", "NUM")
    )
    return kind if known else ColumnKind.BYTES if "BLOB" in declared else ColumnKind.OTHER


def _unique(
    constraints: Iterable[Any], indexes: Iterable[Any], known: Iterable[str], primary: tuple[str, ...]
) -> tuple[UniqueConstraint, ...]:
    found = {
        tuple(c["column_names"]): UniqueConstraint(tuple(c["column_names"]), c["name"], nulls=counts_nulls(c))
        for c in constraints
        if c["column_names"]
    }
    for (
        index
    ) in indexes:  # a unique index binds as a constraint does; one on an expression is not known by columns
        columns = tuple(index["column_names"])
        if not index.get("unique"):
            continue
        if None in columns:  # on an expression: its columns bind together, which is near enough for a mask
            spelled = " ".join(str(part) for part in index.get("expressions") or ())
            columns = tuple(name for name in known if re.search(rf"\b{re.escape(name)}\b", spelled))
        if columns and (columns not in found or found[columns].partly):
            found[columns] = UniqueConstraint(columns, index["name"], is_partial(index), counts_nulls(index))
    found.pop(primary, None)
    return tuple(found[columns] for columns in sorted(found))


def _foreign_key(reference: Any, schema: str | None) -> ForeignKey:
    options = reference.get("options") or {}
    return ForeignKey(
        columns=tuple(reference["constrained_columns"]),
        table=_spelled(reference.get("referred_schema") or schema, reference["referred_table"]),
        referred_columns=tuple(reference["referred_columns"]),
        on_delete=str(options.get("ondelete") or "NO ACTION").upper(),
        name=reference.get("name"),
        deferrable=bool(options.get("deferrable")),
        passes_on=str(options.get("onupdate") or "").upper() == "CASCADE",
    )
