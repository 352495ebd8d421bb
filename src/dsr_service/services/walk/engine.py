"""The walk itself: keys wait in queues per lookup, each batch of keys brings rows, rows bring further keys.

A row is handed on exactly once without remembering rows: it was handed on already if and only if one of its other
keys was asked for already, and the keys that were asked for are remembered. So collections without a primary key,
true duplicates and rows that several paths reach come out right, at a cost linear in the rows.
"""

import asyncio
from collections.abc import Iterable, Mapping, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass, field

from dsr_service.domain.data_map import Collection, CollectionAddress, DataMap, Dataset
from dsr_service.domain.keys import KeyKind, KeyType, canonical, key_texts
from dsr_service.domain.references import Arrival, Lookup, References, references, table_name
from dsr_service.services.ports.data_sources import (
    DataSource,
    FoundRows,
    Key,
    KeyQueue,
    KeySet,
    KeyStore,
    Reader,
    Row,
    Sink,
    SourceFailed,
)
from dsr_service.services.walk.extraction import KeyReader, Projection, matching_elements
from dsr_service.services.walk.report import CollectionReport, Progress, Status, WalkReport


async def walk(
    data_map: DataMap,
    sources: Mapping[str, DataSource],
    identities: Mapping[str, Sequence[str]],
    sink: Sink,
    *,
    keys: KeyStore,
    progress: Progress | None = None,
) -> WalkReport:
    """Hand every row that belongs to the subject to `sink`, once. A source that fails leaves the rest to go on.

    `sources` is keyed by the datasets' `fides_key`, `identities` by kind (email, phone_number, ...).
    """
    reports = {
        address: CollectionReport(Status.SKIPPED if collection.skip_processing else Status.SEARCHED)
        for address, collection in data_map.collections()
    }
    async with AsyncExitStack() as stack:
        readers = await _open(data_map, sources, reports, stack)
        schemas = {key: reader.schema for key, reader in readers.items() if reader.schema}
        ways = references(data_map, schemas)
        engine = _Engine(data_map, readers, ways, reports, sink, keys, progress)
        engine.seed(identities)
        await engine.run()
    _mark_doubtful(reports, ways)
    return WalkReport(reports)


async def _open(
    data_map: DataMap,
    sources: Mapping[str, DataSource],
    reports: Mapping[CollectionAddress, CollectionReport],
    stack: AsyncExitStack,
) -> Mapping[str, Reader]:
    """A reader per dataset that has something to read; a dataset without one is told as failed."""
    readers = {}
    for dataset in data_map.datasets:
        if all(collection.skip_processing for collection in dataset.collections):
            continue
        source = sources.get(dataset.fides_key)
        if source is None:
            _fail_dataset(dataset.fides_key, reports, "no_source")
            continue
        try:
            readers[dataset.fides_key] = await stack.enter_async_context(source.open())
        except SourceFailed as error:
            _fail_dataset(dataset.fides_key, reports, error.reason)
    return readers


def _fail_dataset(dataset: str, reports: Mapping[CollectionAddress, CollectionReport], reason: str) -> None:
    for address, report in reports.items():
        if address.dataset == dataset and report.status is not Status.SKIPPED:
            report.fail(reason)


def _mark_doubtful(reports: Mapping[CollectionAddress, CollectionReport], ways: References) -> None:
    """A failed collection might have given keys for others, and they for others again."""
    pending = [address for address, report in reports.items() if report.status is Status.FAILED]
    while pending:
        for feed in ways.feeds_from(pending.pop()):
            report = reports[feed.lookup.collection]
            if report.status is Status.SEARCHED and not report.doubtful:
                report.doubtful = True
                pending.append(feed.lookup.collection)


@dataclass(slots=True)
class _Asking:
    """One lookup at work."""

    lookup: Lookup
    space: int  # its own in the set of visited keys
    place: "_Place"
    reader: KeyReader
    store: KeyStore
    rank: int
    elements: tuple[int, tuple[str, ...]] | None = None  # the list of which only matching elements are shown
    pending: dict[Arrival, KeyQueue] = field(default_factory=dict)

    def put(self, keys: Sequence[Key], arrival: Arrival) -> None:
        if keys and self.place.readable:
            if arrival not in self.pending:
                self.pending[arrival] = self.store.key_queue()
            self.pending[arrival].put(keys)

    def next_arrival(self) -> Arrival | None:
        return min((arrival for arrival, queue in self.pending.items() if queue), default=None)


