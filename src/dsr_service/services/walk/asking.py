"""The lookups and collections of one walk at work: the keys that wait, and where the rows' keys go."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import cast

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.data_map.references import Arrival, Lookup
from dsr_service.domain.keys import canonical
from dsr_service.services.ports.data_sources import (
    CombiningReader,
    Key,
    KeyQueue,
    KeyStore,
    Reader,
    Row,
    SpellingReader,
    WritingReader,
)
from dsr_service.services.walk.accounts import Accounts
from dsr_service.services.walk.extraction import KeyReader, Projection, matching_elements
from dsr_service.services.walk.report import CollectionReport


@dataclass(slots=True)
class Asking:
    """One lookup at work."""

    lookup: Lookup
    space: int  # its own in the set of visited keys
    place: "Place"
    reader: KeyReader
    store: KeyStore
    rank: int
    none: tuple[frozenset[str], ...]  # per field the texts that stand for "none"
    elements: tuple[int, tuple[str, ...]] | None = None  # the list of which only matching elements are shown
    accounts: Accounts | None = None  # of a unique column, in which other spellings are other people's
    once: bool = False  # no key of it can come twice, so that nobody need remember them
    pending: dict[Arrival, KeyQueue] = field(default_factory=dict)

    @property
    def takes_spellings(self) -> bool:
        return isinstance(self.place.reader, SpellingReader) and any(t.any_case for t in self.reader.types)

    def spell(self, keys: Sequence[Key]) -> None:
        """The keys that are put, with the letters that they really have."""
        assert isinstance(self.place.reader, SpellingReader)
        self.place.reader.spell(self.place.address.collection, self.lookup.fields, keys)

    def again(self, place: "Place", store: KeyStore) -> "Asking":
        """The same lookup in another walk; its accounts know that one's spellings alone."""
        accounts = Accounts(self.reader) if self.accounts else None
        return Asking(
            self.lookup,
            self.space,
            place,
            self.reader,
            store,
            self.rank,
            self.none,
            self.elements,
            accounts,
            self.once,
        )

    def put(self, keys: Sequence[Key], arrival: Arrival) -> None:
        if keys and self.place.readable:
            if arrival not in self.pending:
                self.pending[arrival] = self.store.key_queue()
            self.pending[arrival].put(keys)

    def take(self, arrival: Arrival, count: int) -> Sequence[Key]:
        """Some of the keys that wait; a queue without any is not kept, so that `pending` tells at a glance."""
        queue = self.pending[arrival]
        taken = queue.take(count)
        if not queue:
            del self.pending[arrival]
        return taken

    def next_arrival(self) -> Arrival | None:
        return min(self.pending, default=None)


@dataclass(slots=True)
class Place:
    """One collection at work."""

    address: CollectionAddress
    reader: Reader
    report: CollectionReport
    columns: tuple[str, ...]
    projection: Projection
    primary_key: tuple[str, ...]
    writer: WritingReader | None = None  # writes the rows as lines itself; `columns` are then only their keys
    combiner: CombiningReader | None = None  # the same, for several collections in one question
    exact: bool = False  # each row comes once, and only for a key that was asked for: no second look
    readable: bool = True
    lookups: list[Asking] = field(default_factory=list)
    feeds: list[tuple[KeyReader, Asking, Arrival]] = field(default_factory=list)
    spelled: list[tuple[KeyReader, Asking]] = field(default_factory=list)  # of those whose source wants that

    def feed(self, rows: Sequence[Row]) -> None:
        """Put the keys of rows to the collections that they lead to."""
        for reader, target, way in self.feeds:
            target.put(reader.distinct(rows), way)
        for reader, target in self.spelled:
            target.spell(reader.distinct(rows))

    def again(self, reader: Reader, report: CollectionReport) -> "Place":
        """The same collection in another walk, by a reader of the same kind."""
        return Place(
            self.address, reader, report, self.columns, self.projection, self.primary_key,
            None if self.writer is None else cast(WritingReader, reader),
            None if self.combiner is None else cast(CombiningReader, reader),
            self.exact,
        )  # fmt: skip

    def fail(self, reason: str) -> None:
        self.report.fail(reason)
        self.readable = False
        for asking in self.lookups:
            asking.pending.clear()


Reach = Mapping[tuple[int, Arrival], frozenset[int]]


def reach_of(every: Iterable[Asking]) -> Reach:
    """Which lookups a lookup's rows may lead to as long as no higher arrival is asked for."""
    askings = list(every)
    found = {}
    for level in Arrival:
        following: dict[int, set[int]] = defaultdict(set)
        for asking in askings:
            following[asking.space].update(of.space for _, of, way in asking.place.feeds if way <= level)
        for asking in askings:
            reached: set[int] = set()
            pending = list(following[asking.space])
            while pending:
                space = pending.pop()
                if space not in reached:
                    reached.add(space)
                    pending += following[space]
            found[asking.space, level] = frozenset(reached)
    return found


def is_asked(asking: Asking, fresh: set[Key], row: Row) -> bool:
    return not fresh.isdisjoint(asking.reader.keys(row))


def only_matching(asking: Asking, fresh: set[Key], row: Row) -> Row:
    assert asking.elements
    position, below = asking.elements
    key_type = asking.reader.types[0]

    def matches(value: object) -> bool:
        text = canonical(key_type, value)
        return text is not None and (text,) in fresh

    return matching_elements(row, position, below, matches)
