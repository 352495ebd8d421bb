"""What time or the end of a request takes away: papers, unreleased and expired packages, kept answers."""

from collections.abc import Mapping
from datetime import timedelta
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.jobs.identity_documents import destroy
from dsr_service.services import retention
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler, JobRun

IDEMPOTENCY_KEPT = timedelta(hours=48)


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def clear_away(run: JobRun) -> None:
        """After a request closed: its papers and, unless it was fulfilled, its packages."""
        request_id = UUID(run.text("request_id"))
        async with runtime.operation(SYSTEM) as ctx:
            documents = await retention.papers_of(ctx, request_id)
        for document_id in documents:
            await destroy(runtime, run, document_id)
        async with runtime.operation(SYSTEM) as ctx:
            await run.assert_still_mine(ctx.session)
            blobs = await retention.drop_unreleased(ctx, request_id)
        for blob in blobs:
            await runtime.documents.delete(blob)

    async def expire_packages(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await run.assert_still_mine(ctx.session)
            blobs = await retention.expire_packages(ctx)
            await retention.forget_answers(ctx, ctx.now - IDEMPOTENCY_KEPT)
        for blob in blobs:
            await runtime.documents.delete(blob)

    return {"clear_away": clear_away, "expire_packages": expire_packages}