@dataclass(slots=True)
class _Place:
    """One collection at work."""

    address: CollectionAddress
    reader: Reader
    report: CollectionReport
    columns: tuple[str, ...]
    projection: Projection
    primary_key: tuple[str, ...]
    readable: bool = True
    lookups: list[_Asking] = field(default_factory=list)
    feeds: list[tuple[KeyReader, _Asking, Arrival]] = field(default_factory=list)

    def fail(self, reason: str) -> None:
        self.report.fail(reason)
        self.readable = False
        for asking in self.lookups:
            asking.pending.clear()


class _Engine:
    def __init__(
        self,
        data_map: DataMap,
        readers: Mapping[str, Reader],
        ways: References,
        reports: Mapping[CollectionAddress, CollectionReport],
        sink: Sink,
        store: KeyStore,
        progress: Progress | None,
    ) -> None:
        self._ways = ways
        self._reports = reports
        self._sink = sink
        self._store = store
        self._progress = progress
        self._visited: KeySet = store.key_set()
        self._asking: dict[Lookup, _Asking] = {}
        self._places = self._set_up(data_map, readers)

    def _set_up(self, data_map: DataMap, readers: Mapping[str, Reader]) -> Mapping[CollectionAddress, _Place]:
        places = {}
        for dataset in data_map.datasets:
            for collection in dataset.collections:
                if dataset.fides_key in readers and not collection.skip_processing:
                    place = self._place(dataset, collection, readers[dataset.fides_key])
                    if place:
                        places[place.address] = place
        for rank, address in enumerate(self._ways.order):
            if address in places:
                self._add_lookups(places[address], data_map.collection(address), rank)
        for place in places.values():
            self._add_feeds(place)
        return places

    def _place(self, dataset: Dataset, collection: Collection, reader: Reader) -> _Place | None:
        address = CollectionAddress(dataset.fides_key, collection.name)
        report = self._reports[address]
        try:
            there = reader.columns(collection.name)
        except SourceFailed as error:
            report.fail(error.reason)
            return None
        mapped = tuple(dict.fromkeys(declared.name for declared in collection.fields))
        shown = tuple(name for name in mapped if there is None or name in there)
        if shown != mapped:
            report.fail("field_missing")  # what is there is read all the same
        needed = [
            _column(path, mapped, there)
            for fields in (
                *(lookup.fields for lookup in self._ways.lookups_of(address)),
                *(feed.fields for feed in self._ways.feeds_from(address)),
            )
            for path in fields
        ]
        columns = tuple(dict.fromkeys((*shown, *(name for name in needed if there is None or name in there))))
        key = _primary_key(dataset, collection, reader)
        named = key if set(key) <= set(shown) else ()
        return _Place(address, reader, report, columns, Projection(collection, shown), named)

    def _add_lookups(self, place: _Place, collection: Collection, rank: int) -> None:
        for lookup in self._ways.lookups_of(place.address):
            if any(_column(path, place.columns, None) not in place.columns for path in lookup.fields):
                continue  # the field is missing, and the collection told as failed
            types = [place.reader.key_type(place.address.collection, path) for path in lookup.fields]
            reader = KeyReader(place.columns, lookup.fields, types, own=True)
            asking = _Asking(lookup, len(self._asking), place, reader, self._store, rank)
            if len(lookup.fields) == 1 and _shows_some(collection, lookup.fields[0], types[0]):
                asking.elements = reader.place_of_first
            self._asking[lookup] = asking
            place.lookups.append(asking)

    def _add_feeds(self, place: _Place) -> None:
        for feed in self._ways.feeds_from(place.address):
            asking = self._asking.get(feed.lookup)
            if asking is None or any(
                _column(path, place.columns, None) not in place.columns for path in feed.fields
            ):
                continue
            types = [
                asking.place.reader.key_type(asking.place.address.collection, path)
                for path in feed.lookup.fields
            ]
            place.feeds.append(
                (KeyReader(place.columns, feed.fields, types, own=False), asking, feed.arrival)
            )

    def seed(self, identities: Mapping[str, Sequence[str]]) -> None:
        for entry in self._ways.entries:
            asking = self._asking.get(entry.lookup)
            if asking:
                key_type = asking.place.reader.key_type(
                    entry.lookup.collection.collection, entry.lookup.fields[0]
                )
                values = identities.get(entry.identity, ())
                asking.put(
                    [(text,) for value in values for text in key_texts(key_type, value)], entry.arrival
                )

    async def run(self) -> None:
        """To the fixpoint. What is the subject's own is found before what is only reached through a parent key."""
        while True:
            waiting = [(asking.next_arrival(), asking) for asking in self._asking.values()]
            arrivals = [arrival for arrival, _ in waiting if arrival is not None]
            if not arrivals:
                return
            datasets = {
                asking.place.address.dataset for arrival, asking in waiting if arrival == min(arrivals)
            }
            async with asyncio.TaskGroup() as group:
                for dataset in sorted(datasets):
                    group.create_task(self._drain(dataset, min(arrivals)))

    async def _drain(self, dataset: str, level: Arrival) -> None:
        """Ask for all keys of one dataset up to that level, one batch after the other: it is one connection."""
        mine = [asking for asking in self._asking.values() if asking.place.address.dataset == dataset]
        while True:
            waiting = [
                (arrival, asking.rank, asking.space, asking)
                for asking in mine
                if (arrival := asking.next_arrival()) is not None and arrival <= level
            ]
            if not waiting:
                return
            arrival, _, _, asking = min(waiting, key=lambda each: each[:3])
            await self._ask(asking, arrival)

    async def _ask(self, asking: _Asking, arrival: Arrival) -> None:
        place = asking.place
        keys = dict.fromkeys(asking.pending[arrival].take(place.reader.batch))
        asked = self._visited.present(asking.space, list(keys))
        fresh = [key for key in keys if key not in asked]
        if not fresh:
            return
        try:
            async for rows in place.reader.read(
                place.address.collection, place.columns, asking.lookup.fields, fresh
            ):
                await self._take(asking, set(fresh), rows, arrival)
        except SourceFailed as error:
            place.fail(error.reason)
            if error.whole:
                self._lose(place.address.dataset, error.reason)
            return
        self._visited.add(asking.space, fresh)

    def _lose(self, dataset: str, reason: str) -> None:
        _fail_dataset(dataset, self._reports, reason)
        for place in self._places.values():
            if place.address.dataset == dataset:
                place.fail(reason)

    async def _take(self, asking: _Asking, fresh: set[Key], rows: list[Row], arrival: Arrival) -> None:
        place = asking.place
        rows = self._new(asking, fresh, rows)
        if asking.elements:
            rows = [_only_matching(asking, fresh, row) for row in rows]
        if not rows:
            return
        place.report.rows += len(rows)
        place.report.by_arrival[arrival] = place.report.by_arrival.get(arrival, 0) + len(rows)
        for reader, target, way in place.feeds:
            target.put(reader.distinct(rows), way)
        shown = place.projection
        await self._sink.take(
            FoundRows(place.address, shown.columns, shown.apply(rows), arrival, place.primary_key)
        )
        if self._progress:
            self._progress(place.address, place.report.rows)

    def _new(self, asking: _Asking, fresh: set[Key], rows: list[Row]) -> list[Row]:
        """Those rows that really have a key that was asked for, and none that was asked for earlier."""
        matched: list[Row] = []
        several = False
        if asking.reader.all_among(rows, fresh):
            matched = rows
        else:
            for row in rows:
                found = asking.reader.keys(row)
                if not fresh.isdisjoint(found):
                    matched.append(row)
                    several = several or len(found) > 1
        for other in asking.place.lookups:
            if (other is not asking or several) and matched:
                seen = self._visited.present(other.space, other.reader.distinct(matched))
                if seen:
                    matched = [row for row in matched if seen.isdisjoint(other.reader.keys(row))]
        return matched


def _primary_key(dataset: Dataset, collection: Collection, reader: Reader) -> tuple[str, ...]:
    table = reader.schema.table(table_name(dataset, collection)) if reader.schema else None
    return collection.primary_key or (table.primary_key if table else ())


def _column(path: str, columns: Iterable[str], there: frozenset[str] | None) -> str:
    """The column that holds a field: its own, or the object in which it is nested."""
    return path if path in columns or (there is not None and path in there) else path.partition(".")[0]


def _shows_some(collection: Collection, path: str, key_type: KeyType) -> bool:
    """Whether the field may be a list of which only the elements that are the subject's are shown."""
    around = [
        declared for name, declared in collection.walk_fields() if path == name or path.startswith(f"{name}.")
    ]
    may_hold_lists = key_type.is_array or key_type.kind is KeyKind.DYNAMIC
    return may_hold_lists and not any(declared.return_all_elements for declared in around)


def _only_matching(asking: _Asking, fresh: set[Key], row: Row) -> Row:
    assert asking.elements
    position, below = asking.elements
    key_type = asking.reader.types[0]

    def matches(value: object) -> bool:
        text = canonical(key_type, value)
        return text is not None and (text,) in fresh

    return matching_elements(row, position, below, matches)
