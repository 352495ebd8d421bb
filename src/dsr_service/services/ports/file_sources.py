"""The port to the files that rows refer to: invoices, pictures, attachments, wherever the shop keeps them."""

from collections.abc import AsyncGenerator, Sequence
from typing import Protocol


class FileAbsent(Exception):
    """The file can't be had, now or later: it is recorded so in the package, which leaves without it."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason  # missing, refused, too_large, too_many


class FileSource(Protocol):
    """One store of files. Reading changes nothing there."""

    erasable: bool  # whether files can be deleted in it from here

    def read(self, name: str) -> AsyncGenerator[bytes, None]:
        """The bytes of the file that a row's value names. Raises FileAbsent; SourceFailed when the store is away."""
        ...

    def spellings(self, name: str) -> Sequence[str]:
        """The names by which rows may mean the same file, the plainest first. Raises FileAbsent for one outside."""
        ...

    async def delete(self, name: str) -> None:
        """Delete it; one that isn't there is gone. Raises FileAbsent (refused), SourceFailed."""
        ...

    async def close(self) -> None: ...
