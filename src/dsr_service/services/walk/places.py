"""The collections and lookups of one walk, set up from the map and from what the sources have."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from dsr_service.domain.data_map.composites import table_name
from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, DataMap, Dataset
from dsr_service.domain.data_map.references import Lookup, References
from dsr_service.domain.data_map.source_schema import TableSchema
from dsr_service.domain.keys import KeyKind, KeyType
from dsr_service.services.ports.data_sources import (
    AnsweredReader,
    CombiningReader,
    KeyStore,
    Reader,
    SourceFailed,
    WritingReader,
    lookup_type,
)
from dsr_service.services.walk.accounts import Accounts
from dsr_service.services.walk.asking import Asking, Place, Reach, reach_of
from dsr_service.services.walk.extraction import KeyReader, Projection
from dsr_service.services.walk.report import CollectionReport


@dataclass(frozen=True, slots=True)
class Places:
    """Every collection that can be read, and every lookup that can be asked."""

    by_address: dict[CollectionAddress, Place]
    asking: dict[Lookup, Asking]
    failed: tuple[tuple[CollectionAddress, str], ...]  # what can't be read, or not wholly, and why
    reach: Reach  # by lookup and arrival: the lookups that it may still give keys to, at once or over others

    def again(
        self,
        readers: Mapping[str, Reader],
        reports: Mapping[CollectionAddress, CollectionReport],
        store: KeyStore,
    ) -> "Places":
        """The same for another walk by the same map through the same schemas: what is heavy is shared."""
        places = {
            address: known.again(readers[address.dataset], reports[address])
            for address, known in self.by_address.items()
        }
        asking = dict(self.asking)
        by_space: dict[int, Asking] = {}
        for lookup, once in self.asking.items():
            place = places[lookup.collection]
            made = asking[lookup] = by_space[once.space] = once.again(place, store)
            place.lookups.append(made)
        for known, place in zip(self.by_address.values(), places.values(), strict=True):
            place.feeds = [(reader, by_space[of.space], way) for reader, of, way in known.feeds]
            place.spelled = [(reader, by_space[of.space]) for reader, of in known.spelled]
        for address, reason in self.failed:
            reports[address].fail(reason)
        return Places(places, asking, self.failed, self.reach)


_KEPT: Final = 8
_known: list[tuple[References, bool, Places]] = []  # newest first


def places_of(
    data_map: DataMap,
    readers: Mapping[str, Reader],
    ways: References,
    reports: Mapping[CollectionAddress, CollectionReport],
    store: KeyStore,
    *,
    lines: bool,
) -> Places:
    """`lines`: whether rows that a source has written as lines of JSON can be taken.

    The very same ways are of the very same map and schemas; where each source has a schema, that is all there is.
    """
    for known_ways, known_lines, places in _known:
        if known_ways is ways and known_lines is lines:
            return places.again(readers, reports, store)
    places = _SettingUp(readers, ways, reports, store, lines=lines).done(data_map)
    if all(reader.schema is not None for reader in readers.values()):
        _known.insert(0, (ways, lines, places))
        del _known[_KEPT:]
    return places


class _SettingUp:
    """Works out the places of a map for the first time."""

    def __init__(
        self,
        readers: Mapping[str, Reader],
        ways: References,
        reports: Mapping[CollectionAddress, CollectionReport],
        store: KeyStore,
        *,
        lines: bool,
    ) -> None:
        self._lines = lines
        self._ways = ways
        self._fed: dict[Lookup, list[tuple[Place, tuple[str, ...]]]] = {}
        self._reports = reports
        self._failed: list[tuple[CollectionAddress, str]] = []
        self._store = store
        self._readers = readers
        self._datasets: dict[str, Dataset] = {}
        self.asking: dict[Lookup, Asking] = {}
        self.by_address: dict[CollectionAddress, Place] = {}

    def done(self, data_map: DataMap) -> Places:
        self._datasets = {dataset.fides_key: dataset for dataset in data_map.datasets}
        self._set_up(data_map, self._readers)
        return Places(self.by_address, self.asking, tuple(self._failed), reach_of(self.asking.values()))

    def _fail(self, address: CollectionAddress, reason: str) -> None:
        self._failed.append((address, reason))
        self._reports[address].fail(reason)

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
            self._fail(address, error.reason)
            return None
        mapped = tuple(dict.fromkeys(declared.name for declared in collection.fields))
        shown = tuple(name for name in mapped if there is None or name in there)
        if shown != mapped:
            self._fail(address, "field_missing")  # what is there is read all the same
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
            place.combiner = reader if isinstance(reader, CombiningReader) else None

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
        """Whether the source itself lets each value of the field be there once, and two that differ by case alone.

        One without a schema doesn't say; there it is an account what leads on to other data than by the field itself.
        """
        table = _table(self._datasets[place.address.dataset], collection, place.reader)
        if table is not None and table.caseless.issuperset(lookup.fields):
            return False
        if collection.primary_key == lookup.fields:
            return True
        if place.reader.schema is None:
            return any(feed.fields != lookup.fields for feed in self._ways.feeds_from(place.address))
        keys = (table.primary_key, *(unique.columns for unique in table.unique)) if table else ()
        return lookup.fields in keys

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
            if asking.takes_spellings:
                one_case = [each.in_one_case for each in types]
                spelled = KeyReader(place.columns, feed.fields, one_case, given, when=feed.when, none=none)
                place.spelled.append((spelled, asking))


def _table(dataset: Dataset, collection: Collection, reader: Reader) -> TableSchema | None:
    schema = reader.schema
    return schema.table(table_name(dataset, collection.name, schema)) if schema else None


def _primary_key(dataset: Dataset, collection: Collection, reader: Reader) -> tuple[str, ...]:
    table = _table(dataset, collection, reader)
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
