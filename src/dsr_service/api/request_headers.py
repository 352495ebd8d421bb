"""Reads a call's headers once: refuses what two readers could take differently; finds the address."""

import ipaddress
import re
from typing import Final, NamedTuple

from starlette.types import Scope

MAX_HEADERS: Final = 100
MAX_HEADER_BYTES: Final = 16 * 1024
MAX_TARGET_BYTES: Final = 8 * 1024
_WANTED: Final = frozenset(
    {
        b"host",
        b"authorization",
        b"content-type",
        b"content-length",
        b"transfer-encoding",
        b"idempotency-key",
        b"x-request-id",
        b"traceparent",
        b"x-forwarded-for",
        b"x-forwarded-proto",
    }
)
_REPEATABLE: Final = frozenset({b"x-forwarded-for", b"x-forwarded-proto"})
# A second one of these only spoils the trace, so it is not worth a refusal
_TRACE_ONLY: Final = frozenset({b"traceparent", b"x-request-id"})
_HOST: Final = re.compile(rb"(?:[A-Za-z0-9._-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")
_SLASH: Final = re.compile(rb"%(?:2f|5c)", re.IGNORECASE)

Networks = tuple[ipaddress.IPv4Network | ipaddress.IPv6Network, ...]


class RefusedHeaders(Exception):
    """The call can't be taken as it is; `status` says why, and `name` for which header of ours."""

    def __init__(self, status: int, name: bytes | None = None) -> None:
        self.status = status
        self.name = name


class Wanted(NamedTuple):
    """The headers that the middleware itself looks at."""

    found: dict[bytes, bytes]

    def text(self, name: bytes) -> str | None:
        value = self.found.get(name)
        return None if value is None else value.decode("latin-1")


def read(scope: Scope) -> Wanted:
    """The wanted headers; raises `RefusedHeaders` for missing, doubled or oversized ones."""
    found: dict[bytes, bytes] = {}
    spoilt: set[bytes] = set()
    size = 0
    headers = scope["headers"]
    for name, value in headers:
        size += len(name) + len(value)
        if name not in _WANTED:
            continue
        if name not in found:
            found[name] = value
        elif name in _REPEATABLE:
            found[name] += b"," + value
        elif name in _TRACE_ONLY:
            spoilt.add(name)
        else:
            raise RefusedHeaders(400, name)
    if size > MAX_HEADER_BYTES or len(headers) > MAX_HEADERS:
        raise RefusedHeaders(431)
    for name in spoilt:
        del found[name]
    _check_target(scope)
    if not _HOST.fullmatch(found.get(b"host", b"")) and (b"host" in found or scope["http_version"] != "1.0"):
        raise RefusedHeaders(400, b"host")
    if b"transfer-encoding" in found and (
        b"content-length" in found or found[b"transfer-encoding"].strip().lower() != b"chunked"
    ):
        # request smuggling: two readers disagree where the body ends
        raise RefusedHeaders(400, b"transfer-encoding")
    return Wanted(found)


def _check_target(scope: Scope) -> None:
    path = scope["path"]
    if len(path) + len(scope["query_string"]) > MAX_TARGET_BYTES:
        raise RefusedHeaders(414)
    if "\x00" in path:
        raise RefusedHeaders(400)
    raw = scope.get("raw_path") or b""
    if b"%" in raw and _SLASH.search(raw):
        raise RefusedHeaders(404)  # a proxy's rules for paths see another path than the router would


def apply_proxy(scope: Scope, headers: Wanted, trusted: Networks) -> None:
    """Take address and scheme from X-Forwarded-*, but only from a trusted peer, and no further than the first
    address that is not trusted itself.
    """
    peer = scope.get("client")
    if not trusted or peer is None or not _is_trusted(peer[0], trusted):
        return
    for address in reversed((headers.text(b"x-forwarded-for") or "").split(",")):
        plain = address.strip()
        if not _is_address(plain):
            break
        scope["client"] = (plain, 0)
        if not _is_trusted(plain, trusted):
            break
    scheme = (headers.text(b"x-forwarded-proto") or "").rpartition(",")[2].strip().lower()
    if scheme in ("http", "https"):
        scope["scheme"] = scheme


def _is_address(text: str) -> bool:
    try:
        ipaddress.ip_address(text)
    except ValueError:
        return False
    return True


def _is_trusted(text: str, trusted: Networks) -> bool:
    try:
        address = ipaddress.ip_address(text)
    except ValueError:
        return False
    return any(address in network for network in trusted)
