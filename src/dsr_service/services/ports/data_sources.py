"""The port to where personal data lies: what a walk asks of a source, and what it hands on."""

from collections.abc import AsyncGenerator, Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from typing import Any, Protocol, runtime_checkable

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.data_map.references import Arrival
from dsr_service.domain.data_map.source_schema import SourceSchema
from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.keys import KeyType

Row = tuple[Any, ...]
"""Values in the order of the columns asked for: plain Python values, `JsonText` for JSON; NaN as a Decimal."""

Key = tuple[str, ...]
"""Canonical texts (`domain/keys.py`), one per field of a lookup. Never NULL."""


Answers = Mapping[str, Sequence[Mapping[str, Any]]]
"""Rows by collection, of a source that answers as a whole; a collection that is not there was not answered."""


class SourceFailed(DsrError):
    """The source can't be read. `reason` is a stable word; neither it nor the detail holds data or credentials."""

    code = "source_failed"
    kind = Kind.UNAVAILABLE
    title = "A data source can't be read."

    def __init__(self, reason: str, detail: str | None = None, *, whole: bool = False) -> None:
        super().__init__(detail or f"{self.title} ({reason})")
        self.reason = reason
        self.whole = whole  # the source as a whole is lost, not only this collection


class Reader(Protocol):
    """One reading of a source, of one moment where the source has such a thing."""

    @property
    def schema(self) -> SourceSchema | None:
        """The live schema; None where the source has none."""
        ...

    @property
    def batch(self) -> int:
        """How many keys one read takes."""
        ...

    def columns(self, collection: str) -> frozenset[str] | None:
        """The columns there are; None where only the rows tell. Raises SourceFailed without such a collection."""
        ...

    def key_type(self, collection: str, field: str) -> KeyType:
        """What the field, nested ones by their dotted path, takes as a key."""
        ...

    def read(
        self, collection: str, columns: Sequence[str], fields: Sequence[str], keys: Sequence[Key]
    ) -> AsyncGenerator[list[Row], None]:
        """Each row whose `fields` equal one of the keys, once, in lists of bounded size.

        Rows that only nearly match may come too (a collation may find "Anna" for "anna"): who asks compares again.
        Raises SourceFailed.
        """
        ...


@runtime_checkable
class AnyCaseReader(Protocol):
    """A reader that finds texts whatever their case where the map says so (`Field.ignores_case`)."""

    def lookup_type(self, collection: str, field: str) -> KeyType:
        """As `key_type`, for who looks rows up by the field: `KeyType.any_case` where case makes no difference."""
        ...


@runtime_checkable
class SpellingReader(Protocol):
    """A reader whose source compares texts itself, by a case that nobody knows: it wants them as they were spelled."""

    def spell(self, collection: str, fields: Sequence[str], keys: Sequence[Key]) -> None:
        """Keys that will be asked for, in a spelling of theirs: `read` gets them in one case."""
        ...


def lookup_type(reader: Reader, collection: str, field: str) -> KeyType:
    """What the field takes as a key of a lookup."""
    if isinstance(reader, AnyCaseReader):
        return reader.lookup_type(collection, field)
    return reader.key_type(collection, field)


@runtime_checkable
class AnsweredReader(Protocol):
    """A reading that was answered as a whole: all rows are the subject's, and keys are not asked for."""

    def answered(self, collection: str, columns: Sequence[str]) -> AsyncGenerator[list[Row], None]:
        """All rows, in lists of bounded size. Raises SourceFailed."""
        ...


Take = Callable[[list[Row]], Awaitable[None]]


@runtime_checkable
class WritingReader(Protocol):
    """A reader whose source itself writes rows as lines of JSON, byte for byte as `json_columns.encode_lines` does.

    Most of a large answer then passes through this process without a look at its values.
    """

    def writes(self, collection: str, columns: Sequence[str], keys: Sequence[str]) -> bool:
        """Whether it does so for these columns, and gives those `keys` as it gives them in `read`."""
        ...

    def matches_exactly(self, collection: str, fields: Sequence[str]) -> bool:
        """Whether its own equality on the fields is that of canonical keys, so that nobody need compare again."""
        ...

    def primary_key(self, collection: str) -> tuple[str, ...]:
        """The columns of which the source itself makes sure that no two rows share their values; maybe none."""
        ...

    async def write(
        self,
        collection: str,
        columns: Sequence[str],
        keys: Sequence[str],
        fields: Sequence[str],
        wanted: Sequence[Key],
        take: Take,
    ) -> None:
        """The rows that `read` gives for `fields` and the `wanted` keys: each as its `keys` and, last, its line.

        Without `keys` one row holds many lines, none of them empty. Raises SourceFailed, and what `take` raises.
        """
        ...


@dataclass(frozen=True, slots=True)
class Question:
    """What `WritingReader.write` is asked for one collection."""

    collection: str
    columns: Sequence[str]
    keys: Sequence[str]
    fields: Sequence[str]
    wanted: Sequence[Key]


@runtime_checkable
class CombiningReader(Protocol):
    """A writing reader that can be asked several questions at once: most answers are small, and each costs a way."""

    async def answer(self, questions: Sequence[Question]) -> Sequence[list[Row]] | None:
        """What `write` gives for each of them.

        None where that is much, or where one of them fails: then they are to be asked one by one. Raises SourceFailed.
        """
        ...


class DataSource(Protocol):
    """One dataset's database or service."""

    def open(self) -> AbstractAsyncContextManager[Reader]:
        """Begin to read, read-only. Raises SourceFailed."""
        ...

    async def describe(self) -> SourceSchema | None:
        """The live schema alone. Raises SourceFailed."""
        ...

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class FoundRows:
    """Rows that belong to the subject, each handed on exactly once."""

    collection: CollectionAddress
    columns: tuple[str, ...]  # the mapped ones, top level, in the map's order
    rows: Sequence[Row]
    arrival: Arrival
    primary_key: tuple[
        str, ...
    ] = ()  # those of the columns that name a row: the map's, else the live schema's


class Sink(Protocol):
    """Where a walk's rows go."""

    async def take(self, found: FoundRows) -> None: ...


@runtime_checkable
class LineSink(Protocol):
    """A sink that takes rows as lines of JSON as well."""

    def append(self, address: CollectionAddress, lines: bytes, count: int) -> None:
        """So many rows that are lines of JSON already, without a break at the end."""
        ...


class KeySet(Protocol):
    """Keys that were asked for. It may lie on disk, but not so that anyone could read them."""

    def add(self, space: int, keys: Sequence[Key]) -> None: ...

    def present(self, space: int, keys: Sequence[Key]) -> set[Key]:
        """Those of the keys that were added to that space."""
        ...


class KeyQueue(Protocol):
    """Keys still to be asked for; a key may come out more than once."""

    def __bool__(self) -> bool: ...

    def put(self, keys: Sequence[Key]) -> None: ...

    def take(self, count: int) -> list[Key]: ...


class KeyStore(Protocol):
    """Makes both kinds for one walk, in memory that does not grow with the keys."""

    def key_set(self) -> KeySet: ...

    def key_queue(self) -> KeyQueue: ...
