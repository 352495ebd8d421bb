"""A small application of the tests' own, on which every convention can be tried without a database."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal

import sqlalchemy.exc
from fastapi import APIRouter, FastAPI, File, Form, Query, Request, UploadFile
from pydantic import BaseModel, ConfigDict, Field, field_validator

from dsr_service.api import downloads, etags, middleware, pagination, problems, strict_json
from dsr_service.api.access_log import AccessLog
from dsr_service.domain.errors import DsrError, Forbidden, Kind, NotFound, Refusal

CONTENT = bytes(range(256)) * 40


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", strict=True)


class Cat(Strict):
    kind: Literal["cat"]
    lives: int = Field(ge=0, le=9)


class Dog(Strict):
    kind: Literal["dog"]
    name: str


class Thing(Strict):
    name: str = Field(max_length=20)
    count: int = 0
    tags: list[str] = []
    labels: dict[str, int] = {}
    pet: Annotated[Cat | Dog, Field(discriminator="kind")] | None = None
    either: int | list[int] = 0

    @field_validator("name")
    @classmethod
    def _plain(cls, name: str) -> str:
        if name == "refused":
            raise Refusal("This name is taken by the house.")
        if name == "leaky":
            raise ValueError(f"{name} is a secret of the input")
        return name


class Teapot(DsrError):
    code = "teapot"
    kind = Kind.CONFLICT
    title = "The pot is short and stout."


def build(access_log: AccessLog | None = None) -> FastAPI:  # noqa: C901 one route per convention
    app = FastAPI(openapi_url=None, redirect_slashes=False)
    router = APIRouter(prefix="/things", route_class=strict_json.StrictRoute)

    @router.post("", status_code=201)
    async def create(body: Thing) -> Thing:
        return body

    @router.put("/maybe")
    async def maybe(body: Thing | None = None) -> bool:
        return body is not None

    @router.post("/large", max_body_size=1_000_000)
    async def large(body: dict[str, str]) -> int:
        return len(body)

    @router.get("/search")
    async def search(
        request: Request,
        q: Annotated[str, Query(max_length=10)] = "",
        tag: Annotated[list[str] | None, Query()] = None,
        least: Annotated[int | None, Query(ge=-10)] = None,
        alive: bool | None = None,
    ) -> list[str]:
        pagination.link_next(request, "n" * 24 if q == "more" else None)
        return [q, *(tag or [])]

    @router.post("/files", max_body_size=5000)
    async def files(
        file: Annotated[list[UploadFile], File()], note: Annotated[str, Form()] = ""
    ) -> list[str]:
        return [note, *(f.filename or "" for f in file)]

    @router.get("/{name}")
    async def get(name: str) -> str:
        match name:
            case "absent":
                raise NotFound
            case "forbidden":
                raise Forbidden
            case "teapot":
                raise Teapot
            case "broken":
                raise ValueError("secret-of-the-row jane@example.org")
            case "pool":
                raise sqlalchemy.exc.TimeoutError("QueuePool limit")
            case "refused":
                raise ConnectionRefusedError("127.0.0.1")
            case "sql":
                raise sqlalchemy.exc.ProgrammingError("SELECT secret", {"email": "jane"}, Exception("bad"))
            case "slow":
                raise TimeoutError
        return name

    @router.put("/{name}")
    async def put(request: Request, name: str, body: Thing) -> str:
        etags.check_if_match(request, etags.etag_of(7))
        return f"{name}{body.count}"

    @router.get("/{name}/content")
    async def content(request: Request, name: str):
        async def read(start: int, end: int) -> AsyncIterator[bytes]:
            data = CONTENT[start:end]
            if name == "short":
                data = data[:-1]
            if name == "long":
                data += b"x"
            for i in range(0, len(data), 1000):
                if name == "dies" and i > 3000:
                    raise RuntimeError("jane@example.org")
                yield data[i : i + 1000]
            if name == "ill":
                raise RuntimeError("the seal is broken")

        return downloads.download_response(
            request,
            open=read,
            size=0 if name == "empty" else len(CONTENT),
            media_type="application/zip",
            filename="rapport d'été.zip",
            etag='"abc"',
            sha256=b"\x00" * 32,
        )

    app.include_router(router, prefix="/v1")
    problems.install(app)
    middleware.install(app, trusted_proxies=["10.0.0.0/8", "2001:db8::/32"], access_log=access_log)

    @app.get("/who")
    async def who(request: Request) -> list[str | None]:
        return [request.client.host if request.client else None, request.url.scheme]

    return app
