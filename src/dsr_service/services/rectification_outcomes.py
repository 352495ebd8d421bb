"""What a rectification comes to: the right's outcome, the letters, and whom else it concerns (art. 16, 12, 19)."""

from collections.abc import Sequence

from dsr_service.domain import audit as events
from dsr_service.domain.data_map.source_changes import ChangeState
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
    await _write(ctx, request, found, accepted, refused)
    made = {ChangeState.DONE, ChangeState.UNCHANGED}
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
    accepted: Sequence[Correction],
    refused: Sequence[Correction],
) -> None:
    pending = [asked.right for asked in request.rights if asked.outcome is Outcome.PENDING]
    if accepted:
        await correspondence.write(
            ctx,
            request,
            LetterKind.RECTIFICATION_DONE,
            anchor=str(found.id),
            rights=[Right.RECTIFICATION],
            pending=pending,
            reasons="\n".join(f"{each.field}: {_said(each.new_value)}" for each in accepted),
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


def _said(value: str | None) -> str:
    return "-" if value is None else value
