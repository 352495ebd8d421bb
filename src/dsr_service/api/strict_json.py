"""A route that reads its request strictly: media types, body limit, JSON, parameters; then it handles it."""

import inspect
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from typing import Any, Final, Self
from uuid import UUID

from fastapi import params
from fastapi.routing import APIRoute
from starlette.datastructures import FormData
from starlette.formparsers import MultiPartException
from starlette.requests import Request
from starlette.responses import Response

from dsr_service.api import deprecation, json_decoding, parameters
from dsr_service.api.form_parsing import StrictFormParser
from dsr_service.api.middleware import add_header
from dsr_service.api.problems import MEDIA_TYPE as PROBLEM_TYPE
from dsr_service.api.problems import ApiError, Malformed
from dsr_service.domain.errors import Kind, Violation

DEFAULT_BODY_LIMIT: Final = (
    256 * 1024
)  # the largest JSON that people write here is a data map, which says its own
_JSON_TYPES: Final = frozenset({"application/json", "application/json;charset=utf-8"})
_ACCEPTS_REMEMBERED: Final = 64


class UnsupportedMediaType(ApiError):
    code = "unsupported_media_type"
    kind = Kind.UNSUPPORTED_TYPE
    title = "This route does not take a body of this media type."


class BodyTooLarge(ApiError):
    code = "body_too_large"
    kind = Kind.TOO_LARGE
    title = "The request body is larger than this route takes."


class NotAcceptable(ApiError):
    code = "not_acceptable"
    kind = Kind.NOT_ACCEPTABLE
    title = "None of the media types in Accept is offered here."


class StrictRequest(Request):
    """A request whose body is counted while it streams in, and whose JSON is decoded strictly."""

    body_limit: int = DEFAULT_BODY_LIMIT
    form_fields: parameters.Declared | None = None

    @classmethod
    def of(cls, request: Request) -> Self:
        """The strict view of `request`; what was read of it already is kept."""
        if isinstance(request, cls):
            return request
        strict = cls(request.scope, request._receive, request._send)  # noqa: SLF001 Starlette has no public copy
        if hasattr(request, "_body"):
            strict._body = request._body  # noqa: SLF001
        return strict

    async def stream(self) -> AsyncGenerator[bytes, None]:
        read = 0
        async for chunk in super().stream():
            read += len(chunk)
            if read > self.body_limit:
                raise too_large(self.body_limit)
            yield chunk

    async def json(self) -> Any:
        if not hasattr(self, "_json"):
            check_json_type(self)
            self._json = json_decoding.decode(await self.body())
        return self._json

    async def _get_form(self, **_: Any) -> FormData:
        if self._form is None:
            check_form_type(self)
            try:
                async with aclosing(self.stream()) as stream:
                    form = await StrictFormParser(self.headers, stream).parse()
            except (MultiPartException, UnicodeDecodeError, ValueError):
                detail = "The multipart body can't be read, or can be read in two ways."
                raise Malformed(detail, violations=[Violation(detail, "")]) from None
            if self.form_fields is not None:
                parameters.check_form(form, self.form_fields)
            self._form = form
        return self._form


def too_large(limit: int) -> BodyTooLarge:
    return BodyTooLarge(f"This route takes a body of at most {limit} bytes.")


def check_json_type(request: Request) -> None:
    """Only `application/json` in UTF-8: form types would let a web page post across origins unasked."""
    if "content-encoding" in request.headers:
        raise UnsupportedMediaType("No Content-Encoding is taken.", headers={"Accept-Encoding": "identity"})
    given = request.headers.get("content-type", "")
    plain = given.replace(" ", "").replace('"', "").lower()
    if plain not in _JSON_TYPES:
        raise UnsupportedMediaType(
            "Send the body as application/json, in UTF-8.", headers={"Accept": "application/json"}
        )


def check_form_type(request: Request) -> None:
    if "content-encoding" in request.headers:
        raise UnsupportedMediaType("No Content-Encoding is taken.", headers={"Accept-Encoding": "identity"})
    given = request.headers.get("content-type", "")
    if given.partition(";")[0].strip().lower() != "multipart/form-data":
        raise UnsupportedMediaType(
            "Send the body as multipart/form-data.", headers={"Accept": "multipart/form-data"}
        )


