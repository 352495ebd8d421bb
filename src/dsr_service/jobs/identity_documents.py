"""Destroying identity copies on the verdict, after the grace that is configured."""

from collections.abc import Mapping
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import identity_documents
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler, JobRun


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def destroy_identity_document(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await identity_documents.destroy(ctx, UUID(run.text("document_id")))
            await run.finish(ctx.session)

    return {"destroy_identity_document": destroy_identity_document}
