"""What our service says to PostgreSQL for one call, so that others can say the same."""

import asyncio
import json
import os
import re
import uuid
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

import httpx
from sqlalchemy import event

Statement = tuple[str, tuple[Any, ...]]
# The values of the recorded call that are new in each call.
EMAIL = "recorded@bench.example"
KEY = "recorded-idempotency-key"


@dataclass
class Recording:
    statements: list[Statement]  # without BEGIN and COMMIT
    body: bytes  # of the answer
    in_transaction: bool

    def fresh(self, request_id: str | None = None) -> list[Statement]:
        """The statements of another such call: new ids, keys, digests and locks; a reading asks for `request_id`."""
        known: dict[Any, Any] = {}
        token = uuid.uuid4().hex
        return [
            (sql, tuple(self._fresh(sql, v, known, token, request_id) for v in values))
            for sql, values in self.statements
        ]

    def _fresh(  # noqa: PLR0911 one case per type
        self, sql: str, value: Any, known: dict[Any, Any], token: str, request_id: str | None
    ) -> Any:
        reading = sql.startswith("SELECT") and "advisory" not in sql
        if isinstance(value, uuid.UUID):
            if request_id is not None:
                return uuid.UUID(request_id)
            return value if reading and value not in known else known.setdefault(value, uuid.uuid4())
        if isinstance(value, bytes) and not reading:
            return os.urandom(len(value))
        if isinstance(value, bool) or value is None or isinstance(value, datetime | date):
            return value
        if isinstance(value, int) and "advisory" in sql:
            return int.from_bytes(os.urandom(8), signed=True)
        if isinstance(value, str) and value in (EMAIL, KEY):
            return token + value
        if isinstance(value, str) and is_key_digest(sql, value):
            return token * 2
        if isinstance(value, str) and value.startswith("DSR-") and not reading:
            return "B-" + token[: len(value)]
        return value


def is_key_digest(sql: str, value: str) -> bool:
    """Idempotency keys are stored as digests: 64 digits, new with each key."""
    return "idempotency_records" in sql and re.fullmatch(r"[0-9a-f]{64}", value) is not None


async def record(
    app: Any, engine: Any, headers: dict[str, str], method: str, path: str, body: Any = None
) -> Recording:
    """One call, made twice so that the second finds everything warm."""
    heard: list[Statement] = []

    def hear(told: Any) -> None:
        many = told.args if isinstance(told.args, list) else [told.args]  # of executemany
        heard.extend((" ".join(told.query.split()), tuple(each or ())) for each in many)

    def listen(connection: Any, *_: Any) -> None:
        connection.driver_connection.add_query_logger(hear)

    def stop(connection: Any, *_: Any) -> None:
        connection.driver_connection.remove_query_logger(hear)

    def hear_sqlalchemy(_: Any, __: Any, sql: str, values: Any, *___: Any) -> None:
        """What goes through SQLAlchemy's cursor the driver does not tell of."""
        heard.append((" ".join(sql.split()), tuple(values or ())))

    async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://bench") as client:
        for round_, mark in ((0, "warm-"), (1, "")):
            if round_:
                event.listen(engine.sync_engine, "checkout", listen)
                event.listen(engine.sync_engine, "checkin", stop)
                event.listen(engine.sync_engine, "before_cursor_execute", hear_sqlalchemy)
            content = None if body is None else json.dumps(body).replace(EMAIL, mark + EMAIL)
            extra = {"idempotency-key": mark + KEY, "content-type": "application/json"} if body else {}
            answer = await client.request(method, path, content=content, headers={**headers, **extra})
            assert answer.status_code < 300, answer.text
            await asyncio.sleep(0.1)  # the driver tells of a statement a turn later
    event.remove(engine.sync_engine, "checkout", listen)
    event.remove(engine.sync_engine, "checkin", stop)
    event.remove(engine.sync_engine, "before_cursor_execute", hear_sqlalchemy)
    frame = ("BEGIN", "COMMIT", "ROLLBACK")
    said = [s for s in heard if "rate_limits" not in s[0] and not s[0].startswith(frame)]
    return Recording(said, answer.content, any(s[0].startswith("BEGIN") for s in heard))
