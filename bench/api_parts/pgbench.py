"""The same statements by pgbench: what PostgreSQL alone can do."""

import json
import re
import subprocess
import uuid
from datetime import date, datetime
from pathlib import Path
from typing import Any

from api_parts.recording import EMAIL, KEY, Recording, is_key_digest


def script(recording: Recording, kind: str) -> str:
    """A pgbench script: `:n` is a random number from which all new values of one call are made."""
    news: dict[Any, str] = {}
    lines = ["\\set n random(1, 9000000000000000)", "\\set stored random(1, :count)"]
    lines += ["BEGIN;"] if recording.in_transaction else []
    for sql, values in recording.statements:
        reading = sql.startswith("SELECT") and "advisory" not in sql
        texts = [_literal(sql, value, news, reading=reading, kind=kind) for value in values]
        lines.append(re.sub(r"\$(\d+)", lambda m, texts=texts: texts[int(m[1]) - 1], sql) + ";")
    lines += ["COMMIT;"] if recording.in_transaction else []
    return "\n".join(lines) + "\n"


def _literal(  # noqa: C901, PLR0911, PLR0912 one case per type
    sql: str, value: Any, news: dict[Any, str], *, reading: bool, kind: str
) -> str:
    match value:
        case None:
            return "NULL"
        case bool():
            return str(value).lower()
        case uuid.UUID() if kind == "get":
            return "('01900000-0000-7000-8000-' || lpad(to_hex(:stored::bigint), 12, '0'))::uuid"
        case uuid.UUID() if not reading or value in news:
            made = f"('00000000-0000-4{len(news):03x}-8000-' || lpad(to_hex(:n::bigint), 12, '0'))::uuid"
            return news.setdefault(value, made)
        case uuid.UUID():
            return f"'{value}'::uuid"
        case bytes() if not reading:
            return f"sha256((:n::bigint)::text::bytea) || '\\x{value[32:].hex()}'::bytea"
        case bytes():
            return f"'\\x{value.hex()}'::bytea"
        case int() if "advisory" in sql:
            return "(:n::bigint)"
        case list():
            each = [_literal(sql, item, news, reading=reading, kind=kind) for item in value]
            return f"ARRAY[{', '.join(each)}]"
        case int() | float():
            return str(value)
        case datetime() | date():
            return f"'{value.isoformat()}'::{'timestamptz' if isinstance(value, datetime) else 'date'}"
        case str() if value in (EMAIL, KEY) or (value.startswith("DSR-") and not reading):
            return f"('{value}' || (:n::bigint)::text)"
        case str() if is_key_digest(sql, value):
            return f"('{value[:48]}' || lpad(to_hex(:n::bigint), 16, '0'))"
        case str():
            return _quoted(value)
        case _:
            return _quoted(json.dumps(value))


def _quoted(text: str) -> str:
    """A literal without colons, since pgbench reads a colon and a name as a variable."""
    pieces = [f"'{piece}'" for piece in text.replace("'", "''").split(":")]
    return pieces[0] if len(pieces) == 1 else "(" + " || chr(58) || ".join(pieces) + ")"


def run(program: str, dsn: str, path: Path, *, seconds: int, connections: int, count: int) -> float:
    """Transactions a second."""
    command = [
        program,
        "-n",
        "-M",
        "prepared",
        "-f",
        str(path),
        "-T",
        str(seconds),
        "-c",
        str(connections),
        "-j",
        "1",
    ]
    done = subprocess.run(
        [*command, "-D", f"count={count}", dsn], capture_output=True, text=True, check=False
    )
    found = re.search(r"tps = ([\d.]+)", done.stdout)
    if done.returncode or not found:
        raise RuntimeError(done.stderr[-3000:])
    return float(found[1])
