"""Which tables and columns the connection's account may change: asked of the source before anything is planned."""

from collections.abc import Mapping
from dataclasses import replace
from typing import Final

from sqlalchemy import Connection, text

from dsr_service.domain.data_map.source_schema import TableSchema

_POSTGRESQL: Final = text(
    "SELECT n.nspname, c.relname, n.nspname = current_schema(),"
    " has_table_privilege(c.oid, 'UPDATE') OR has_any_column_privilege(c.oid, 'UPDATE'),"
    " has_table_privilege(c.oid, 'DELETE'),"
    " CASE WHEN NOT has_table_privilege(c.oid, 'UPDATE') AND has_any_column_privilege(c.oid, 'UPDATE') THEN"
    "  (SELECT array_agg(a.attname::text) FROM pg_attribute a WHERE a.attrelid = c.oid AND a.attnum > 0"
    "  AND NOT a.attisdropped AND has_column_privilege(c.oid, a.attnum, 'UPDATE')) END"
    " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
    " WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
)
# A grant on a schema may name it by a pattern. What a role grants stands nowhere here.
_MYSQL: Final = text(
    "SELECT DISTINCT NULL, privilege_type FROM information_schema.user_privileges WHERE grantee = :account"
    " UNION SELECT NULL, privilege_type FROM information_schema.schema_privileges"
    "  WHERE grantee = :account AND database() LIKE table_schema"
    " UNION SELECT table_name, privilege_type FROM information_schema.table_privileges"
    "  WHERE grantee = :account AND table_schema = database()"
    " UNION SELECT table_name, privilege_type FROM information_schema.column_privileges"
    "  WHERE grantee = :account AND table_schema = database()"
)


def with_privileges(connection: Connection, tables: Mapping[str, TableSchema]) -> Mapping[str, TableSchema]:
    """The tables, each with what the account may do to it where the source can tell."""
    match connection.dialect.name:
        case "postgresql":
            return _of_postgresql(connection, tables)
        case "mysql" | "mariadb":
            return _of_mysql(connection, tables)
    return dict(tables)


def _of_postgresql(connection: Connection, tables: Mapping[str, TableSchema]) -> Mapping[str, TableSchema]:
    found = dict(tables)
    for schema, name, is_default, can_update, can_delete, columns in connection.execute(_POSTGRESQL):
        key = name if is_default else f"{schema}.{name}"
        if key in found:
            found[key] = replace(
                found[key],
                can_update=bool(can_update),
                can_delete=bool(can_delete),
                updatable=None if columns is None else frozenset(columns),
            )
    return found


def _of_mysql(connection: Connection, tables: Mapping[str, TableSchema]) -> Mapping[str, TableSchema]:
    """Of the database that the connection is in; nothing is known where a role may grant more."""
    current, role = connection.execute(text("SELECT current_user(), current_role()")).one()
    user, _, host = str(current).rpartition("@")
    granted = set(map(tuple, connection.execute(_MYSQL, {"account": f"'{user}'@'{host}'"})))
    if str(role or "NONE").upper() != "NONE" or not granted:
        return dict(tables)

    def may(table: str, privilege: str) -> bool:
        return not granted.isdisjoint({(None, privilege), (table, privilege)})

    return {
        name: replace(table, can_update=may(table.name, "UPDATE"), can_delete=may(table.name, "DELETE"))
        if table.schema is None
        else table
        for name, table in tables.items()
    }
