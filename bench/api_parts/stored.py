"""Stored requests in any number, made inside the database from one that the service took in."""

import asyncpg

_REQUEST = "('01900000-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid"
_SUBJECT = "('01900000-0000-7000-9000-' || lpad(to_hex(n), 12, '0'))::uuid"
_CHANGED = {
    "subjects": {"id": _SUBJECT},
    "subject_identifiers": {"subject_id": _SUBJECT, "lookup": "sha256(n::text::bytea)"},
    "subject_requests": {
        "id": _REQUEST,
        "subject_id": _SUBJECT,
        "reference": "r.reference || '-' || n",
        "received_at": "r.received_at - n % 40 * interval '1 day'",
    },
    "requested_rights": {"request_id": _REQUEST},
    "deadlines": {"request_id": _REQUEST, "due_before": "r.due_before - n % 40 * interval '1 day'"},
    "audit_events": {"request_id": _REQUEST},
}
_OWNER = {
    "subjects": ("id", "subject"),
    "subject_identifiers": ("subject_id", "subject"),
    "subject_requests": ("id", "request"),
}
_COLUMNS = """
SELECT attname FROM pg_attribute
WHERE attrelid = $1::text::regclass AND attnum > 0 AND NOT attisdropped AND attgenerated = '' AND attidentity = ''
"""


async def fill(connection: asyncpg.Connection, request_id: str, count: int) -> list[str]:
    """Store `count` requests like `request_id`; returns some of their ids."""
    subject = await connection.fetchval(
        "SELECT subject_id FROM subject_requests WHERE id = $1::text::uuid", request_id
    )
    for table, changed in _CHANGED.items():
        columns = [row["attname"] for row in await connection.fetch(_COLUMNS, table)]
        values = ", ".join(changed.get(name, f'r."{name}"') for name in columns)
        names = ", ".join(f'"{name}"' for name in columns)
        owner, whose = _OWNER.get(table, ("request_id", "request"))
        await connection.execute(
            f"INSERT INTO {table} ({names}) SELECT {values} FROM {table} r, generate_series(1, $1::int) n "
            f"WHERE r.{owner} = $2::text::uuid",
            count,
            str(subject) if whose == "subject" else request_id,
        )
    await connection.execute("VACUUM ANALYZE")
    step = max(1, count // 10_000)
    return [f"01900000-0000-7000-8000-{n:012x}" for n in range(1, count + 1, step)]
