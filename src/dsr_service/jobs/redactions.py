"""Building a package anew without what a reviewer struck: claim, read the first edition, seal, record."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.formats.package_reading import CopyReader, CopyUnreadable
from dsr_service.services import export_packages, package_editions
from dsr_service.services.package_contents import contents_of
from dsr_service.services.package_editions import Claim
from dsr_service.services.ports.scratch import RowStore
from dsr_service.services.runtime import Runtime
from dsr_service.services.sealing_keys import holder_of
from dsr_service.storage.job_runs import Handler, JobRun


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def redact_package(run: JobRun) -> None:
        await carry_out(runtime, run)

    return {"redact_package": redact_package}


async def carry_out(runtime: Runtime, run: JobRun) -> None:
    """One attempt. Until it is recorded the last edition stands, which nobody can approve any more."""
    request_id, package_id = UUID(run.text("request_id")), UUID(run.text("package_id"))
    async with runtime.operation(SYSTEM) as ctx:
        await run.assert_still_mine(ctx.session)
        claim = await package_editions.claim(ctx, request_id, package_id)
    if claim is None:
        return
    purpose = export_packages.purpose_of(package_id, claim.edition)
    key = await runtime.sealed.new_key(holder_of(request_id, purpose))
    with runtime.scratch.row_store() as spool:
        rows = _Rows(spool, claim)
        await runtime.packages.copy_out(claim.built, claim.key, {"data.json": rows})
        contents = contents_of(
            claim.search,
            claim.right,
            claim.found,
            spool.lines,
            generated_at=runtime.clock.now(),
            read_at=rows.read_at(),
            struck=claim.struck,
        )
        # a blob of its own per attempt: one that died must not be overwritten by a slower one
        place = f"packages/{request_id}/{package_id}-{claim.edition}-{run.attempt}"
        built = await runtime.packages.build(contents, place, key)
    async with runtime.operation(SYSTEM) as ctx:
        wanted = await package_editions.record(ctx, claim, built, key)
        await run.finish(ctx.session)
    if not wanted:
        await runtime.documents.delete(place)


class _Rows:
    """Takes data.json in the thread that opens it, and spools its rows."""

    def __init__(self, spool: RowStore, claim: Claim) -> None:
        self._spool = spool
        self._reader = CopyReader()
        self._known = {str(address): address for address in claim.found}

    def write(self, data: bytes, /) -> int:
        for rows in self._reader.feed(data):
            self._spool.append(self._known[rows.collection], b"\n".join(rows.lines), len(rows.lines))
        return len(data)

    def flush(self) -> None:
        """Nothing is held."""

    def finish(self) -> None:
        """The last line ends with a break: nothing is left."""

    def read_at(self) -> Mapping[str, tuple[datetime, ...]]:
        if self._reader.head is None:
            raise CopyUnreadable
        told: Mapping[str, Sequence[str]] = self._reader.head["read_at"]
        return {dataset: tuple(map(datetime.fromisoformat, times)) for dataset, times in told.items()}
