"""What a rectification comes to: the right's outcome, the letters, and whom else it concerns (art. 16, 12, 19)."""

from collections.abc import Sequence

from dsr_service.domain import audit as events
from dsr_service.domain.data_map.source_changes import ChangePurpose, ChangeState
from dsr_service.domain.letters import LetterKind
from dsr_service.domain.recipient_notices import NoticeCause
from dsr_service.domain.rectifications import Correction, Verdict
from dsr_service.domain.rights import Outcome, Right
from dsr_service.services import audit, correspondence, lifecycle, recipient_notices, rectification_evidence
from dsr_service.services.context import OperationContext
from dsr_service.storage.tables import Rectification, SourceChange, SubjectRequest


async def settle(
    ctx: OperationContext,
    request: SubjectRequest,
    found: Rectification,
    corrections: Sequence[Correction],
    changes: Sequence[SourceChange],
) -> None:
    """The right has its outcome; each refused correction its ground and reasons, each made one its letter."""
    accepted = [each for each in corrections if each.verdict is Verdict.ACCEPT]
    refused = [each for each in corrections if each.verdict is Verdict.REFUSE]
    asked = next(r for r in request.rights if r.right is Right.RECTIFICATION)
    asked.outcome = (
        Outcome.FULFILLED if not refused else Outcome.PARTLY_REFUSED if accepted else Outcome.REFUSED
    )
    asked.decided_at, asked.decided_by = ctx.now, str(found.decided_by)
    asked.ground = refused[0].ground if refused else None
    asked.reasons = "\n".join(f"{each.field}: {each.reasons}" for each in refused) or None
    await audit.record(ctx, events.RightDecided(request.id, asked.right, asked.outcome, asked.ground))
    await rectification_evidence.close(ctx, request, {d for each in corrections for d in each.documents})
    made = {ChangeState.DONE, ChangeState.UNCHANGED}
    await _write(ctx, request, found, corrections, [each for each in changes if each.state in made])
    collections = {f"{c.dataset}.{c.collection}" for c in changes if c.state in made and c.dataset}
    if collections:
        await recipient_notices.plan(
            ctx, request, NoticeCause.RECTIFICATION, collections=collections, anchor=str(found.id)
        )
    await lifecycle.close_if_settled(ctx, request)


async def _write(
    ctx: OperationContext,
    request: SubjectRequest,
    found: Rectification,
    corrections: Sequence[Correction],
    made: Sequence[SourceChange],
) -> None:
    accepted = [each for each in enumerate(corrections) if each[1].verdict is Verdict.ACCEPT]
    refused = [each for each in corrections if each.verdict is Verdict.REFUSE]
    pending = [asked.right for asked in request.rights if asked.outcome is Outcome.PENDING]
    if accepted:
        await correspondence.write(
            ctx,
            request,
            LetterKind.RECTIFICATION_DONE,
            anchor=str(found.id),
            rights=[Right.RECTIFICATION],
            pending=pending,
            reasons="\n".join(_said(each) for number, each in accepted if _rectified(made, number)),
            noted=[_said(each) for number, each in accepted if any(_notes(made, number))],
            statement_added=any(each.purpose is ChangePurpose.STATEMENT for each in made),
        )
    for ground in dict.fromkeys(str(each.ground) for each in refused):
        of_ground = [each for each in refused if each.ground == ground]
        await correspondence.write(
            ctx,
            request,
            LetterKind.PARTIAL_REFUSAL if accepted or pending else LetterKind.REFUSAL,
            anchor=f"{found.id}/{ground}",
            rights=[Right.RECTIFICATION],
            pending=pending,
            ground=ground,
            reasons="\n".join(f"{each.field}: {each.reasons}" for each in of_ground),
        )


def _notes(made: Sequence[SourceChange], number: int) -> list[bool]:
    """Per change of a correction whether the record stayed as it was, with a note beside it."""
    return [
        each.purpose is ChangePurpose.NOTE or each.reason == "accounting_record"
        for each in made
        if each.correction == number and each.purpose is not ChangePurpose.STATEMENT
    ]


def _rectified(made: Sequence[SourceChange], number: int) -> bool:
    return not all(_notes(made, number) or [False])


def _said(correction: Correction) -> str:
    return f"{correction.field}: {'-' if correction.new_value is None else correction.new_value}"
