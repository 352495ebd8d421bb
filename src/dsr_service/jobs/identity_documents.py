"""Destroying identity copies: on the verdict, and when the request is over."""

from collections.abc import Mapping
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import identity_documents
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler, JobRun


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def destroy_identity_document(run: JobRun) -> None:
        await destroy(runtime, run, UUID(run.text("document_id")))

    return {"destroy_identity_document": destroy_identity_document}


async def destroy(runtime: Runtime, run: JobRun, document_id: UUID) -> None:
    """The key first: from then on nobody opens the blobs, which are swept if we die before their deletion."""
    async with runtime.operation(SYSTEM) as ctx:
        await run.assert_still_mine(ctx.session)
        blobs = await identity_documents.destroy(ctx, document_id)
    for blob in blobs:
        await runtime.documents.delete(blob)
