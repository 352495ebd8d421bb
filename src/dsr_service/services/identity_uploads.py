"""An upload of identity documents between two transactions: inspect every file, then seal them."""

import hashlib
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.identifiers import new_id
from dsr_service.domain.identity.documents import DocumentRefused
from dsr_service.services.identity_documents import StoredCopy, purpose_of
from dsr_service.services.runtime import Runtime
from dsr_service.services.sealing_keys import holder_of


@dataclass(frozen=True, slots=True)
class ReceivedFile:
    """One file as it came: `content` is one byte longer than the limit when the file is."""

    filename: str
    declared_type: str | None
    content: bytes


def digest(files: Sequence[ReceivedFile]) -> bytes:
    """What makes two uploads the same, whatever the multipart boundary."""
    total = hashlib.sha256()
    for file in files:
        for part in (
            file.filename.encode("utf-8", "surrogatepass"),
            (file.declared_type or "").encode(),
            file.content,
        ):
            total.update(len(part).to_bytes(8))
            total.update(part)
    return total.digest()


async def seal(runtime: Runtime, request_id: UUID, files: Sequence[ReceivedFile]) -> list[StoredCopy]:
    """Store all the files sealed, or none. Raises DocumentRefused for the first that is not taken."""
    inspections = []
    for position, file in enumerate(files):
        inspection = await runtime.inspector.inspect(
            file.content, filename=file.filename, declared_type=file.declared_type
        )
        if not inspection.accepted:
            raise DocumentRefused.because(inspection, position)
        inspections.append(inspection)
    copies = []
    for file, inspection in zip(files, inspections, strict=True):
        document_id = new_id(runtime.clock.now())
        key = await runtime.sealed.new_key(holder_of(request_id, purpose_of(document_id)))
        folder = f"identity/{request_id}/{document_id}"
        original = await runtime.sealed.put(f"{folder}/original", key, _once(file.content))
        pages = [
            await runtime.sealed.put(f"{folder}/page-{number}", key, _once(page))
            for number, page in enumerate(inspection.pages)
        ]
        copies.append(
            StoredCopy(
                document_id=document_id,
                media_type=inspection.found_type or "",
                size=len(file.content),
                sha256=hashlib.sha256(file.content).hexdigest(),
                files={"original": original.entry(), "pages": [page.entry() for page in pages]},
                key=key,
                held=inspection.held,
            )
        )
    return copies


async def discard(runtime: Runtime, copies: Sequence[StoredCopy]) -> None:
    """Free what was sealed for an upload that was refused in the end; its keys were never kept."""
    for copy in copies:
        for entry in (copy.files["original"], *copy.files["pages"]):
            await runtime.documents.delete(entry["key"])


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content
