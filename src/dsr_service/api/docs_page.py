"""The documentation that the service itself serves: the document, a page to read and try it, and the errors' page."""

import hashlib
import importlib.resources
from collections.abc import Sequence
from functools import cache
from typing import Any, Final, NamedTuple

from fastapi import APIRouter, FastAPI
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from dsr_service.api import etags, openapi
from dsr_service.api.errors_page import as_html
from dsr_service.api.problems import problems
from dsr_service.api.strict_json import StrictRoute
from dsr_service.domain.errors import NotFound

# No inline script or style, no other host, no framing; `data:` is for the small icons inside the style sheet.
POLICY: Final = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
_HTML: Final = "text/html; charset=utf-8"
_ASSETS: Final = {
    "swagger-ui.css": ("fastapi_offline", "static/swagger-ui.css", "text/css; charset=utf-8"),
    "swagger-ui-bundle.js": (
        "fastapi_offline",
        "static/swagger-ui-bundle.js",
        "text/javascript; charset=utf-8",
    ),
    "favicon.png": ("fastapi_offline", "static/favicon.png", "image/png"),
    "docs.css": ("dsr_service.api", "assets/docs.css", "text/css; charset=utf-8"),
    "docs.js": ("dsr_service.api", "assets/docs.js", "text/javascript; charset=utf-8"),
    "track.js": ("dsr_service.api", "assets/track.js", "text/javascript; charset=utf-8"),
    "track.css": ("dsr_service.api", "assets/track.css", "text/css; charset=utf-8"),
    "page.css": ("dsr_service.api", "assets/page.css", "text/css; charset=utf-8"),
}
_PAGE: Final = """<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>The API of dsr_service</title>
<link rel="icon" href="/docs/assets/favicon.png" type="image/png">
<link rel="stylesheet" href="/docs/assets/swagger-ui.css">
<link rel="stylesheet" href="/docs/assets/docs.css">
</head>
<body>
<div id="api"></div>
<noscript>
<p>This page needs JavaScript; the document itself is at <a href="/openapi.json">/openapi.json</a>.</p>
</noscript>
<script src="/docs/assets/swagger-ui-bundle.js"></script>
<script src="/docs/assets/docs.js"></script>
</body>
</html>
"""


class _Asset(NamedTuple):
    content: bytes
    media_type: str
    etag: str


@cache
def _asset(name: str) -> _Asset:
    package, path, media_type = _ASSETS[name]
    content = importlib.resources.files(package).joinpath(path).read_bytes()
    return _asset_of(content, media_type)


def _asset_of(content: bytes, media_type: str) -> _Asset:
    return _Asset(content, media_type, etags.etag_of(hashlib.sha256(content).hexdigest()[:32]))


_router: Final = APIRouter(route_class=StrictRoute, include_in_schema=False)


def install(app: FastAPI, *, guard: Sequence[Any] = ()) -> None:
    """Serve /docs, /docs/errors and /openapi.json; `guard` are the dependencies that keep them from the public."""
    app.include_router(_router, dependencies=list(guard))
    openapi.install(app)


# Endpoints are kept in a cache of the framework's: they hold no application, or none would ever be given up.
@_router.get("/openapi.json")
async def document(request: Request) -> Response:
    state = request.app.state
    if not hasattr(state, "document"):
        state.document = _asset_of(openapi.as_text(request.app.openapi()).encode(), "application/json")
    return _cached(request, state.document)


@_router.get("/docs", response_class=HTMLResponse)
async def page(request: Request) -> Response:
    return cached_page(request, _PAGE)


@_router.get("/docs/errors", response_class=HTMLResponse)
async def errors(request: Request) -> Response:
    return _cached(request, _errors())


@_router.get("/docs/assets/{name}", responses={200: {"content": {"*/*": {}}}, **problems(NotFound)})
async def asset(request: Request, name: str) -> Response:
    if name not in _ASSETS:
        raise NotFound
    return _cached(request, _asset(name))


@cache
def _errors() -> _Asset:
    return _asset_of(as_html().encode(), _HTML)


@cache
def _page_of(html: str) -> _Asset:
    return _asset_of(html.encode(), _HTML)


def cached_page(request: Request, html: str) -> Response:
    """A fixed page under the same policy as the documentation's."""
    return _cached(request, _page_of(html))


def asset_response(request: Request, name: str) -> Response:
    return _cached(request, _asset(name))


def _cached(request: Request, asset: _Asset) -> Response:
    headers = {"ETag": asset.etag, "Cache-Control": "no-cache", "Content-Security-Policy": POLICY}
    if etags.is_not_modified(request, asset.etag):
        return Response(status_code=304, headers=headers)
    return Response(asset.content, headers=headers, media_type=asset.media_type)
