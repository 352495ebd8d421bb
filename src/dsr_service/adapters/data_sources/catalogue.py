"""What a database's own catalogue tells beyond SQLAlchemy: odd types, letter case, partitions, engines."""

import re
from collections.abc import Iterable, Mapping
from typing import Any, Final

from sqlalchemy import text, types
from sqlalchemy.engine.reflection import Inspector

_TYPES: Final = {
    "postgresql": "SELECT c.relname, a.attname, format_type(a.atttypid, a.atttypmod) FROM pg_attribute a"
    " JOIN pg_class c ON c.oid = a.attrelid JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE n.nspname = :schema AND a.attnum > 0 AND NOT a.attisdropped",
    "mysql": "SELECT table_name, column_name, column_type FROM information_schema.columns"
    " WHERE table_schema = :schema",
}
_CASELESS_SQLITE: Final = text(
    "SELECT m.name, max(i.name) FROM sqlite_master AS m, pragma_index_list(m.name) AS l,"
    " pragma_index_xinfo(l.name) AS i WHERE m.type = 'table' AND l.\"unique\" AND i.key"
    " GROUP BY m.name, l.name HAVING count(*) = 1 AND max(upper(i.coll)) = 'NOCASE'"
)
_CASELESS_MYSQL: Final = text(
    "SELECT table_name, column_name FROM information_schema.columns"
    " WHERE table_schema = :schema AND collation_name LIKE '%\\_ci'"
)
_PARTITIONS: Final = text(
    "SELECT c.relname, n.nspname, p.relname FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid"
    " JOIN pg_class p ON p.oid = i.inhparent JOIN pg_namespace n ON n.oid = p.relnamespace"
    " JOIN pg_namespace o ON o.oid = c.relnamespace WHERE c.relispartition AND o.nspname = :schema"
)
_LASTING: Final = text(
    "SELECT t.table_name FROM information_schema.tables t JOIN information_schema.engines e ON e.engine = t.engine"
    " WHERE t.table_schema = :schema AND NOT coalesce(e.transactions = 'YES', 0)"
)
_LOWERED: Final = re.compile(
    r"(?:lower|upper)\(\(?\"?(?P<name>[^()\":]+)\"?\)?(?:::[a-z ]+)?\)", re.IGNORECASE
)


class SpelledType(types.UserDefinedType[Any]):
    """A type by the name that the database gives it; its values travel as text."""

    cache_ok = True

    def __init__(self, name: str) -> None:
        self.name = name

    @property
    def is_geometric(self) -> bool:
        """By the words of the OpenGIS standard, which MySQL and PostGIS use."""
        return bool(re.search("point|linestring|polygon|geometry", self.name, re.IGNORECASE))

    def get_col_spec(self, **_: Any) -> str:
        return self.name


def spelled_types(
    inspector: Inspector, schema: str | None, columns: Iterable[Iterable[Any]]
) -> Mapping[tuple[str, str], str]:
    """By table and column; asked only where there are such columns."""
    query = _TYPES.get("mysql" if inspector.dialect.name == "mariadb" else inspector.dialect.name)
    unknown = any(isinstance(column["type"], types.NullType) for table in columns for column in table)
    if query is None or not unknown:
        return {}
    rows = _rows(inspector, text(query), schema)
    return {(table, column): spelled for table, column, spelled in rows}


def caseless_columns(
    inspector: Inspector, schema: str | None, indexes: Mapping[Any, Iterable[Any]]
) -> Mapping[str, frozenset[str]]:
    """Per table the columns that, where they are unique, can't hold two values that differ by case alone."""
    found: dict[str, set[str]] = {}
    match inspector.dialect.name:
        case "sqlite" if schema is None:
            named: Iterable[Any] = _rows(inspector, _CASELESS_SQLITE, None)
        case "mysql" | "mariadb":
            named = _rows(inspector, _CASELESS_MYSQL, schema)
        case _:
            named = [
                (key[1], name) for key, known in indexes.items() for name in map(_lowered, known) if name
            ]
    for table, column in named:
        found.setdefault(table, set()).add(column)
    return {table: frozenset(columns) for table, columns in found.items()}


def _lowered(index: Any) -> str | None:
    """The column of a unique index on its letters in one case alone."""
    expressions = [str(each) for each in index.get("expressions") or ()]
    if not index.get("unique") or len(expressions) != 1 or is_partial(index):
        return None
    match = _LOWERED.fullmatch(expressions[0])
    return match["name"] if match else None


def is_partial(index: Any) -> bool:
    """CREATE INDEX ... WHERE ..."""
    return any(option.endswith("_where") for option in index.get("dialect_options") or ())


def counts_nulls(unique: Any) -> bool:
    """UNIQUE NULLS NOT DISTINCT."""
    return bool((unique.get("dialect_options") or {}).get("postgresql_nulls_not_distinct"))


def partitions(inspector: Inspector, schema: str | None) -> Mapping[str, str]:
    """PostgreSQL's partitions, each with its table as `SourceSchema` spells it."""
    if inspector.dialect.name != "postgresql":
        return {}
    plain = None if schema else inspector.default_schema_name
    return {
        partition: table if there == plain else f"{there}.{table}"
        for partition, there, table in _rows(inspector, _PARTITIONS, schema)
    }


def lasting_tables(inspector: Inspector, schema: str | None) -> frozenset[str]:
    """Those that know no transactions."""
    if inspector.dialect.name not in {"mysql", "mariadb"}:
        return frozenset()
    return frozenset(row[0] for row in _rows(inspector, _LASTING, schema))


def _rows(inspector: Inspector, query: Any, schema: str | None) -> Iterable[Any]:
    bind: Any = inspector.bind
    asked = {} if inspector.dialect.name == "sqlite" else {"schema": schema or inspector.default_schema_name}
    return list(bind.execute(query, asked))
