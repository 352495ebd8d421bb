"""Which letter tells the person of which change; each is called in the transaction of its change."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Final

from dsr_service.domain.ground_phrases import PURPOSES
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.localized_text import LocalizedText, language_of
from dsr_service.domain.rights import DIRECT_MARKETING, Outcome, Right
from dsr_service.domain.webhooks import EventType
from dsr_service.services import correspondence, webhook_events
from dsr_service.services.context import OperationContext
from dsr_service.storage import deadlines as deadline_rows
from dsr_service.storage import registers as register_rows
from dsr_service.storage.tables import ProcessingActivityRow, SubjectRequest

_SETTLED: Final[Mapping[Right, LetterKind]] = {
    Right.RECTIFICATION: LetterKind.RECTIFICATION_DONE,
    Right.ERASURE: LetterKind.ERASURE_DONE,
    Right.RESTRICTION: LetterKind.RESTRICTION_SET,
    Right.OBJECTION: LetterKind.OBJECTION_UPHELD,
}


async def acknowledge(ctx: OperationContext, request: SubjectRequest) -> None:
    """That the request came in, under which number, and until when the answer comes; told once."""
    clock = await deadline_rows.get(ctx.session, request.id)
    await correspondence.write(
        ctx,
        request,
        LetterKind.ACKNOWLEDGEMENT,
        rights=[asked.right for asked in request.rights],
        due_on=clock.due_date,
        identity_needed=request.identity_required and request.identity_verified_at is None,
        portability_first=ctx.policy.portability_notice and _closes_without_a_copy(request),
    )
    received = {"rights": [asked.right for asked in request.rights], "channel": request.channel}
    await webhook_events.emit(ctx, EventType.REQUEST_RECEIVED, request.id, received)


def _closes_without_a_copy(request: SubjectRequest) -> bool:
    """Before an account is closed the person is to hear of portability (WP242, part V)."""
    asked = {each.right for each in request.rights}
    return Right.ERASURE in asked and not asked & {Right.PORTABILITY, Right.ACCESS}


async def marketing_ended(ctx: OperationContext, request: SubjectRequest) -> None:
    """Of an objection to several purposes the one to direct marketing has taken effect; the others are examined."""
    await correspondence.write(
        ctx,
        request,
        LetterKind.OBJECTION_UPHELD,
        anchor=DIRECT_MARKETING,
        upheld_purposes=await _named(ctx, request, [DIRECT_MARKETING]),
    )


async def _named(ctx: OperationContext, request: SubjectRequest, purposes: Sequence[str]) -> list[str]:
    """Purposes as the register of processing activities calls them to people."""
    language = language_of(request.locale)
    found = []
    for purpose in purposes:
        row = await register_rows.entry(ctx.session, ProcessingActivityRow, purpose)
        name = LocalizedText.of(row.entry.get("name")) if row else None
        known = PURPOSES.get(purpose)
        found.append(
            name.into(request.locale) if name else known[language] if known else purpose.replace("_", " ")
        )
    return found


async def refused(
    ctx: OperationContext,
    request: SubjectRequest,
    rights: Sequence[Right],
    ground: str,
    reasons: str,
    *,
    refused_purposes: Sequence[str] = (),
    upheld_purposes: Sequence[str] = (),
) -> None:
    """Reasons, authority and judicial remedy, for the whole or for a part (art. 12(4))."""
    whole = all(asked.outcome is Outcome.REFUSED for asked in request.rights)
    kind = LetterKind.REFUSAL if whole else LetterKind.PARTIAL_REFUSAL
    if set(rights) == {Right.OBJECTION}:
        kind = LetterKind.OBJECTION_REFUSED
    await correspondence.write(
        ctx,
        request,
        kind,
        anchor=_anchor(rights),
        rights=rights,
        pending=_pending(request),
        ground=ground,
        reasons=reasons,
        refused_purposes=await _named(ctx, request, refused_purposes),
        upheld_purposes=await _named(ctx, request, upheld_purposes),
    )


async def settled(ctx: OperationContext, request: SubjectRequest, right: Right, reasons: str) -> None:
    """That a person carried the right out, and what was done (art. 12(3))."""
    await correspondence.write(
        ctx,
        request,
        _SETTLED.get(right, LetterKind.FULFILLED),
        anchor=_anchor([right]),
        rights=[right],
        pending=_pending(request),
        reasons=reasons,
    )


async def released(
    ctx: OperationContext, request: SubjectRequest, rights: Sequence[Right], until: datetime | None
) -> None:
    """The answer is ready; the letter holds the way to it, never the data."""
    await correspondence.write(
        ctx,
        request,
        LetterKind.FULFILLED,
        anchor=_anchor(rights),
        rights=rights,
        pending=_pending(request),
        until=until,
    )


def _pending(request: SubjectRequest) -> list[Right]:
    return [asked.right for asked in request.rights if asked.outcome is Outcome.PENDING]


def _anchor(rights: Sequence[Right]) -> str:
    """A right is decided once, so that the letter of its decision is told by it."""
    return "+".join(sorted(rights))
