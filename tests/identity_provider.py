"""An OpenID Connect provider of the tests' own: a real HTTP server with keys that rotate."""

import asyncio
import base64
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from joserfc import jws
from joserfc.jwk import ECKey, OKPKey, RSAKey

SigningKey = RSAKey | ECKey | OKPKey


def rsa(kid: str, bits: int = 2048) -> RSAKey:
    return RSAKey.generate_key(bits, {"kid": kid, "use": "sig"})


@dataclass
class Provider:
    keys: list[SigningKey] = field(default_factory=lambda: [rsa("first")])
    extra: list[dict[str, Any]] = field(default_factory=list)  # published as they are
    port: int = 0
    asked: list[str] = field(default_factory=list)
    status: int = 200
    body: bytes | None = None
    issuer_told: str | None = None

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.port}/realms/shop"

    async def serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while True:
                head = await reader.readuntil(b"\r\n\r\n")
                path = head.split(b" ", 2)[1].decode()
                self.asked.append(path)
                body = self.body if self.body is not None else json.dumps(self._document(path)).encode()
                writer.write(b"HTTP/1.1 %d X\r\nContent-Length: %d\r\n\r\n" % (self.status, len(body)) + body)
                await writer.drain()
        except (asyncio.IncompleteReadError, ConnectionError):
            writer.close()

    def _document(self, path: str) -> dict[str, Any]:
        if path.endswith("/.well-known/openid-configuration"):
            return {"issuer": self.issuer_told or self.issuer, "jwks_uri": f"{self.issuer}/keys"}
        return {"keys": [*(key.as_dict(private=False) for key in self.keys), *self.extra]}

    def claims(self, now: datetime, **changed: Any) -> dict[str, Any]:
        given = {
            "iss": self.issuer, "aud": "dsr", "sub": "marie.dupont@shop.example", "azp": "desk",
            "iat": int(now.timestamp()), "exp": int((now + timedelta(minutes=5)).timestamp()),
            "realm_access": {"roles": ["dsr-staff", "offline_access"]}, **changed,
        }  # fmt: skip
        return {name: value for name, value in given.items() if value is not None}

    def token(
        self, now: datetime, *, key: SigningKey | None = None, alg: str = "RS256", head: dict[str, Any] | None = None,
        **changed: Any,
    ) -> str:  # fmt: skip
        key = key or self.keys[0]
        header = {"alg": alg, "typ": "at+jwt", "kid": key.kid, **(head or {})}
        header = {name: value for name, value in header.items() if value is not None}
        registry = jws.JWSRegistry(algorithms=[alg], strict_check_header=False)
        payload = json.dumps(self.claims(now, **changed))
        return jws.serialize_compact(header, payload, key, registry=registry)


def by_hand(header: dict[str, Any], payload: str, signature: bytes = b"") -> str:
    """A token that no library would make."""
    parts = (json.dumps(header).encode(), payload.encode(), signature)
    return ".".join(base64.urlsafe_b64encode(part).rstrip(b"=").decode() for part in parts)


@asynccontextmanager
async def running() -> AsyncIterator[Provider]:
    provider = Provider()
    server = await asyncio.start_server(provider.serve, "127.0.0.1", 0)
    provider.port = server.sockets[0].getsockname()[1]
    try:
        yield provider
    finally:
        server.close()
