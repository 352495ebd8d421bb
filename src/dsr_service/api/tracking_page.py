"""The page that a mailed link leads to: it shows nothing of the request until its button is pressed."""

from typing import Final

from fastapi import APIRouter, Depends, Request
from starlette.responses import HTMLResponse, Response

from dsr_service.api import docs_page
from dsr_service.api.rate_limits import public_call
from dsr_service.api.strict_json import StrictRoute

router = APIRouter(
    prefix="/v1/track",
    route_class=StrictRoute,
    include_in_schema=False,
    dependencies=[Depends(public_call)],
)
_PAGE: Final = """<!doctype html>
<html lang="fr">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="robots" content="noindex">
<title>RGPD / GDPR</title>
<link rel="icon" href="data:,">
<link rel="stylesheet" href="/v1/track/page.css">
</head>
<body>
<main id="page"></main>
<noscript><p>JavaScript est nécessaire. / This page needs JavaScript.</p></noscript>
<script src="/v1/track/page.js"></script>
</body>
</html>
"""


@router.get("", response_class=HTMLResponse)
async def page(request: Request) -> Response:
    return docs_page.cached_page(request, _PAGE)


@router.get("/page.js")
async def script(request: Request) -> Response:
    return docs_page.asset_response(request, "track.js")


@router.get("/page.css")
async def style(request: Request) -> Response:
    return docs_page.asset_response(request, "track.css")
