"""A storefront that signs assertions of its signed-in sessions."""

import hashlib
import itertools
import json
from typing import Any

from joserfc import jwt
from joserfc.jwk import ECKey, OctKey, RSAKey

from dsr_service_tests import START, submission

AUDIENCE = "dsr_service"
_numbers = itertools.count(1)


class SigningStorefront:
    """Keeps a key, and signs what it is told."""

    def __init__(self, key: Any, algorithm: str, key_id: str, issuer: str = "storefront") -> None:
        self.key, self.algorithm, self.key_id, self.issuer = key, algorithm, key_id, issuer

    @classmethod
    async def registered(
        cls, dpo, algorithm: str = "ES256", client: str = "storefront"
    ) -> "SigningStorefront":
        body: dict[str, Any] = {"client": client, "algorithm": algorithm}
        if algorithm == "HS256":
            made = (await dpo.post("/v1/assertion-keys", json=body)).json()
            key: Any = OctKey.import_key({"kty": "oct", "k": made["secret"]})
        else:
            key = new_key(algorithm)
            answer = await dpo.post(
                "/v1/assertion-keys", json={**body, "public_key": key.as_dict(private=False)}
            )
            made = answer.json()
            assert answer.status_code == 201, answer.text
        return cls(key, algorithm, made["id"], client)

    def claims(self, digest: str, about: str | None = None, **changed: Any) -> dict[str, Any]:
        now = int(START.timestamp())
        claims = {
            "iss": self.issuer,
            "aud": AUDIENCE,
            "sub": "camille.martin@example.com",
            "iat": now,
            "exp": now + 300,
            "jti": f"session-{next(_numbers)}",
            "body_sha256": digest,
        }
        if about is not None:
            claims["request_id"] = about
        claims |= changed
        return {name: value for name, value in claims.items() if value is not None}

    def sign(self, claims: dict[str, Any], **header: Any) -> str:
        header = {"alg": self.algorithm, "kid": self.key_id} | header
        return jwt.encode(header, claims, self.key, algorithms=[self.algorithm])


def new_key(algorithm: str) -> Any:
    if algorithm in {"RS256", "PS256"}:
        return RSAKey.generate_key(2048)
    return ECKey.generate_key({"ES256": "P-256", "ES384": "P-384"}[algorithm])


def body_of(*rights: str, **more: Any) -> tuple[bytes, str]:
    """A submission as bytes, with its digest."""
    body = json.dumps(submission(*rights, **more)).encode()
    return body, hashlib.sha256(body).hexdigest()


async def submit(storefront, body: bytes, token: str | None = None, **headers: str):
    if token is not None:
        headers["Subject-Assertion"] = token
    return await storefront.post(
        "/v1/requests", content=body, headers={"Content-Type": "application/json", **headers}
    )
