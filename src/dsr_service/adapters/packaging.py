"""Export packages as sealed archives: written in one stream, read back whole, by part or by range.

One archive is stored. Its parts are cut out of it on the way, and the archive of the CSV files is its beginning with
a directory of its own, so nothing is stored or compressed twice.
"""

import hashlib
import zlib
from collections.abc import AsyncGenerator, Iterator, Mapping, Sequence
from contextlib import aclosing
from typing import Final

from dsr_service.formats.package_zip import Part, parts
from dsr_service.formats.packages import PackageContents
from dsr_service.formats.zip_archive import Member, ZipArchive, directory, stamp_of
from dsr_service.services.ports.document_store import DocumentDamaged
from dsr_service.services.ports.key_store import SealingKey
from dsr_service.services.ports.packages import BuiltPackage, Content, NoSuchPart, PackagePart
from dsr_service.services.ports.sealed_documents import Enough, SealedDocument, SealedDocuments, Writer

_STEP: Final = (
    1024 * 1024
)  # what inflating may give at once: a member can be a thousand times its packed size


class SealedPackages:
    def __init__(self, documents: SealedDocuments) -> None:
        self._documents = documents

    async def build(self, contents: PackageContents, key: str, sealing: SealingKey) -> BuiltPackage:
        making = _Making(contents)
        sealed = await self._documents.put_made(key, sealing, making.chunks)
        return making.built(sealed)

    async def copy_out(
        self, package: BuiltPackage, sealing: SealingKey, writers: Mapping[str, Writer]
    ) -> None:
        wanted = sorted(
            (part.data_offset, part.data_offset + part.compressed_size, Inflate(writers[part.name]))
            for part in package.parts
            if part.name in writers
        )
        opened = self._documents.open(package.sealed, sealing, through=lambda _: Spread(wanted))
        async with aclosing(opened):
            async for _ in opened:
                pass

    async def open(
        self,
        package: BuiltPackage,
        sealing: SealingKey,
        content: Content,
        start: int = 0,
        end: int | None = None,
    ) -> AsyncGenerator[bytes, None]:
        stop = content.size if end is None else end
        if not 0 <= start <= stop <= content.size:
            raise ValueError("not a range of this content")

        def through(writer: Writer) -> Writer:
            wanted = Window(writer, start, stop)
            if content.part is not None:
                part = _part(package, content.part)
                packed_end = part.data_offset + part.compressed_size
                return Window(Inflate(wanted), part.data_offset, packed_end)
            if content.csv_only:
                return Window(Tail(wanted, _csv_directory(package)), 0, package.csv_end)
            return wanted

        opened = self._documents.open(package.sealed, sealing, through=through)
        sent = 0
        async with aclosing(opened):
            async for block in opened:
                sent += len(block)
                yield block
        if sent != stop - start:
            raise DocumentDamaged


class _Making:
    """The archive on its way out: sums of the whole, of its CSV beginning, and the places of its parts."""

    def __init__(self, contents: PackageContents) -> None:
        self._contents = contents
        self._archive = ZipArchive(contents.generated_at)
        self._digest = hashlib.sha256()
        self._parts: list[Part] = []
        self._csv_parts = self._csv_end = self._csv_size = 0
        self._csv_sha256 = ""

    def chunks(self) -> Iterator[bytes]:
        for part in parts(self._contents):
            for chunk in self._archive.add(part.name, part.chunks(self._archive.members)):
                self._digest.update(chunk)
                yield chunk
            self._parts.append(part)
            if part.ends_csv:
                self._end_csv()
        ending = self._archive.directory()
        self._digest.update(ending)
        yield ending

    def _end_csv(self) -> None:
        ending = self._archive.directory_so_far()
        digest = self._digest.copy()
        digest.update(ending)
        self._csv_parts, self._csv_end = len(self._parts), self._archive.size
        self._csv_size, self._csv_sha256 = self._csv_end + len(ending), digest.hexdigest()

    def built(self, sealed: SealedDocument) -> BuiltPackage:
        return BuiltPackage(
            sealed=sealed,
            size=self._archive.size,
            sha256=self._digest.hexdigest(),
            parts=tuple(
                PackagePart(
                    name=member.name,
                    media_type=part.media_type,
                    size=member.size,
                    sha256=member.sha256,
                    collection=part.collection,
                    crc32=member.crc32,
                    header_offset=member.header_offset,
                    data_offset=member.data_offset,
                    compressed_size=member.compressed_size,
                    rows=part.rows,
                    fields=part.fields,
                )
                for part, member in zip(self._parts, self._archive.members, strict=True)
            ),
            csv_parts=self._csv_parts,
            csv_end=self._csv_end,
            csv_size=self._csv_size,
            csv_sha256=self._csv_sha256,
            made_at=self._contents.generated_at.isoformat(),
            file_stem=f"{self._contents.reference}-{self._contents.right}",
        )


