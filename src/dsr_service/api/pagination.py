"""Pages of lists: signed cursors bound to what was asked, so that nobody can forge, mix up or stretch one."""

import base64
import binascii
import hashlib
import hmac
from collections.abc import Mapping, Sequence
from typing import Annotated, Any, Final, Generic, TypeVar
from urllib.parse import urlencode

import orjson
from fastapi import Query
from pydantic import BaseModel, ConfigDict, Field
from starlette.requests import Request

from dsr_service.api.middleware import add_header
from dsr_service.domain.errors import DsrError, Kind, Violation

MAX_LIMIT: Final = 200
_TAG_BYTES: Final = 16
_CURSOR_PATTERN: Final = "^[A-Za-z0-9_-]{22,2000}$"

Position = Sequence[str | int | None]  # the sort key of the last row: what the next page begins after
T = TypeVar("T")

Limit = Annotated[
    int, Query(ge=1, le=MAX_LIMIT, description="How many items a page may hold.", examples=[50])
]
CursorParameter = Annotated[
    str | None,
    Query(
        alias="cursor",
        min_length=22,
        max_length=2000,
        pattern=_CURSOR_PATTERN,
        description="The `next_cursor` of the page before; opaque, and good only with the same filters.",
        examples=["p3Zk0mT9cQe1uYx7vB2nLWyIwMTkyZjBjMS03YTRlIl0"],
    ),
]


class InvalidCursor(DsrError):
    code = "invalid_cursor"
    kind = Kind.INVALID
    title = "The cursor is not one that this list gave out for these filters."


class Page(BaseModel, Generic[T]):
    """One page of a list."""

    model_config = ConfigDict(extra="forbid")

    items: list[T] = Field(max_length=MAX_LIMIT)
    next_cursor: str | None = Field(
        description="Give it as `cursor` for the next page; null on the last one.",
        max_length=2000,
        pattern=_CURSOR_PATTERN,
        examples=["p3Zk0mT9cQe1uYx7vB2nLWyIwMTkyZjBjMS03YTRlIl0"],
    )


class Cursors:
    """Gives out and takes back cursors, under a secret that all replicas share."""

    def __init__(self, secret: bytes) -> None:
        self._key = hashlib.sha256(b"dsr pagination cursor\x00" + secret).digest()

    def encode(self, position: Position, bound_to: Mapping[str, Any]) -> str:
        """`bound_to` names the list, its filters and order; not the limit, which may change between pages."""
        payload = orjson.dumps(list(position))
        return base64.urlsafe_b64encode(self._tag(payload, bound_to) + payload).rstrip(b"=").decode("ascii")

    def decode(self, cursor: str | None, bound_to: Mapping[str, Any]) -> list[Any] | None:
        """The position, or None without a cursor; `InvalidCursor` for what was not given out for this."""
        if cursor is None:
            return None
        try:
            raw = base64.b64decode(
                cursor.encode("ascii") + b"=" * (-len(cursor) % 4), altchars=b"-_", validate=True
            )
        except (binascii.Error, ValueError):
            raise _invalid() from None
        tag, payload = raw[:_TAG_BYTES], raw[_TAG_BYTES:]
        if not hmac.compare_digest(tag, self._tag(payload, bound_to)):
            raise _invalid()
        position: list[Any] = orjson.loads(payload)
        return position

    def _tag(self, payload: bytes, bound_to: Mapping[str, Any]) -> bytes:
        bound = orjson.dumps(
            dict(bound_to), option=orjson.OPT_SORT_KEYS | orjson.OPT_NON_STR_KEYS, default=_plain
        )
        message = len(bound).to_bytes(8, "big") + bound + payload
        return hmac.digest(self._key, message, "sha256")[:_TAG_BYTES]


def link_next(request: Request, next_cursor: str | None) -> None:
    """Add `Link: <...>; rel="next"` (RFC 8288) to the answer where there is a next page."""
    if next_cursor is None:
        return
    query = [(name, value) for name, value in request.query_params.multi_items() if name != "cursor"]
    target = f"{request.scope['path']}?{urlencode([*query, ('cursor', next_cursor)])}"
    add_header(request, "link", f'<{target}>; rel="next"')


def _invalid() -> InvalidCursor:
    return InvalidCursor(violations=[Violation("Begin again without a cursor.", "/cursor", "query")])


def _plain(value: Any) -> Any:
    if isinstance(value, set | frozenset):
        return sorted(map(str, value))
    return str(value)
