"""Letters over HTTP for the storefront whose own mail system sends them: fetch one, say what became of it."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation, OperationRoute
from dsr_service.api.problems import problems
from dsr_service.api.schemas import Body, Key, View
from dsr_service.domain.errors import Forbidden, InvalidInput, NotFound
from dsr_service.services import handovers
from dsr_service.services.handovers import HandoverOutcome, LetterSettled

router = APIRouter(
    prefix="/v1/outgoing-letters", route_class=OperationRoute, dependencies=SECURED, tags=["Correspondence"]
)


class OutgoingLetterOut(View):
    """One mail, ready to be sent: codes and links are in it."""

    id: UUID = Field(description="The same over all events: what was sent already is to be passed over.")
    to: str = Field(description="The one address that it may go to.", examples=["camille.martin@example.com"])
    locale: str = Field(examples=["fr"])
    subject: str
    text: str
    html: str | None
    written_at: datetime


class LetterOutcomeIn(Body):
    outcome: HandoverOutcome
    code: Annotated[
        Key | None, Field(description="Why it failed for good.", examples=["mailbox_unknown"])
    ] = None


class LetterOutcomeOut(View):
    id: UUID
    outcome: HandoverOutcome


@router.get(
    "/{letter_id}",
    operation_id="getOutgoingLetter",
    summary="Fetch a letter to send it",
    description="For the storefront that mails letters itself (`DSR_LETTERS_SENT_BY`), after a `message.ready`; as "
    "long as no outcome is known. It is sent as it is, to that address alone (art. 12(1), 32).",
    responses=problems(NotFound, Forbidden),
)
async def fetch(letter_id: UUID, ctx: Operation) -> OutgoingLetterOut:
    letter = await handovers.read(ctx, letter_id)
    return OutgoingLetterOut(
        id=letter.message_id,
        to=letter.to,
        locale=letter.locale,
        subject=letter.subject,
        text=letter.body,
        html=letter.html,
        written_at=letter.written_at,
    )


@router.post(
    "/{letter_id}/outcome",
    operation_id="reportLetterOutcome",
    summary="Say what became of a letter",
    description="`sent` once the mail system has taken it: an extension counts only if its notice went out in time "
    "(art. 12(3)). `failed` when the address refuses it for good: it then goes to the next one known, or by hand.",
    responses=problems(NotFound, Forbidden, InvalidInput, LetterSettled),
)
async def report(letter_id: UUID, body: LetterOutcomeIn, ctx: Operation) -> LetterOutcomeOut:
    outcome = await handovers.report(ctx, letter_id, body.outcome, body.code)
    return LetterOutcomeOut(id=letter_id, outcome=outcome)
