"""What the services ask of whoever reads uploaded files: a verdict, a raster, a watermark, a malware scan."""

from pathlib import Path
from typing import Protocol

from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.identity.document_policy import Inspection, MediaType


class InspectionUnavailable(DsrError):
    code = "inspection_unavailable"
    kind = Kind.UNAVAILABLE
    title = "Documents can't be inspected now; try again."


class DocumentUnreadable(DsrError):
    code = "document_unreadable"
    kind = Kind.INVALID
    title = "The document can't be shown."


class ScannerUnavailable(DsrError):
    """The scanner did not answer: the document is held, never passed."""

    code = "scanner_unavailable"
    kind = Kind.UNAVAILABLE
    title = "The malware scanner can't be reached; the document is held."


class DocumentInspector(Protocol):
    """Reads hostile bytes on the caller's behalf, out of the caller's process."""

    async def inspect(
        self, document: bytes | Path, *, filename: str, declared_type: str | None
    ) -> Inspection: ...

    async def rasterise(self, document: bytes | Path, media_type: MediaType) -> tuple[bytes, ...]: ...

    async def watermark(self, page: bytes, text: str) -> bytes: ...

    async def close(self) -> None: ...


class MalwareScanner(Protocol):
    """Says whether a known signature matches; raises `ScannerUnavailable` when there is no answer."""

    async def is_infected(self, document: bytes | Path) -> bool: ...
