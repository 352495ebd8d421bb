"""Destroying identity copies on the verdict, after the grace that is configured; scanning those that were held."""

from collections.abc import Mapping
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import document_scans, identity_documents
from dsr_service.services.ports.document_inspection import ScannerUnavailable
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler, JobRun


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def destroy_identity_document(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await identity_documents.destroy(ctx, UUID(run.text("document_id")))
            await run.finish(ctx.session)

    async def scan_identity_document(run: JobRun) -> None:
        """A scanner that is still away fails the job, which comes back, more and more seldom."""
        document_id = UUID(run.text("document_id"))
        async with runtime.operation(SYSTEM) as ctx:
            held = await document_scans.held(ctx, document_id)
        infected = False
        if held is not None and runtime.scanner is not None:
            content = b"".join([block async for block in runtime.sealed.open(held.original, held.key)])
            try:
                infected = await runtime.scanner.is_infected(content)
            except ScannerUnavailable:
                raise ScannerUnavailable from None  # without the wait that an upload's caller is told
        async with runtime.operation(SYSTEM) as ctx:
            await document_scans.record(ctx, document_id, infected=infected)
            await run.finish(ctx.session)

    return {
        "destroy_identity_document": destroy_identity_document,
        "scan_identity_document": scan_identity_document,
    }
