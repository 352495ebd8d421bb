"""How a snapshot of a PostgreSQL source begins: its settings, its savepoint, and a stamp of the catalogue."""

from itertools import count
from typing import Any, Final

SAVEPOINT: Final = "dsr_walk"
_SETTINGS: Final = {
    "TimeZone": "UTC",
    "DateStyle": "ISO, YMD",
    "IntervalStyle": "iso_8601",
    "extra_float_digits": "1",
    "bytea_output": "hex",
    "cursor_tuple_fraction": "1",  # all rows of a cursor are fetched
    "idle_in_transaction_session_timeout": "0",  # other sources are read meanwhile
    "lock_timeout": "10s",
}
# Changes with every change of a table, a column, a constraint, an index, a type, a grant, or of who asks and where.
CATALOGUE: Final = """
SELECT md5(concat_ws(',', current_user, current_schemas(true)::text,
  (SELECT sum(hashtext(concat(oid, xmin, relname, relacl)))
   FROM pg_class WHERE relnamespace >= 16384 OR relnamespace = to_regnamespace('public')),
  (SELECT sum(hashtext(concat(a.attrelid, a.attnum, a.xmin, a.attacl)))
   FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
   WHERE c.relnamespace >= 16384 OR c.relnamespace = to_regnamespace('public')),
  (SELECT sum(hashtext(concat(oid, xmin))) FROM pg_constraint WHERE oid >= 16384),
  (SELECT sum(hashtext(concat(indexrelid, xmin))) FROM pg_index WHERE indexrelid >= 16384),
  (SELECT sum(hashtext(concat(oid, xmin))) FROM pg_attrdef),
  (SELECT sum(hashtext(concat(oid, xmin))) FROM pg_type WHERE oid >= 16384),
  (SELECT sum(hashtext(concat(oid, xmin))) FROM pg_enum),
  (SELECT sum(hashtext(concat(oid, xmin, nspacl))) FROM pg_namespace),
  (SELECT sum(hashtext(concat(roleid, member, xmin))) FROM pg_auth_members),
  (SELECT sum(hashtext(concat(oid, rolsuper))) FROM pg_roles)))
"""
PLANS_ONCE: Final = (12,)  # the version since which a statement can be told so


def beginning(raw: Any, statement_seconds: float) -> str:
    """All that a snapshot begins with, in one go."""
    settings = _SETTINGS | {"statement_timeout": f"{int(statement_seconds * 1000)}"}
    if raw.get_server_version() >= PLANS_ONCE:
        settings["plan_cache_mode"] = "force_generic_plan"  # of what is prepared: small questions
    set_all = (f"SET LOCAL {name} = '{value}'" for name, value in settings.items())
    return ";".join((*set_all, f"SAVEPOINT {SAVEPOINT}"))


_numbers: Final = count(1)


async def prepare(raw: Any, sql: str) -> Any:
    """Without a cache of its own the driver gives no names, and what has none is parsed and planned each time."""
    return await raw.prepare(sql, name=f"dsr_{next(_numbers)}")
