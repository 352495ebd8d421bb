"""PostgreSQL's foreign keys from its catalogue: SQLAlchemy reads them out of SQL, and falls over a comma in a name."""

from collections.abc import Mapping, Sequence
from typing import Final

from sqlalchemy import Connection, bindparam, text

from dsr_service.domain.data_map.source_schema import ForeignKey

_FOREIGN_KEYS: Final = text("""
SELECT n.nspname, c.relname, k.conname, rn.nspname, r.relname,
    (SELECT array_agg(a.attname::text ORDER BY p.place) FROM unnest(k.conkey) WITH ORDINALITY AS p(attnum, place)
        JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = p.attnum),
    (SELECT array_agg(a.attname::text ORDER BY p.place) FROM unnest(k.confkey) WITH ORDINALITY AS p(attnum, place)
        JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = p.attnum),
    k.confdeltype::text, k.confupdtype::text, k.condeferrable
FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid JOIN pg_namespace n ON n.oid = c.relnamespace
JOIN pg_class r ON r.oid = k.confrelid JOIN pg_namespace rn ON rn.oid = r.relnamespace
WHERE k.contype = 'f' AND n.nspname IN :schemas
ORDER BY n.nspname, c.relname, k.conname
""").bindparams(bindparam("schemas", expanding=True))
_SCHEMAS_POINTING: Final = text("""
SELECT DISTINCT n.nspname FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid
JOIN pg_namespace n ON n.oid = c.relnamespace JOIN pg_class r ON r.oid = k.confrelid
JOIN pg_namespace rn ON rn.oid = r.relnamespace
WHERE k.contype = 'f' AND rn.nspname IN :schemas AND n.nspname NOT IN :schemas
ORDER BY 1
""").bindparams(bindparam("schemas", expanding=True))
_ON_DELETE: Final = {
    "a": "NO ACTION",
    "r": "RESTRICT",
    "c": "CASCADE",
    "n": "SET NULL",
    "d": "SET DEFAULT",
}


def schemas_pointing_at(connection: Connection, schemas: Sequence[str | None], default: str) -> list[str]:
    """PostgreSQL's other schemas whose tables have foreign keys into these."""
    if connection.dialect.name != "postgresql":
        return []
    asked = [schema or default for schema in schemas]
    return list(connection.scalars(_SCHEMAS_POINTING, {"schemas": asked}))


def foreign_keys_of_postgresql(
    connection: Connection, schemas: Sequence[str | None], default: str
) -> Mapping[str, Sequence[ForeignKey]] | None:
    """By table, spelled as in `SourceSchema`; None is the default schema. None at all for another kind of source."""
    if connection.dialect.name != "postgresql":
        return None
    found: dict[str, list[ForeignKey]] = {}
    asked = [schema or default for schema in schemas]
    for (
        schema,
        table,
        name,
        there,
        other,
        columns,
        referred,
        on_delete,
        on_update,
        deferrable,
    ) in connection.execute(_FOREIGN_KEYS, {"schemas": asked}):
        plain = default if None in schemas else None
        found.setdefault(table if schema == plain else f"{schema}.{table}", []).append(
            ForeignKey(
                columns=tuple(columns),
                table=other if there == plain else f"{there}.{other}",
                referred_columns=tuple(referred),
                on_delete=_ON_DELETE[on_delete],
                name=name,
                deferrable=deferrable,
                passes_on=on_update == "c",
            )
        )
    return found
