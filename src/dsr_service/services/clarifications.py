"""Asking the person what a request is about, by a letter that stops the clock (recital 63)."""

from uuid import UUID

from dsr_service.domain.deadlines.suspensions import SuspensionCause
from dsr_service.domain.errors import InvalidInput, Violation
from dsr_service.domain.letters import LetterKind
from dsr_service.services import correspondence, deadlines, visibility
from dsr_service.services.context import OperationContext
from dsr_service.storage.tables import SuspensionRow


async def suspend(
    ctx: OperationContext, request_id: UUID, cause: SuspensionCause, doubt: str | None, question: str | None
) -> SuspensionRow:
    """Stop the clock; with a question the person is asked it by letter, without one they were asked otherwise."""
    if question is not None and cause is not SuspensionCause.CLARIFICATION:
        raise InvalidInput(
            violations=[Violation("A question is asked to clarify a request, nothing else.", "/question")]
        )
    suspension = await deadlines.suspend(ctx, request_id, cause, doubt)
    if question is not None:
        await correspondence.write(
            ctx,
            await visibility.lock(ctx, request_id),
            LetterKind.CLARIFICATION_ASKED,
            anchor=str(suspension.id),
            question=question,
        )
    return suspension
