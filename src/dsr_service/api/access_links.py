"""The door of data subjects over HTTP: exchange a mailed link for a session, ask for a new link."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Depends, Request, Response
from pydantic import Field

from dsr_service.api.known_channels import SentOut
from dsr_service.api.operation import promptly, runtime_of
from dsr_service.api.problems import problems
from dsr_service.api.rate_limits import public_call
from dsr_service.api.schemas import Body, View
from dsr_service.api.strict_json import StrictRoute
from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.errors import InvalidInput
from dsr_service.domain.identity.access_links import LinkRefused
from dsr_service.services import access_links

_PREFIX = "/v1/track"
router = APIRouter(
    prefix=_PREFIX, route_class=StrictRoute, dependencies=[Depends(public_call)], tags=["Tracking"]
)


class LinkToOpenIn(Body):
    token: Annotated[str, Field(min_length=20, max_length=100, pattern=r"^[A-Za-z0-9_-]+$")] = Field(
        description="What stands behind the # of the link.",
        examples=["dsrl_3q2-7wAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA"],
    )


class SessionOut(View):
    session: str = Field(description="The bearer credential of the routes below /v1/track.")
    request_id: UUID
    expires_at: datetime


class LostLinkIn(Body):
    reference: Annotated[str, Field(max_length=17, pattern=r"^DSR-[0-9]{4}-[0-9A-Z]{8}$")] = Field(
        examples=["DSR-2026-7K3F9QX2"]
    )


@router.post(
    "/sessions",
    status_code=201,
    operation_id="openAccessLink",
    summary="Open an access link",
    description="Uses the link up and starts a short session of the one request that it was sent for (art. 12(2)). A "
    "GET of the link shows a page and uses nothing up, so that a mail scanner spoils nothing.",
    responses=problems(InvalidInput, LinkRefused),
)
async def open_link(body: LinkToOpenIn, http: Request, response: Response) -> SessionOut:
    session, secret = await promptly(
        runtime_of(http), SYSTEM, lambda ctx: access_links.open_session(ctx, body.token)
    )
    response.headers["Location"] = f"{_PREFIX}/request"
    return SessionOut(session=secret, request_id=session.request_id, expires_at=session.expires_at)


@router.post(
    "/links",
    status_code=202,
    operation_id="requestLostLink",
    summary="Ask for a new link",
    description="Sends a link to the known channel of the request of this reference, if there is one; the answer never "
    "tells (art. 12(2), 5(1)(f)).",
    responses=problems(InvalidInput),
)
async def lost_link(body: LostLinkIn, http: Request) -> SentOut:
    await promptly(runtime_of(http), SYSTEM, lambda ctx: access_links.request_lost_link(ctx, body.reference))
    return SentOut()
