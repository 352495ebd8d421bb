"""Building a package anew without what a reviewer struck: claim, read the first edition, seal, record."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.attachments import Attachment
from dsr_service.domain.redactions import Target
from dsr_service.formats.package_reading import CopyReader, CopyUnreadable
from dsr_service.formats.packages import AttachedFile
from dsr_service.services import export_packages, package_editions
from dsr_service.services.attachments import reader
from dsr_service.services.package_contents import contents_of
from dsr_service.services.package_editions import Claim
from dsr_service.services.ports.scratch import FileStore, FileWriter, RowStore, SpooledFile
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
    with runtime.scratch.row_store() as spool, runtime.scratch.file_store() as store:
        rows = _Rows(spool, claim)
        copies = {part.name: _Copy(store) for part in claim.built.parts if part.name.startswith("files/")}
        await runtime.packages.copy_out(claim.built, claim.key, {"data.json": rows, **copies})
        contents = contents_of(
            claim.search,
            claim.right,
            claim.found,
            spool.lines,
            generated_at=runtime.clock.now(),
            read_at=rows.read_at(),
            struck=claim.struck,
            files=rows.files(copies, store),
        )
        # a blob of its own per attempt: one that died must not be overwritten by a slower one
        place = f"packages/{request_id}/{package_id}-{claim.edition}-{run.attempt}"
        built = await runtime.packages.build(contents, place, key)
    async with runtime.operation(SYSTEM) as ctx:
        wanted = await package_editions.record(ctx, claim, built, key)
        await run.finish(ctx.session)
    if not wanted:
        await runtime.documents.delete(place)


def struck_by(struck: Sequence[Target], attachment: Attachment) -> str | None:
    """The ground on which the cell that names the file was struck."""
    for target in struck:
        if target.collection == attachment.collection and target.row in {None, attachment.row}:
            path = target.field
            if path is None or path == attachment.field or attachment.field.startswith(f"{path}."):
                return target.ground
    return None


class _Copy:
    """Takes one file of the first edition. The spool takes one at a time, and they come one after the other."""

    def __init__(self, store: FileStore) -> None:
        self._store = store
        self._writer: FileWriter | None = None

    def _begun(self) -> FileWriter:
        self._writer = self._writer or self._store.writer()
        return self._writer

    def write(self, data: bytes, /) -> int:
        return self._begun().write(data)

    def flush(self) -> None:
        """Nothing is held here."""

    def finish(self) -> None:
        self._begun().finish()

    def file(self) -> SpooledFile:
        return self._begun().file()


class _Rows:
    """Takes data.json in the thread that opens it, and spools its rows."""

    def __init__(self, spool: RowStore, claim: Claim) -> None:
        self._spool = spool
        self._reader = CopyReader()
        self._struck = claim.struck
        self._known = {str(address): address for address in claim.found}

    def write(self, data: bytes, /) -> int:
        for rows in self._reader.feed(data):
            self._spool.append(self._known[rows.collection], b"\n".join(rows.lines), len(rows.lines))
        return len(data)

    def flush(self) -> None:
        """Nothing is held."""

    def finish(self) -> None:
        """The last line ends with a break: nothing is left."""

    def files(self, copies: Mapping[str, "_Copy"], store: FileStore) -> list[AttachedFile]:
        """Those of the first edition, less those whose cell was struck."""
        if self._reader.head is None:
            raise CopyUnreadable
        kept = []
        for entry in self._reader.head.get("files", ()):
            attachment = Attachment(**entry)
            ground = struck_by(self._struck, attachment)
            if ground is not None:
                kept.append(
                    AttachedFile(replace(attachment, path=None, size=None, sha256=None, reason=ground))
                )
            elif attachment.path is None:
                kept.append(AttachedFile(attachment))
            else:
                kept.append(AttachedFile(attachment, reader(store, copies[attachment.path].file())))
        return kept

    def read_at(self) -> Mapping[str, tuple[datetime, ...]]:
        if self._reader.head is None:
            raise CopyUnreadable
        told: Mapping[str, Sequence[str]] = self._reader.head["read_at"]
        return {dataset: tuple(map(datetime.fromisoformat, times)) for dataset, times in told.items()}
