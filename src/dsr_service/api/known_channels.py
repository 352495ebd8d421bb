"""Known channels over HTTP: state, list, confirm; have a code or a link sent there; stop a request."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter, Response
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, EmailAddress, Instant, Prose, View
from dsr_service.api.subject_request_bodies import RequestOut
from dsr_service.api.subject_requests import changed
from dsr_service.domain.erasure.erasures import ErasureUnderWay
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.fulfilment import FourEyes
from dsr_service.domain.identity.access_links import TooManyCodes
from dsr_service.domain.identity.known_channels import (
    ChannelAlreadyConfirmed,
    NoReleaseChannel,
    Origin,
    Standing,
)
from dsr_service.domain.subject_requests import IllegalTransition
from dsr_service.services import (
    access_links,
    disavowals,
    identity_codes,
    known_channels,
    subject_requests,
)
from dsr_service.services.context import OperationContext
from dsr_service.services.known_channels import StatedChannel
from dsr_service.storage.tables import KnownChannelRow, SubjectRequest

router = APIRouter(prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Identity"])


class ChannelIn(Body):
    email: EmailAddress
    known_since: Instant | None = Field(
        None, description="Since when the person is reached there; a storefront must say it."
    )


class SentOut(View):
    """The same whether the shop knows the person or not."""

    accepted: Annotated[bool, Field(description="Always true.")] = True


class ChannelOut(View):
    id: UUID
    email: str
    origin: Origin
    place: str | None = Field(description="The collection that it was read from.")
    known_since: datetime | None
    standing: Standing
    may_prove: bool = Field(description="A one-time code may go there.")
    may_release: bool = Field(description="Data may leave through it.")
    confirmed_at: datetime | None
    confirmed_by: str | None
    confirmation: str | None

    @classmethod
    def of(cls, ctx: OperationContext, request: SubjectRequest, row: KnownChannelRow) -> "ChannelOut":
        rules, known = ctx.policy.identity, row.known
        return cls(
            id=row.id,
            email=row.address,
            origin=row.origin,
            place=row.place,
            known_since=row.known_since,
            standing=known.standing(request.received_at, rules),
            may_prove=known.may_prove(request.received_at, rules),
            may_release=known.may_release(request.received_at, rules),
            confirmed_at=row.confirmed_at,
            confirmed_by=row.confirmed_by,
            confirmation=row.confirmation,
        )


class ConfirmationIn(Body):
    how: Prose = Field(
        description="How you made sure that the person is reached there.",
        examples=["Called back on the number of an order from last year."],
    )


class LinkToSendIn(Body):
    channel_id: UUID | None = Field(
        None, description="Staff: which known channel; the longest known one when left out."
    )


@router.post(
    "/{request_id}/known-channels",
    status_code=202,
    operation_id="stateKnownChannel",
    summary="State a known channel",
    description="Says that the person was reached there before the request, and since when. What a member of staff "
    "states needs a second person's check before data leave through it (art. 12(6), 32).",
    responses=problems(NotFound, Forbidden, InvalidInput),
)
async def state(request_id: UUID, body: ChannelIn, ctx: Operation) -> SentOut:
    await known_channels.state(ctx, request_id, StatedChannel(body.email, body.known_since))
    return SentOut()


@router.get(
    "/{request_id}/known-channels",
    operation_id="listKnownChannels",
    summary="List the known channels",
    description="Where the person was reached before the request, and what each may be used for (art. 12(6), 32).",
    responses=problems(NotFound, Forbidden),
)
async def list_channels(request_id: UUID, ctx: Operation) -> list[ChannelOut]:
    rows = await known_channels.list_channels(ctx, request_id)
    request = await subject_requests.read(ctx, request_id)
    return [ChannelOut.of(ctx, request, row) for row in rows]


@router.post(
    "/{request_id}/known-channels/{channel_id}/confirmation",
    operation_id="confirmKnownChannel",
    summary="Confirm a channel",
    description="A second person's recorded check: another one than who stated it and than who checked the identity. "
    "From then on data may leave through it (art. 12(6), 32).",
    responses=problems(NotFound, Forbidden, InvalidInput, FourEyes, ChannelAlreadyConfirmed),
)
async def confirm(request_id: UUID, channel_id: UUID, body: ConfirmationIn, ctx: Operation) -> ChannelOut:
    row = await known_channels.confirm(ctx, request_id, channel_id, body.how)
    return ChannelOut.of(ctx, await subject_requests.read(ctx, request_id), row)


@router.post(
    "/{request_id}/identity-codes",
    status_code=202,
    operation_id="sendIdentityCode",
    summary="Send a one-time code",
    description="To an address that was known before the request, never to one that came with it. The answer is the "
    "same whether there is one or not (art. 12(6), 5(1)(f)).",
    responses=problems(NotFound, Forbidden, IllegalTransition, TooManyCodes),
)
async def send_code(request_id: UUID, ctx: Operation) -> SentOut:
    await identity_codes.request_code(ctx, request_id)
    return SentOut()


@router.post(
    "/{request_id}/access-links",
    status_code=202,
    operation_id="sendAccessLink",
    summary="Send an access link",
    description="A single-use link to the person's own view, mailed to a known channel (art. 12(2)). The answer is "
    "the same whether there is one or not.",
    responses=problems(NotFound, Forbidden, InvalidInput, NoReleaseChannel, TooManyCodes),
)
async def send_link(request_id: UUID, body: LinkToSendIn, ctx: Operation) -> SentOut:
    await access_links.request_link(ctx, request_id, body.channel_id)
    return SentOut()


@router.post(
    "/{request_id}/disavowal",
    operation_id="disavowRequest",
    summary="Record that the person did not ask",
    description="Somebody reached through a known channel says that the request is not theirs: packages are revoked, "
    "proofs and approval are void, and the identity is in doubt (art. 12(6), 32).",
    responses=problems(NotFound, Forbidden, IllegalTransition, ErasureUnderWay),
)
async def disavow(request_id: UUID, ctx: Operation, response: Response) -> RequestOut:
    return await changed(ctx, await disavowals.disavow(ctx, request_id), response)
