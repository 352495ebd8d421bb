"""Ready calls for every operation of the document: real ids in the path, the document's example as the body."""

import copy
import json
from collections.abc import Iterator
from contextlib import nullcontext
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any
from uuid import UUID

import httpx

from dsr_service.api.examples import example_of
from dsr_service.api.middleware import SECURITY_HEADERS
from dsr_service.api.openapi import build, operations
from dsr_service.app import create_app
from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.identity.access_links import LINK_PREFIX, new_token, token_digest
from dsr_service.storage import known_channels
from dsr_service.storage.tables import AccessLink
from dsr_service_tests import Service, submission

DOCUMENT = build(create_app(nullcontext))
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010804000000b51c0c02"
    "0000000b4944415478da6364f80f00010501012718e3660000000049454e44ae426082"
)


@dataclass
class Call:
    operation: str
    method: str
    path: str
    ids: dict[str, str]
    query: dict[str, str] = field(default_factory=dict)
    headers: dict[str, str] = field(default_factory=dict)
    body: Any = None
    files: list[tuple[str, tuple[str, bytes, str]]] | None = None

    @property
    def url(self) -> str:
        return self.path.format(**self.ids)

    def changed(self) -> "Call":
        return copy.deepcopy(self)

    def arguments(self) -> dict[str, Any]:
        """For httpx: the body byte for byte, so that even what is no JSON can be sent."""
        headers = {name: value.encode("utf-8", "surrogatepass") for name, value in self.headers.items()}
        if self.files is not None:
            return {"params": self.query, "headers": headers, "files": self.files}
        if self.body is None:
            return {"params": self.query, "headers": headers}
        headers.setdefault("content-type", b"application/json")
        return {"params": self.query, "headers": headers, "content": json.dumps(self.body)}


async def calls(service: Service) -> list[Call]:
    """One call per operation, on a request that exists."""
    made = await service.clients["storefront"].post("/v1/requests", json=submission("access", "objection"))
    assert made.status_code in (200, 201), made.text
    ids = {
        "request_id": made.json()["id"],
        "right": "access",
        "key": "newsletter",
        "name": "x",
        "job_id": "job_42",
    }
    ids = {**ids, **dict.fromkeys(_path_names() - set(ids), "0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e")}
    return list(_calls(ids))


def _path_names() -> set[str]:
    return {
        parameter["name"]
        for _, _, operation in operations(DOCUMENT)
        for parameter in operation.get("parameters", ())
        if parameter["in"] == "path"
    }


def _calls(ids: dict[str, str]) -> Iterator[Call]:
    for path, method, operation in operations(DOCUMENT):
        call = Call(operation["operationId"], method.upper(), path, dict(ids))
        call.query = {
            parameter["name"]: example_of(parameter["schema"], DOCUMENT["components"]["schemas"])
            for parameter in operation.get("parameters", ())
            if parameter["in"] == "query" and parameter.get("required")
        }
        content = operation.get("requestBody", {}).get("content", {})
        if "application/json" in content:
            media = content["application/json"]
            call.body = (
                media["example"] if "example" in media else next(iter(media["examples"].values()))["value"]
            )
        elif "multipart/form-data" in content:
            call.files = [("file", ("passport.png", PNG, "image/png"))]
        yield call


class EveryDoor:
    """Calls each route through the door that it has: a data subject's session below /v1/track, the DPO's key else."""

    def __init__(self, dpo: httpx.AsyncClient, subject: httpx.AsyncClient) -> None:
        self._dpo, self._subject = dpo, subject

    async def request(self, method: str, url: str, **arguments: Any) -> httpx.Response:
        client = self._subject if url.startswith("/v1/track") else self._dpo
        return await client.request(method, url, **arguments)

    async def head(self, url: str, **arguments: Any) -> httpx.Response:
        return await self.request("HEAD", url, **arguments)

    async def options(self, url: str, **arguments: Any) -> httpx.Response:
        return await self.request("OPTIONS", url, **arguments)


async def subject_session(service: Service, request_id: str) -> str:
    """The bearer of a session of that request, as if its person had opened a link."""
    path = f"/v1/requests/{request_id}"
    stated = {"email": "camille@example.com", "known_since": "2020-01-01T00:00:00Z"}
    await service.clients["storefront"].post(f"{path}/known-channels", json=stated)
    token = new_token(LINK_PREFIX)
    async with service.runtime.operation(SYSTEM) as ctx:
        channel = (await known_channels.of_request(ctx.session, UUID(request_id)))[0]
        link = AccessLink(
            id=new_id(ctx.now), request_id=UUID(request_id), channel_id=channel.id, digest=token_digest(token),
            created_at=ctx.now, created_by="system", expires_at=ctx.now + timedelta(days=1),
        )  # fmt: skip
        ctx.session.add(link)
    opened = await service.clients["nobody"].post("/v1/track/sessions", json={"token": token})
    return str(opened.json()["session"])


def check_guarded(answer: httpx.Response) -> None:
    """The headers that every answer bears, each once."""
    for name, value in SECURITY_HEADERS:
        assert answer.headers.get_list(name.decode()) == [value.decode()], name
    assert answer.headers["traceparent"].startswith("00-")
