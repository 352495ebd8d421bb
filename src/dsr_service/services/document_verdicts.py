"""The end of an uploaded copy: its verdict, if it had one, and the job that destroys it (art. 5(1)(e))."""

from dsr_service.domain.identity.documents import DocumentStatus
from dsr_service.domain.jobs import Job
from dsr_service.services.context import OperationContext
from dsr_service.storage import job_queue
from dsr_service.storage.tables import IdentityDocument


async def record(ctx: OperationContext, document: IdentityDocument, status: DocumentStatus | None) -> None:
    """None: nobody gave one; it is noted as unreviewed when it is destroyed."""
    if status is not None:
        document.status, document.reviewed_at, document.reviewed_by = status, ctx.now, ctx.actor.id
        await ctx.session.flush()
    await job_queue.enqueue(
        ctx.session,
        Job(
            "destroy_identity_document",
            {"document_id": str(document.id)},
            run_after=ctx.now + ctx.policy.identity_grace if ctx.policy.identity_grace else None,
        ),
    )
