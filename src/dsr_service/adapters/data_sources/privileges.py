"""Which tables the connection's account may change: asked of the source before anything is planned."""

from collections.abc import Mapping
from dataclasses import replace

from sqlalchemy import Connection, text

from dsr_service.domain.data_map.source_schema import TableSchema


def with_privileges(connection: Connection, tables: Mapping[str, TableSchema]) -> Mapping[str, TableSchema]:
    """The tables, each with what the account may do to it where the source can tell."""
    if connection.dialect.name != "postgresql":
        return dict(tables)
    query = text(
        "SELECT n.nspname, c.relname, n.nspname = current_schema(),"
        " has_table_privilege(c.oid, 'UPDATE') OR has_any_column_privilege(c.oid, 'UPDATE'),"
        " has_table_privilege(c.oid, 'DELETE')"
        " FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace"
        " WHERE c.relkind IN ('r', 'p', 'v', 'f') AND n.nspname NOT IN ('pg_catalog', 'information_schema')"
    )
    found = dict(tables)
    for schema, name, is_default, can_update, can_delete in connection.execute(query):
        key = name if is_default else f"{schema}.{name}"
        if key in found:
            found[key] = replace(found[key], can_update=bool(can_update), can_delete=bool(can_delete))
    return found
