"""What the views of a SQL source read: their rows are other tables' rows."""

import re
from collections.abc import Iterator, Mapping
from collections.abc import Set as AbstractSet
from typing import Any, Final

from sqlalchemy import Inspector, text

_DEFINITIONS: Final[Mapping[str, str]] = {
    "postgresql": "SELECT viewname, definition FROM pg_views WHERE schemaname = :schema"
    " UNION ALL SELECT matviewname, definition FROM pg_matviews WHERE schemaname = :schema",
    "mysql": "SELECT table_name, view_definition FROM information_schema.views WHERE table_schema = :schema",
    "sqlite": "SELECT name, sql FROM sqlite_master WHERE type = 'view' AND :schema IS NOT NULL",
}
# what stands where a table may be named; a name too many only asks for more to be mapped
_NAMED: Final = re.compile(
    r"(?:\b(?:from|join)\b|,)[\s(]*((?:[\w$\"`\[\]]+\s*\.\s*)*[\w$\"`\[\]]+)", re.IGNORECASE
)


def view_definitions(inspector: Inspector, schema: str | None) -> Mapping[str, str]:
    """Per view the SELECT that makes it; without it where the account may not see that."""
    dialect = inspector.dialect.name
    query = _DEFINITIONS.get("mysql" if dialect == "mariadb" else dialect)
    if query is None:
        return {}
    bind: Any = inspector.bind
    rows = bind.execute(text(query), {"schema": schema or inspector.default_schema_name or "main"})
    return {name: definition or "" for name, definition in rows}


def names_read(definition: str, known: AbstractSet[str]) -> Iterator[str]:
    """The tables and views that a definition names, each once."""
    spelled = {name.lower(): name for name in known}
    named = (
        match[1].rpartition(".")[2].strip().strip('"`[]').lower() for match in _NAMED.finditer(definition)
    )
    yield from dict.fromkeys(spelled[name] for name in named if name in spelled)