class StrictRoute(APIRoute):
    """An `APIRoute` whose `max_body_size` is answered as a problem, and whose input is read strictly.

    A subclass that needs the request before the handler (to authenticate, to fingerprint the body) asks
    `self.strict(request)` for it and hands that on.
    """

    body_limit: int

    def __init__(self, path: str, endpoint: Callable[..., Any], **options: Any) -> None:
        # FastAPI's own limiter answers in plain text, and instead of a 401: so the limit is kept here
        limit = options.pop("max_body_size", None)
        self.body_limit = DEFAULT_BODY_LIMIT if limit is None else limit
        self._accepted: dict[str, bool] = {}
        self._form_fields: parameters.Declared | None = None
        super().__init__(_with_convertors(path, endpoint), endpoint, **options)

    def strict(self, request: Request) -> StrictRequest:
        """The strict view of `request`, with this route's limits; nothing is read yet."""
        if isinstance(request, StrictRequest):
            return request
        strict = StrictRequest.of(request)
        strict.body_limit = self.body_limit
        strict.form_fields = self._form_fields
        return strict

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        handle = super().get_route_handler()
        query = parameters.query_of(self.dependant)
        leaving = deprecation.headers_of(self.endpoint)
        body = self.body_field
        is_form = body is not None and isinstance(body.field_info, params.Form)
        self._form_fields = parameters.form_of(self.dependant) if is_form else None
        needs_body = body is not None and body.field_info.is_required()

        async def handle_strictly(request: Request) -> Response:
            strict = self.strict(request)
            for name, value in leaving:
                add_header(strict, name, value)
            self.check_accept(strict)
            if strict.scope["query_string"]:
                parameters.check_query(strict.scope["query_string"], query)
            self.check_length(strict)
            if body is not None and not is_form and (needs_body or await strict.body()):
                await strict.json()
            return await handle(strict)

        return handle_strictly

    def check_accept(self, request: Request) -> None:
        """406 where nothing that this route can answer is acceptable (RFC 9110, 12.5.1)."""
        accept = request.headers.get("accept")
        if not accept or accept == "*/*":
            return
        acceptable = self._accepted.get(accept)
        if acceptable is None:
            acceptable = _accepts(accept, self._offered())
            if len(self._accepted) < _ACCEPTS_REMEMBERED:
                self._accepted[accept] = acceptable
        if not acceptable:
            raise NotAcceptable

    def _offered(self) -> set[str]:
        offered = {PROBLEM_TYPE}
        response_class = getattr(self.response_class, "value", self.response_class)
        declared = [
            media
            for status, response in self.responses.items()
            if str(status).startswith("2")
            for media in response.get("content", {})
        ]
        offered.update(declared)
        if not declared or self.response_model is not None:
            offered.add(getattr(response_class, "media_type", None) or "application/octet-stream")
        return offered

    def check_length(self, request: Request) -> None:
        """Refuse by Content-Length alone, before a byte is buffered; what lies about it is counted."""
        length = request.headers.get("content-length")
        if (
            length is not None
            and length.isascii()
            and length.isdigit()
            and int(length[:18]) > self.body_limit
        ):
            raise too_large(self.body_limit)


def _with_convertors(path: str, endpoint: Callable[..., Any]) -> str:
    """Have the router tell ids from words: `/requests/search` is then no request, and what is no id is 404."""
    for name, annotation in inspect.get_annotations(endpoint, eval_str=True).items():
        if annotation is UUID:
            path = path.replace(f"{{{name}}}", f"{{{name}:uuid}}")
    return path


def _accepts(accept: str, offered: set[str]) -> bool:
    """Whether one of `offered` is acceptable; the most specific range of each decides."""
    if "*/*" in offered:
        return True
    ranges: dict[str, float] = {}
    for item in accept[:4096].split(","):
        media, *attributes = (piece.strip().lower() for piece in item.split(";"))
        if media:
            ranges[media] = max(_quality(attributes), ranges.get(media, 0.0))
    for media in offered:
        plain = media.partition(";")[0].lower()
        for candidate in (plain, plain.partition("/")[0] + "/*", "*/*"):
            if candidate in ranges:
                if ranges[candidate] > 0:
                    return True
                break
    return not ranges


def _quality(attributes: list[str]) -> float:
    for attribute in attributes:
        name, _, value = attribute.partition("=")
        if name.strip() == "q":
            try:
                return float(value)
            except ValueError:
                return 0.0
    return 1.0