def _part(package: BuiltPackage, name: str) -> PackagePart:
    for part in package.parts:
        if part.name == name:
            return part
    raise NoSuchPart


def _csv_directory(package: BuiltPackage) -> bytes:
    members = [
        Member(
            part.name,
            part.size,
            part.sha256,
            part.crc32,
            part.header_offset,
            part.data_offset,
            part.compressed_size,
        )
        for part in package.parts[: package.csv_parts]
    ]
    return directory(members, package.csv_end, stamp_of(package.instant))


class Window:
    """Passes on the bytes from `start` to `stop`; what comes after is not wanted."""

    def __init__(self, target: Writer, start: int, stop: int) -> None:
        self._target, self._start, self._stop = target, start, stop
        self._position = 0
        self._finished = False

    def write(self, data: bytes, /) -> int:
        begin, self._position = self._position, self._position + len(data)
        if begin >= self._stop and data:
            self.finish()
            raise Enough
        wanted = data[max(0, self._start - begin) : self._stop - begin]
        if wanted:
            self._target.write(wanted)
        return len(data)

    def flush(self) -> None:
        """Nothing is held."""

    def finish(self) -> None:
        if not self._finished:
            self._finished = True
            self._target.finish()


class Spread:
    """Passes parts of what comes by to writers of their own: `(start, stop, writer)`, in order, apart."""

    def __init__(self, wanted: Sequence[tuple[int, int, Writer]]) -> None:
        self._wanted = wanted
        self._next = self._position = 0

    def write(self, data: bytes, /) -> int:
        begin, self._position = self._position, self._position + len(data)
        while self._next < len(self._wanted):
            start, stop, writer = self._wanted[self._next]
            if start >= self._position:
                return len(data)
            piece = data[max(0, start - begin) : stop - begin]
            if piece:
                writer.write(piece)
            if stop > self._position:
                return len(data)
            writer.finish()
            self._next += 1
        raise Enough

    def flush(self) -> None:
        """Nothing is held."""

    def finish(self) -> None:
        if self._next < len(self._wanted):
            raise DocumentDamaged


class Inflate:
    """Passes on what a deflated stream unpacks to, in steps of bounded size."""

    def __init__(self, target: Writer) -> None:
        self._target = target
        self._inflate = zlib.decompressobj(-zlib.MAX_WBITS)

    def write(self, data: bytes, /) -> int:
        held = data
        while held and not self._inflate.eof:
            unpacked = self._inflate.decompress(held, _STEP)
            held = self._inflate.unconsumed_tail
            if unpacked:
                self._target.write(unpacked)
        return len(data)

    def flush(self) -> None:
        """Nothing is held."""

    def finish(self) -> None:
        while not self._inflate.eof:
            unpacked = self._inflate.decompress(self._inflate.unconsumed_tail, _STEP)
            if not unpacked:
                raise DocumentDamaged
            self._target.write(unpacked)
        self._target.finish()


class Tail:
    """Passes everything on, and `ending` after it."""

    def __init__(self, target: Writer, ending: bytes) -> None:
        self._target, self._ending = target, ending

    def write(self, data: bytes, /) -> int:
        return self._target.write(data)

    def flush(self) -> None:
        """Nothing is held."""

    def finish(self) -> None:
        self._target.write(self._ending)
        self._target.finish()
