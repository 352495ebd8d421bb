"""The collections and lookups of one walk, set up from the map and from what the sources have."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from dsr_service.domain.data_map import Collection, CollectionAddress, DataMap, Dataset
from dsr_service.domain.data_map_composites import table_name
from dsr_service.domain.keys import KeyKind, KeyType
from dsr_service.domain.references import Arrival, Lookup, References
from dsr_service.services.ports.data_sources import (
    AnsweredReader,
    Key,
    KeyQueue,
    KeyStore,
    Reader,
    SourceFailed,
    WritingReader,
    lookup_type,
)
from dsr_service.services.walk.accounts import Accounts
from dsr_service.services.walk.extraction import KeyReader, Projection
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
    accounts: "Accounts | None" = None  # of a unique column, in which other spellings are other people's
    once: bool = False  # no key of it can come twice, so that nobody need remember them
    pending: dict[Arrival, KeyQueue] = field(default_factory=dict)

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
    exact: bool = False  # each row comes once, and only for a key that was asked for: no second look
    readable: bool = True
    lookups: list[Asking] = field(default_factory=list)
    feeds: list[tuple[KeyReader, Asking, Arrival]] = field(default_factory=list)

    def fail(self, reason: str) -> None:
        self.report.fail(reason)
        self.readable = False
        for asking in self.lookups:
            asking.pending.clear()


class Places:
    """Every collection that can be read, and every lookup that can be asked."""

    def __init__(
        self,
        data_map: DataMap,
        readers: Mapping[str, Reader],
        ways: References,
        reports: Mapping[CollectionAddress, CollectionReport],
        store: KeyStore,
        *,
        lines: bool,
    ) -> None:
        """`lines`: whether rows that a source has written as lines of JSON can be taken."""
        self._lines = lines
        self._ways = ways
        self._fed: dict[Lookup, list[tuple[Place, tuple[str, ...]]]] = {}
        self._reports = reports
        self._store = store
        self._datasets = {dataset.fides_key: dataset for dataset in data_map.datasets}
        self.asking: dict[Lookup, Asking] = {}
        self.by_address: dict[CollectionAddress, Place] = {}
        self._set_up(data_map, readers)

    def _set_up(self, data_map: DataMap, readers: Mapping[str, Reader]) -> None:
        places = self.by_address
        for dataset in data_map.datasets:
            for collection in dataset.collections:
                if dataset.fides_key in readers and not collection.skip_processing:
                    place = self._place(dataset, collection, readers[dataset.fides_key])
                    if place:
                        places[place.address] = place
        for rank, address in enumerate(self._ways.order):
            if address in places and not isinstance(places[address].reader, AnsweredReader):
                self._add_lookups(places[address], data_map.collection(address), rank)
        for place in places.values():
            self._add_feeds(place, data_map.collection(place.address))
        entered = {entry.lookup for entry in self._ways.entries}
        for lookup, asking in self.asking.items():
            asking.once = asking.place.exact and lookup not in entered and self._comes_once(lookup)

    def _comes_once(self, lookup: Lookup) -> bool:
        """Whether its keys are the primary keys of another table's rows, of which each comes once."""
        feeding = self._fed.get(lookup, [])
        if len(feeding) != 1:
            return False
        place, fields = feeding[0]
        return place.writer is not None and fields == place.writer.primary_key(place.address.collection)

    def _place(self, dataset: Dataset, collection: Collection, reader: Reader) -> Place | None:
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
                *(lookup.needs for lookup in self._ways.lookups_of(address)),
                *(feed.needs for feed in self._ways.feeds_from(address)),
            )
            for path in fields
        ]
        columns = tuple(dict.fromkeys((*shown, *(name for name in needed if there is None or name in there))))
        key = _primary_key(dataset, collection, reader)
        named = key if set(key) <= set(shown) else ()
        place = Place(address, reader, report, columns, Projection(collection, shown), named)
        if self._lines:
            self._write_lines(place, collection)
        return place

    def _write_lines(self, place: Place, collection: Collection) -> None:
        """Let the source write the rows, where it can and where only their keys must be looked at here."""
        reader, name = place.reader, collection.name
        if not isinstance(reader, WritingReader) or place.projection.nested:
            return
        lookups = self._ways.lookups_of(place.address)
        asked = [path for lookup in lookups for path in lookup.needs]
        exact = len(lookups) == 1 and not lookups[0].when and reader.matches_exactly(name, asked)
        fed = [path for feed in self._ways.feeds_from(place.address) for path in feed.needs]
        keys = tuple(dict.fromkeys(fed if exact else asked + fed))
        there = all(path in place.columns for path in (*asked, *fed))
        if there and reader.writes(name, place.projection.columns, keys):
            place.writer, place.columns, place.exact = reader, keys, exact

    def _add_lookups(self, place: Place, collection: Collection, rank: int) -> None:
        for lookup in self._ways.lookups_of(place.address):
            columns = lookup.fields if place.exact else place.columns
            if any(_column(path, columns, None) not in columns for path in lookup.needs):
                continue  # the field is missing, and the collection told as failed
            types = [lookup_type(place.reader, place.address.collection, path) for path in lookup.fields]
            reader = KeyReader(columns, lookup.fields, types, when=lookup.when)
            none = tuple(collection.no_keys(path) for path in lookup.fields)
            asking = Asking(lookup, len(self.asking), place, reader, self._store, rank, none)
            if len(lookup.fields) == 1 and _shows_some(collection, lookup.fields[0], types[0]):
                asking.elements = reader.place_of_first
            if types[0].any_case and self._tells_accounts_apart(place, collection, lookup):
                asking.accounts = Accounts(reader)
            self.asking[lookup] = asking
            place.lookups.append(asking)

    def _tells_accounts_apart(self, place: Place, collection: Collection, lookup: Lookup) -> bool:
        """Whether the source itself lets each value of the field be there once, case counting or not."""
        if collection.primary_key == lookup.fields:
            return True
        schema = place.reader.schema
        dataset = self._datasets[place.address.dataset]
        table = schema.table(table_name(dataset, collection.name, schema)) if schema else None
        return table is not None and lookup.fields in set(table.unique_keys())

    def _add_feeds(self, place: Place, collection: Collection) -> None:
        for feed in self._ways.feeds_from(place.address):
            asking = self.asking.get(feed.lookup)
            if asking is None or any(
                _column(path, place.columns, None) not in place.columns for path in feed.needs
            ):
                continue
            types = asking.reader.types
            given = [place.reader.key_type(place.address.collection, path) for path in feed.fields]
            self._fed.setdefault(feed.lookup, []).append((place, feed.fields))
            none = [
                collection.no_keys(path) | unused
                for path, unused in zip(feed.fields, asking.none, strict=True)
            ]
            reader = KeyReader(place.columns, feed.fields, types, given, when=feed.when, none=none)
            place.feeds.append((reader, asking, feed.arrival))


def _primary_key(dataset: Dataset, collection: Collection, reader: Reader) -> tuple[str, ...]:
    schema = reader.schema
    table = schema.table(table_name(dataset, collection.name, schema)) if schema else None
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
