"""Scratch space of one walk: its rows until the packages are built, its keys; sealed, and gone with the process."""

from collections.abc import Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.services.ports.data_sources import KeyStore, LineSink, Sink
from dsr_service.services.ports.sealed_documents import Writer


class RowStore(Sink, LineSink, Protocol):
    """Keeps what a walk found, to be read again collection by collection."""

    @property
    def rows(self) -> Mapping[CollectionAddress, int]:
        """How many rows of each collection were taken."""
        ...

    def lines(self, address: CollectionAddress) -> Iterator[bytes]:
        """The rows in the order of arrival, as whole lines of one JSON object each."""
        ...


@dataclass(frozen=True, slots=True)
class SpooledFile:
    """Where a file lies in its store, and what it is."""

    offset: int
    first: int
    frames: int
    size: int
    sha256: str


class FileWriter(Writer, Protocol):
    @property
    def size(self) -> int:
        """How much was written so far."""
        ...

    def file(self) -> SpooledFile:
        """What was written; after `finish`."""
        ...


class FileStore(Protocol):
    """Files one after the other, to be read again."""

    def writer(self) -> FileWriter: ...

    def read(self, file: SpooledFile) -> Iterator[bytes]: ...


class Scratch(Protocol):
    def row_store(self) -> AbstractContextManager[RowStore]: ...

    def key_store(self) -> KeyStore: ...

    def file_store(self) -> AbstractContextManager[FileStore]: ...
