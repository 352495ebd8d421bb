"""Proving an identity over HTTP by other means than a document, and asking for a proof."""

from typing import Annotated, Literal, cast
from uuid import UUID

from fastapi import APIRouter, Request, Response
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute, shown_refusal
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Prose
from dsr_service.api.subject_request_bodies import RequestOut
from dsr_service.api.subject_requests import changed
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.domain.identity.access_links import CodeRefused
from dsr_service.domain.identity.assertions import MAX_LENGTH, AssertionRefused, AssertionUsed
from dsr_service.domain.identity.identity_policy import DoubtNotRecorded, Means, ProofNotAskable
from dsr_service.domain.subject_requests import IllegalTransition
from dsr_service.services import identity_codes, identity_proofs

router = APIRouter(prefix="/v1/requests", route_class=OperationRoute, dependencies=SECURED, tags=["Identity"])
ASSERTION_PATTERN = r"^[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+\.[A-Za-z0-9_-]+$"
ASSERTION_EXAMPLE = "eyJhbGciOiJFUzI1NiIsImtpZCI6IjAxOTJmMGMxIn0.eyJqdGkiOiI3ZjljMmJhNGU4In0.c2lnbmF0dXJl"


class SessionIn(Body):
    """The person is signed in at the storefront. Without an assertion only staff may say so."""

    method: Literal["authenticated_session"]
    assertion: Annotated[str, Field(pattern=ASSERTION_PATTERN, max_length=MAX_LENGTH)] | None = Field(
        None,
        description="A JWT signed with a registered assertion key; its claims are told in docs/identity.md.",
        examples=[ASSERTION_EXAMPLE],
    )
    note: Prose | None = None


class OtherMeansIn(Body):
    """What staff saw."""

    method: Literal["known_address_code", "in_person", "callback"] = Field(
        description="How else the identity was proved; always accepted where equivalent (art. 12(6)).",
        examples=["in_person"],
    )
    note: Prose | None = None


class CodeToSendIn(Body):
    """A code that went to an address known before the request."""

    method: Literal["one_time_code"]
    code: Annotated[str, Field(min_length=6, max_length=40)] = Field(examples=["7K3F-9QX2"])


VerificationIn = Annotated[SessionIn | CodeToSendIn | OtherMeansIn, Field(discriminator="method")]


class IdentityRequestIn(Body):
    reasonable_doubt_reason: Prose | None = Field(
        None, description="The doubt (art. 12(6)); only with one is the clock suspended."
    )


@router.post(
    "/{request_id}/identity-verification",
    operation_id="verifyIdentityByOtherMeans",
    summary="Prove an identity by other means",
    description="A signed-in session, a code to the known address, a visit: equivalent means count (art. 12(6)).",
    responses=problems(
        NotFound, Forbidden, InvalidInput, IllegalTransition, AssertionRefused, AssertionUsed, CodeRefused
    ),
)
async def verify(
    request_id: UUID, body: VerificationIn, http: Request, ctx: Operation, response: Response
) -> RequestOut:
    if isinstance(body, CodeToSendIn):
        outcome = await identity_codes.verify(ctx, request_id, body.code)
        if isinstance(outcome, CodeRefused):
            return cast(RequestOut, shown_refusal(http, outcome))
        return await changed(ctx, outcome, response)
    if isinstance(body, SessionIn) and body.assertion is not None:
        request = await identity_proofs.verify_by_assertion(ctx, request_id, body.assertion)
    else:
        request = await identity_proofs.verify_by_staff(ctx, request_id, Means(body.method), body.note)
    return await changed(ctx, request, response)


@router.post(
    "/{request_id}/identity-request",
    operation_id="askForIdentity",
    summary="Ask for proof of identity",
    description="Asks the person for proof; only a recorded reasonable doubt suspends the clock (art. 12(6)). Never "
    "for an objection to direct marketing or a withdrawal of consent (art. 21(3), 7(3)).",
    responses=problems(
        NotFound, Forbidden, InvalidInput, IllegalTransition, ProofNotAskable, DoubtNotRecorded
    ),
)
async def ask(request_id: UUID, body: IdentityRequestIn, ctx: Operation, response: Response) -> RequestOut:
    return await changed(
        ctx, await identity_proofs.ask(ctx, request_id, body.reasonable_doubt_reason), response
    )
