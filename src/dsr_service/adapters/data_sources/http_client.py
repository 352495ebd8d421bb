"""Asks an HTTP/JSON source with patience and suspicion: addresses checked, answers bounded, Retry-After heeded."""

import asyncio
import base64
import email.utils
import json
import os
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final
from urllib.parse import urlsplit, urlunsplit

import httpx

from dsr_service.adapters.data_sources.reading import Limits
from dsr_service.adapters.outbound_addresses import AddressGuard, AddressRefused, HostUnknown
from dsr_service.adapters.outbound_http import guarded_client
from dsr_service.domain.data_map.http_endpoints import Api, Auth
from dsr_service.formats.json_values import JsonNumber
from dsr_service.services.ports.data_sources import SourceFailed

_ATTEMPTS: Final = 5
_LONGEST_WAIT: Final = 60.0
_BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


@dataclass(frozen=True, slots=True)
class Answer:
    status: int
    headers: httpx.Headers
    body: Any  # None where there is none


class HttpClient:
    """One source's requests, one after the other."""

    def __init__(self, base: str, api: Api, guard: AddressGuard, limits: Limits) -> None:
        parts = urlsplit(base)
        if parts.scheme not in {"https", "http"} or not parts.hostname:
            raise SourceFailed("url_invalid", whole=True)
        self._parts = parts
        self._host = parts.hostname
        self._port = parts.port or (443 if parts.scheme == "https" else 80)
        self._api = api
        self._guard = guard
        self._limits = limits
        self._headers = {
            "Accept": "application/json",
            **api.headers,
            **credentials(api.auth, parts.username, parts.password),
        }
        self._last_request = 0.0
        self._client: httpx.AsyncClient | None = None
        self._origin = parts.netloc.rpartition("@")[2]

    async def open(self) -> None:
        """Check the host's address before anything is asked. Raises SourceFailed."""
        try:
            address = await self._guard.resolve(self._host, self._port)
        except AddressRefused:
            raise SourceFailed("address_refused", whole=True) from None
        except HostUnknown:
            raise SourceFailed("unreachable", whole=True) from None
        if self._parts.scheme == "http" and not self._guard.allows_plain_http(address):
            raise SourceFailed("address_refused", whole=True)
        self._client = guarded_client(
            self._guard, connect_seconds=self._limits.connect_seconds, read_seconds=60, connections=1
        )

    async def close(self) -> None:
        if self._client:
            await self._client.aclose()

    def within(self, target: str) -> str:
        """A URL that an answer names, as path and query: on this very origin only. Raises SourceFailed."""
        parts = urlsplit(target)
        same = (parts.scheme, parts.hostname) == (self._parts.scheme, self._host)
        if (parts.scheme or parts.netloc) and not (same and (parts.port or self._port) == self._port):
            raise SourceFailed("answer_malformed", "An answer points to another origin.")
        return urlunsplit(("", "", parts.path or "/", parts.query, ""))

    async def ask(self, method: str, target: str, body: Any = None) -> Answer:
        """The answer below 300, or one of 404; everything else raises SourceFailed."""
        until = time.monotonic() + self._limits.statement_seconds
        attempt = 0
        while True:
            attempt += 1
            await self._pace()
            try:
                answer = await asyncio.wait_for(
                    self._once(method, target, body), max(0.1, until - time.monotonic())
                )
            except TimeoutError:
                raise SourceFailed("timed_out") from None
            except AddressRefused:
                raise SourceFailed("address_refused", whole=True) from None
            except httpx.TransportError:
                answer = None
            if answer is not None and answer.status not in _BUSY:
                return _judged(answer)
            wait = _wait(answer, attempt)
            if attempt >= _ATTEMPTS or time.monotonic() + wait > until:
                raise SourceFailed("unreachable" if answer is None else "busy", whole=answer is None)
            await asyncio.sleep(wait)

    async def _pace(self) -> None:
        if self._api.requests_per_second:
            due = self._last_request + 1 / self._api.requests_per_second
            await asyncio.sleep(max(0.0, due - time.monotonic()))
        self._last_request = time.monotonic()

    async def _once(self, method: str, target: str, body: Any) -> Answer:
        assert self._client
        url = f"{self._parts.scheme}://{self._origin}{self._parts.path.rstrip('/')}{target}"
        request = self._client.build_request(
            method,
            url,
            headers=self._headers,
            content=None if body is None else json.dumps(body).encode(),
        )
        if body is not None:
            request.headers["Content-Type"] = "application/json"
        response = await self._client.send(request, stream=True)
        try:
            content = bytearray()
            if response.is_success:
                async for (
                    part
                ) in response.aiter_bytes():  # unpacked, so that a packed bomb counts as what it is
                    content += part
                    if len(content) > self._limits.answer_bytes:
                        raise SourceFailed("answer_too_large")
        finally:
            await response.aclose()
        found = _json(response, bytes(content)) if response.is_success else None
        return Answer(response.status_code, response.headers, found)


def _judged(answer: Answer) -> Answer:
    if answer.status < 300 or answer.status == 404:
        return answer
    if answer.status in {401, 403}:
        raise SourceFailed("credentials_refused", whole=answer.status == 401)
    raise SourceFailed("redirected" if answer.status < 400 else "read_failed")


def _wait(answer: Answer | None, attempt: int) -> float:
    """Seconds: what the source asks for, or longer each time."""
    given = answer.headers.get("Retry-After") if answer else None
    if given is None:
        return min(0.5 * float(2 ** (attempt - 1)), _LONGEST_WAIT)
    if given.isdigit():
        return float(given)
    try:
        moment = email.utils.parsedate_to_datetime(given)
        # against the source's own clock where it tells: ours may differ
        told = answer.headers.get("Date") if answer else None
        now = email.utils.parsedate_to_datetime(told) if told else None
        return max(0.0, (moment - now).total_seconds()) if now else 1.0
    except (ValueError, TypeError):
        return 1.0


def _json(response: httpx.Response, content: bytes) -> Any:
    if response.status_code == 204 or not content:
        return None
    kind = response.headers.get("Content-Type", "").partition(";")[0].strip().lower()
    if kind != "application/json" and not kind.endswith("+json"):
        raise SourceFailed("answer_malformed", "The source answers with something else than JSON.")
    try:
        return json.loads(content, parse_float=JsonNumber, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise SourceFailed("answer_malformed", "The source answers with broken JSON.") from None


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def credentials(auth: Auth | None, user: str | None, password: str | None) -> Mapping[str, str]:
    if auth is None:
        if user is None:
            return {}
        return {"Authorization": _basic(user, password or "")}
    values = [read_secret(secret.name) for secret in auth.secrets]
    forms: Mapping[str, Callable[[], str]] = {
        "bearer": lambda: f"Bearer {values[0]}",
        "basic": lambda: _basic(*values),
        "plain": lambda: values[0],
    }
    return {auth.header: forms[auth.scheme]()}


def _basic(user: str, password: str) -> str:
    return "Basic " + base64.b64encode(f"{user}:{password}".encode()).decode("ascii")


def read_secret(name: str) -> str:
    """From the environment, or from the file that NAME_FILE names. Raises SourceFailed, which tells the name only."""
    found = os.environ.get(name)
    path = os.environ.get(f"{name}_FILE")
    if found is None and path:
        try:
            found = Path(path).read_text(encoding="utf-8").strip()
        except (OSError, ValueError):
            found = None
    if not found or not found.isascii() or not found.isprintable():
        raise SourceFailed("secret_missing", f"The secret {name} is not set.", whole=True)
    return found
