"""A ZIP archive written as a stream, whose members can be found and cut out again without its directory.

Written here rather than by a library because the places of the members must be known: one sealed archive
then serves the whole package, any member alone, and the archive of the CSV files, which is its beginning with
a directory of its own. Sizes follow the data (a data descriptor); ZIP64 where sizes or offsets need it.
Deterministic: one instant for all members, no clock.
"""

import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from struct import pack
from typing import Final

from isal import isal_zlib

_LIMIT: Final = 0xFFFFFFFF
_FLAGS: Final = 0x0808  # sizes in a data descriptor; names in UTF-8
_DEFLATED: Final = 8
_REGULAR_FILE: Final = 0o100644 << 16
LEVEL: Final = 1  # of ISA-L: a fourth of the time of zlib's level 1, and no more bytes


@dataclass(frozen=True, slots=True)
class Member:
    """Where a member lies in the archive, and what comes out of it."""

    name: str
    size: int
    sha256: str
    crc32: int
    header_offset: int
    data_offset: int
    compressed_size: int


class ZipArchive:
    """Give it members one after the other; what it yields is the archive."""

    def __init__(self, modified_at: datetime) -> None:
        self._stamp = stamp_of(modified_at)
        self._offset = 0
        self.members: list[Member] = []

    @property
    def size(self) -> int:
        """How many bytes have been given out."""
        return self._offset

    def add(self, name: str, chunks: Iterable[bytes]) -> Iterator[bytes]:
        """The bytes of one member; afterwards it is the last of `members`."""
        header_offset, encoded = self._offset, name.encode()
        header = (
            pack("<4sHHH4sIIIHH", b"PK\x03\x04", 20, _FLAGS, _DEFLATED, self._stamp, 0, 0, 0, len(encoded), 0)
            + encoded
        )
        yield self._given(header)
        data_offset, size, crc, digest = self._offset, 0, 0, hashlib.sha256()
        deflate = isal_zlib.compressobj(LEVEL, isal_zlib.DEFLATED, -isal_zlib.MAX_WBITS)
        for chunk in chunks:
            size += len(chunk)
            crc = isal_zlib.crc32(chunk, crc)
            digest.update(chunk)
            if packed := deflate.compress(chunk):
                yield self._given(packed)
        yield self._given(deflate.flush())
        compressed = self._offset - data_offset
        wide = max(size, compressed) >= _LIMIT
        yield self._given(pack("<4sIQQ" if wide else "<4sIII", b"PK\x07\x08", crc, compressed, size))
        self.members.append(
            Member(name, size, digest.hexdigest(), crc, header_offset, data_offset, compressed)
        )

    def directory(self) -> bytes:
        """The end of the archive."""
        return self._given(directory(self.members, self._offset, self._stamp))

    def directory_so_far(self) -> bytes:
        """A directory that makes an archive of its own of what was given out until now."""
        return directory(self.members, self._offset, self._stamp)

    def _given(self, chunk: bytes) -> bytes:
        self._offset += len(chunk)
        return chunk


def stamp_of(modified_at: datetime) -> bytes:
    """The instant as the format writes it: in UTC, to two seconds, from 1980 on."""
    at = modified_at.astimezone(UTC)
    year = min(max(at.year, 1980), 2107) - 1980
    time = at.hour << 11 | at.minute << 5 | at.second // 2
    return pack("<HH", time, year << 9 | at.month << 5 | at.day)


def directory(members: Sequence[Member], offset: int, stamp: bytes) -> bytes:
    """The central directory of `members` when it stands at `offset`, and the end record."""
    central = b"".join(_central(member, stamp) for member in members)
    count, size = len(members), len(central)
    end = (
        pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, min(count, 0xFFFF), min(count, 0xFFFF), size, offset, 0)
        if (count < 0xFFFF and offset < _LIMIT)
        else (
            pack("<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, offset)
            + pack("<4sIQI", b"PK\x06\x07", 0, offset + size, 1)
            + pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, min(count, 0xFFFF), min(count, 0xFFFF), size, _LIMIT, 0)
        )
    )
    return central + end


def _central(member: Member, stamp: bytes) -> bytes:
    name = member.name.encode()
    wide = max(member.size, member.compressed_size, member.header_offset) >= _LIMIT
    extra = pack("<HHQQQ", 1, 24, member.size, member.compressed_size, member.header_offset) if wide else b""
    sizes = (_LIMIT, _LIMIT) if wide else (member.compressed_size, member.size)
    version = 45 if wide else 20
    return (
        pack(
            "<4sBBHHH4sIIIHHHHHII",
            b"PK\x01\x02",
            version,
            3,  # made on Unix, so that the file mode counts
            version,
            _FLAGS,
            _DEFLATED,
            stamp,
            member.crc32,
            *sizes,
            len(name),
            len(extra),
            0,
            0,
            0,
            _REGULAR_FILE,
            _LIMIT if wide else member.header_offset,
        )
        + name
        + extra
    )
