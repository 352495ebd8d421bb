"""Building sealed export packages and reading them back: whole, by part, by range."""

from collections.abc import AsyncGenerator, Mapping
from dataclasses import dataclass, fields
from datetime import datetime
from typing import Any, Final, Protocol

from dsr_service.domain.errors import DsrError, Kind
from dsr_service.formats.packages import PackageContents
from dsr_service.services.ports.key_store import SealingKey
from dsr_service.services.ports.sealed_documents import SealedDocument, Writer


class NoSuchPart(DsrError):
    code = "no_such_part"
    kind = Kind.NOT_FOUND
    title = "The package has no such part."


@dataclass(frozen=True, slots=True)
class PackagePart:
    """A file of the package: what it is, and where it lies in the archive."""

    name: str
    media_type: str
    size: int
    sha256: str
    collection: str | None
    crc32: int
    header_offset: int
    data_offset: int
    compressed_size: int
    rows: int | None = None  # of a collection's table, as `fields`
    fields: tuple[str, ...] = ()


_PART_FIELDS: Final = tuple(one.name for one in fields(PackagePart))


@dataclass(frozen=True, slots=True)
class Content:
    """Something to download: its size and sum are known before the first byte."""

    file_name: str
    media_type: str
    size: int
    sha256: str
    part: str | None = None  # the name of the part; None is an archive
    csv_only: bool = False


@dataclass(frozen=True, slots=True)
class BuiltPackage:
    """One sealed archive. Its beginning, up to `csv_end`, is the archive of the CSV files without its directory."""

    sealed: SealedDocument
    size: int
    sha256: str
    parts: tuple[PackagePart, ...]
    csv_parts: int
    csv_end: int
    csv_size: int
    csv_sha256: str
    made_at: str
    file_stem: str

    def content(self, form: str, collection: str | None = None) -> Content:
        """What `format=zip|json|csv` and `collection` ask for. Raises NoSuchPart."""
        if form == "zip" and collection is None:
            return Content(f"{self.file_stem}.zip", "application/zip", self.size, self.sha256)
        if form == "csv" and collection is None:
            return Content(
                f"{self.file_stem}-csv.zip",
                "application/zip",
                self.csv_size,
                self.csv_sha256,
                csv_only=True,
            )
        if form == "json" and collection is None:
            return self.part("data.json")
        if form == "csv":
            for part in self.parts:
                if part.collection == collection:
                    return self.part(part.name)
        raise NoSuchPart

    def part(self, name: str) -> Content:
        """One file of the package by its name. Raises NoSuchPart."""
        for part in self.parts:
            if part.name == name:
                file_name = f"{self.file_stem}-{name.rpartition('/')[2]}"
                return Content(file_name, part.media_type, part.size, part.sha256, name)
        raise NoSuchPart

    @property
    def instant(self) -> datetime:
        return datetime.fromisoformat(self.made_at)

    def entry(self) -> dict[str, Any]:
        """As JSON; `of` reads it back."""
        # `asdict` would copy every value deeply, which takes longer than the statement that stores them.
        parts = [{name: getattr(part, name) for name in _PART_FIELDS} for part in self.parts]
        whole = {one.name: getattr(self, one.name) for one in fields(self)}
        return {**whole, "sealed": self.sealed.entry(), "parts": parts}

    @classmethod
    def of(cls, entry: Mapping[str, Any]) -> "BuiltPackage":
        parts = tuple(
            PackagePart(**{**part, "fields": tuple(part.get("fields", ()))}) for part in entry["parts"]
        )
        return cls(**{**entry, "sealed": SealedDocument.of(entry["sealed"]), "parts": parts})


class Packages(Protocol):
    async def build(self, contents: PackageContents, key: str, sealing: SealingKey) -> BuiltPackage:
        """Make, seal and store the package under `key`, verified before this returns.

        `rows` of its sections are read in a thread, several times. Raises RowsChanged when their number is not
        the one they were counted to be.
        """
        ...

    async def copy_out(
        self, package: BuiltPackage, sealing: SealingKey, writers: Mapping[str, Writer]
    ) -> None:
        """The content of some parts, each to its writer, in one pass; writers work in the thread that opens."""
        ...

    def open(
        self,
        package: BuiltPackage,
        sealing: SealingKey,
        content: Content,
        start: int = 0,
        end: int | None = None,
    ) -> AsyncGenerator[bytes, None]:
        """Bytes `start` to `end` (exclusive) of a content. Raises before the first byte when key or file are wrong."""
        ...
