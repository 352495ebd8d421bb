"""Idempotency-Key (IETF draft): the same key and payload get the stored answer, another payload is refused."""

import hashlib
import json
import re
from typing import Final

from fastapi import Request
from starlette.responses import Response

from dsr_service.api.problems import ApiError
from dsr_service.domain.errors import Kind, Violation
from dsr_service.services.context import OperationContext
from dsr_service.services.kept_answers import Replay
from dsr_service.storage import idempotency as storage

_KEPT_HEADERS: Final = ("content-type", "location", "etag")
_BARE: Final = re.compile(r"[\x21\x23-\x7e]{1,255}")
_QUOTED: Final = re.compile(r'"((?:[\x20-\x21\x23-\x5b\x5d-\x7e]|\\["\\]){1,255})"')


class IdempotencyKeyInvalid(ApiError):
    code = "idempotency_key_invalid"
    kind = Kind.MALFORMED
    title = "The Idempotency-Key must be 1 to 255 visible ASCII characters, bare or a quoted string."


class IdempotencyKeyReused(ApiError):
    code = "idempotency_key_reused"
    kind = Kind.INVALID
    title = "This Idempotency-Key was used with another payload."


class IdempotencyKeyInUse(ApiError):
    code = "idempotency_key_in_use"
    kind = Kind.CONFLICT
    title = "The first call with this Idempotency-Key is still running."


def key_of(request: Request) -> str | None:
    """The caller's key; a quoted string (structured field) and the bare value mean the same."""
    given = request.headers.getlist("idempotency-key")
    if not given:
        return None
    if len(given) > 1:
        raise _invalid()
    quoted = _QUOTED.fullmatch(given[0])
    if quoted:
        return re.sub(r"\\(.)", r"\1", quoted[1])
    if not _BARE.fullmatch(given[0]):
        raise _invalid()
    return given[0]


def _invalid() -> IdempotencyKeyInvalid:
    return IdempotencyKeyInvalid(
        violations=[Violation(IdempotencyKeyInvalid.title, "/Idempotency-Key", "header")]
    )


def fingerprint(request: Request, payload: bytes) -> bytes:
    """What makes two calls the same: target and payload."""
    target = request.scope["path"].encode() + b"?" + request.scope["query_string"]
    return hashlib.sha256(len(target).to_bytes(4) + target + payload).digest()


async def claim(ctx: OperationContext, route: str, key: str, payload: bytes) -> Response | None:
    """Take the key for this transaction: None when this is the first call, else the stored answer.

    Raises IdempotencyKeyInUse while the first call runs, IdempotencyKeyReused for another payload.
    """
    caller = _caller(ctx)
    if not await storage.try_lock(ctx.session, caller, route, key):
        raise IdempotencyKeyInUse(retry_after=1)
    replay = Replay.of(ctx.policy.replay_key, caller, route, key)
    record = await storage.get(ctx.session, caller, route, replay.name, key)
    if record is None:
        return None
    if record.fingerprint != (replay.fingerprint(payload) if record.sealed else payload):
        raise IdempotencyKeyReused
    body = replay.unseal(record.body) if record.sealed else record.body
    if body is None:
        raise IdempotencyKeyReused
    answer = Response(body, record.status_code, dict(record.headers))
    answer.headers["Idempotent-Replayed"] = "true"
    return answer


async def store(
    ctx: OperationContext,
    route: str,
    key: str,
    payload: bytes,
    answer: Response,
    *,
    hide: frozenset[str] = frozenset(),
) -> None:
    """Keep the answer in the transaction that made it; the fields in `hide` hold secrets and are not kept."""
    body = bytes(answer.body)
    if hide:
        shown = json.loads(body)
        body = json.dumps({**shown, **dict.fromkeys(hide), "replayed": True}, separators=(",", ":")).encode()
    caller = _caller(ctx)
    replay = Replay.of(ctx.policy.replay_key, caller, route, key)
    headers = [(name, answer.headers[name]) for name in _KEPT_HEADERS if name in answer.headers]
    kept = storage.StoredAnswer(replay.fingerprint(payload), answer.status_code, headers, replay.seal(body))
    await storage.insert(ctx.session, caller, route, replay.name, kept, ctx.now)


def _caller(ctx: OperationContext) -> str:
    return ctx.actor.client + "/" + ctx.actor.role
