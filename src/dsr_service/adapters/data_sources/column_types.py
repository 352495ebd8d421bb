"""What a database alone knows of its columns: types that SQLAlchemy has no word for, where case is no difference."""

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


def _rows(inspector: Inspector, query: Any, schema: str | None) -> Iterable[Any]:
    bind: Any = inspector.bind
    asked = {} if inspector.dialect.name == "sqlite" else {"schema": schema or inspector.default_schema_name}
    return list(bind.execute(query, asked))
