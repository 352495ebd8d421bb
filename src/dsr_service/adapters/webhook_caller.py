"""Calls the receivers of webhooks: guarded addresses, ten seconds in all, no redirect, no more than 64 kB read."""

import email.utils
import ipaddress
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from urllib.parse import urlsplit

import httpx

from dsr_service.adapters.outbound_addresses import AddressGuard, AddressRefused
from dsr_service.adapters.outbound_http import call, guarded_client
from dsr_service.domain.webhooks import Reply

TOTAL_SECONDS: Final = 10.0
MOST_BYTES: Final = 64 * 1024
_LONGEST_URL: Final = 2000
_ODD_ADDRESS: Final = re.compile(r"(?:.*\.)?(?:[0-9]+|0x[0-9a-f]*)")  # 127.1, 0177.0.0.1, 2130706433, 0x7f.1


class GuardedWebhookCaller:
    """One pool of connections for all endpoints of this process."""

    def __init__(self, guard: AddressGuard, *, total_seconds: float = TOTAL_SECONDS) -> None:
        self._guard = guard
        self._total_seconds = total_seconds
        self._client = guarded_client(guard, read_seconds=total_seconds, connections=50)

    async def close(self) -> None:
        await self._client.aclose()

    def refusal(self, url: str) -> str | None:
        try:
            parts = urlsplit(url)
            port = parts.port
            httpx.Request(
                "POST", url
            )  # a name that DNS can't hold is told now, not by the job that would call it
        except (ValueError, httpx.InvalidURL):
            return "This is no URL."
        if len(url) > _LONGEST_URL or not url.isascii() or not url.isprintable() or " " in url:
            return "A URL is ASCII without spaces, of up to 2,000 characters."
        if parts.scheme not in {"https", "http"} or not parts.hostname:
            return "Only https:// addresses are called."
        if parts.username is not None or parts.password is not None or parts.fragment:
            return "A URL holds no credentials and no fragment."
        if port == 0:
            return "This is no port."
        return self._refusal_of_host(parts.scheme, parts.hostname)

    def _refusal_of_host(self, scheme: str, host: str) -> str | None:
        """A name is looked up at each call, and its addresses checked then; an address can be told now."""
        host = host.removesuffix(".")
        try:
            address = ipaddress.ip_address(host)
        except ValueError:
            if _ODD_ADDRESS.fullmatch(host):
                return "Write an address in its usual form."
            if scheme == "http" and not self._guard.private:
                return "Only https:// addresses are called."
            named_local = host == "localhost" or host.endswith((".localhost", ".internal", ".local"))
            return (
                "This name is none of the public network."
                if named_local and not self._guard.private
                else None
            )
        if not self._guard.allows(address):
            return "This address is not one that may be called."
        if scheme == "http" and not self._guard.allows_plain_http(address):
            return "Only https:// addresses are called."
        return None

    async def call(self, url: str, headers: Mapping[str, str], body: bytes) -> Reply:
        try:
            answer = await call(
                self._client,
                "POST",
                url,
                headers=headers,
                content=body,
                total_seconds=self._total_seconds,
                most_bytes=MOST_BYTES,
            )
        except AddressRefused:
            return Reply(None, "address_refused")
        except httpx.TimeoutException:
            return Reply(None, "timed_out")
        except httpx.TransportError as error:
            return Reply(None, _code(error))
        return Reply(answer.status, None, _retry_after(answer.headers))


def _code(error: httpx.TransportError) -> str:
    if isinstance(error, httpx.ConnectError):
        return "connection_refused"
    return "connection_lost" if isinstance(error, httpx.NetworkError) else "answer_malformed"


def _retry_after(headers: httpx.Headers) -> timedelta | None:
    given = headers.get("Retry-After", "").strip()
    if given.isdecimal() and given.isascii() and len(given) <= 9:
        return timedelta(seconds=int(given))
    try:
        moment, told = (email.utils.parsedate_to_datetime(text) for text in (given, headers.get("Date", "")))
        return max(moment - told, timedelta(0))  # by the receiver's own clock: ours may differ
    except (ValueError, TypeError):
        return None
