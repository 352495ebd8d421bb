"""The ways by which rows of one subject lead to one another: a data map's references, read as lookups by key.

Several references into one collection are alternatives or parts of one composite key; the difference decides
between a customer's row and somebody else's. That rule stands in `reference_keys.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum
from functools import cached_property

from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, DataMap, Dataset, Direction
from dsr_service.domain.data_map.reference_keys import Live, Pair, ReferenceKey, Sides
from dsr_service.domain.data_map.source_schema import SourceSchema


class Arrival(IntEnum):
    """How a row was reached; the smaller the more surely it is the subject's own."""

    IDENTITY = 0
    CHILD = 1  # it holds the key of a row that was reached
    MENTION = 2  # it holds such a key, but the map says that it belongs to somebody else (`owner: false`)
    PARENT = 3  # a row that was reached holds its key: shared until nothing else points at it

    @property
    def own(self) -> bool:
        return self in {Arrival.IDENTITY, Arrival.CHILD}


Condition = tuple[tuple[str, str], ...]
"""Fields of a row, and the text of the value that each must have."""


@dataclass(frozen=True, slots=True, order=True)
class Lookup:
    """Rows of a collection by the values of these fields, all of which must match; of those where `when` holds."""

    collection: CollectionAddress
    fields: tuple[str, ...]
    when: Condition = ()

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields that must be read to know whether a row is one of them."""
        return (*self.fields, *(name for name, _ in self.when))


@dataclass(frozen=True, slots=True, order=True)
class Feed:
    """Values of these fields of a row that was reached are keys for a lookup, in its fields' order."""

    source: CollectionAddress
    fields: tuple[str, ...]
    lookup: Lookup
    arrival: Arrival
    declared: bool = False  # the live schema has this foreign key
    when: Condition = ()  # what the row must hold

    @property
    def needs(self) -> tuple[str, ...]:
        """The fields that must be read of a row."""
        return (*self.fields, *(name for name, _ in self.when))


@dataclass(frozen=True, slots=True, order=True)
class Entry:
    """An identity of the subject is a key for a lookup."""

    identity: str
    lookup: Lookup
    arrival: Arrival = Arrival.IDENTITY


@dataclass(frozen=True)
class References:
    """Every entry and every feed of a data map."""

    entries: tuple[Entry, ...]
    feeds: tuple[Feed, ...]
    order: tuple[CollectionAddress, ...] = ()  # those that others come `after` first

    @cached_property
    def _by_source(self) -> Mapping[CollectionAddress, tuple[Feed, ...]]:
        found: dict[CollectionAddress, list[Feed]] = defaultdict(list)
        for feed in self.feeds:
            found[feed.source].append(feed)
        return {address: tuple(feeds) for address, feeds in found.items()}

    @cached_property
    def _lookups(self) -> Mapping[CollectionAddress, tuple[Lookup, ...]]:
        every = {entry.lookup for entry in self.entries} | {feed.lookup for feed in self.feeds}
        found: dict[CollectionAddress, list[Lookup]] = defaultdict(list)
        for lookup in sorted(every):
            found[lookup.collection].append(lookup)
        return {address: tuple(lookups) for address, lookups in found.items()}

    def feeds_from(self, collection: CollectionAddress) -> tuple[Feed, ...]:
        return self._by_source.get(collection, ())

    def lookups_of(self, collection: CollectionAddress) -> tuple[Lookup, ...]:
        return self._lookups.get(collection, ())


def table_name(dataset: Dataset, collection: Collection) -> str:
    """How `SourceSchema.tables` spells a collection."""
    if dataset.sql_schema and "." not in collection.name:
        return f"{dataset.sql_schema}.{collection.name}"
    return collection.name


def references(data_map: DataMap, schemas: Mapping[str, SourceSchema] | None = None) -> References:
    """All ways of a map; `schemas` holds the live schema per dataset where one is known."""
    known = {address: col for address, col in data_map.collections() if not col.skip_processing}
    live = _live_tables(data_map, schemas or {})
    feeds: dict[tuple[CollectionAddress, tuple[str, ...], Lookup, Condition], Feed] = {}
    for (one, other), (declared_by_one, declared_by_other) in _declarations(known).items():
        sides = Sides((known[one], known[other]), (live.get(one), live.get(other)))
        for feed in _feeds(one, other, sides, sides.keys(declared_by_one, declared_by_other)):
            place = (feed.source, feed.fields, feed.lookup, feed.when)
            if place not in feeds or feed.arrival < feeds[place].arrival:
                feeds[place] = feed
    entries = [
        Entry(
            declared.identity,
            Lookup(address, (path,)),
            Arrival.IDENTITY if declared.rules.owner else Arrival.MENTION,
        )
        for address, collection in known.items()
        for path, declared in collection.walk_fields()
        if declared.identity
    ]
    return References(tuple(sorted(entries)), tuple(sorted(feeds.values())), _order(data_map))


def _live_tables(data_map: DataMap, schemas: Mapping[str, SourceSchema]) -> Mapping[CollectionAddress, Live]:
    found = {}
    for dataset in data_map.datasets:
        schema = schemas.get(dataset.fides_key)
        for collection in dataset.collections if schema else ():
            assert schema
            table = schema.table(table_name(dataset, collection))
            if table:
                found[CollectionAddress(dataset.fides_key, collection.name)] = (schema, table)
    return found


_Declared = dict[tuple[CollectionAddress, CollectionAddress], tuple[list[Pair], list[Pair]]]


def _declarations(known: Mapping[CollectionAddress, Collection]) -> _Declared:
    """Per pair of collections what each says of the other; a reference to itself is said by the first."""
    found: _Declared = {}
    for address, collection in known.items():
        for path, declared in collection.walk_fields():
            for reference in declared.references:
                target = reference.target
                if target.collection not in known:
                    continue
                pair = Pair(
                    path,
                    target.path,
                    reference.direction is not Direction.FROM,
                    reference.direction is not Direction.TO,
                    reference.link or declared.rules.link or _apart(reference.when),
                    declared.rules.owner,
                    reference.when,
                )
                first = address <= target.collection
                place = (address, target.collection) if first else (target.collection, address)
                _add(found.setdefault(place, ([], []))[0 if first else 1], pair)
    return found


def _apart(when: Condition) -> str | None:
    """References of different conditions are never parts of one key."""
    return f"when {when}" if when else None


def _add(pairs: list[Pair], pair: Pair) -> None:
    """Add a pair, or the directions of one that is there already."""
    for position, present in enumerate(pairs):
        if present == pair and present.link == pair.link and present.when == pair.when:
            pairs[position] = present.merged(pair)
            return
    pairs.append(pair)


def _feeds(
    one: CollectionAddress, other: CollectionAddress, sides: Sides, keys: Iterable[ReferenceKey]
) -> Iterator[Feed]:
    """Each key as lookups of the one side by the other's values, as far as its directions allow."""
    for key in keys:
        ordered = sorted(key.pairs, key=lambda pair: (pair.local, pair.remote))
        here = tuple(pair.local for pair in ordered)
        there = tuple(pair.remote for pair in ordered)
        child = sides.one_is_child(key, here, there)
        belongs = Arrival.CHILD if all(pair.owner for pair in ordered) else Arrival.MENTION
        declared = key.foreign_key is not None
        onward, back = key.directions
        of_one, of_other = (key.when, ()) if key.by_one else ((), key.when)
        if onward:
            arrival = Arrival.PARENT if child else belongs
            source, fields, lookup = _sorted_by_target(one, here, other, there)
            yield Feed(source, fields, replace(lookup, when=of_other), arrival, declared, of_one)
        if back:
            arrival = belongs if child else Arrival.PARENT
            source, fields, lookup = _sorted_by_target(other, there, one, here)
            yield Feed(source, fields, replace(lookup, when=of_one), arrival, declared, of_other)


def _sorted_by_target(
    source: CollectionAddress,
    fields: tuple[str, ...],
    target: CollectionAddress,
    target_fields: tuple[str, ...],
) -> tuple[CollectionAddress, tuple[str, ...], Lookup]:
    """So that one set of fields is one lookup, whoever feeds it."""
    ordered = sorted(zip(target_fields, fields, strict=True))
    return source, tuple(b for _, b in ordered), Lookup(target, tuple(a for a, _ in ordered))


def _order(data_map: DataMap) -> tuple[CollectionAddress, ...]:
    """The collections, those that others come `after` first; a circle of `after` is cut where it is met."""
    before: dict[CollectionAddress, list[CollectionAddress]] = {}
    by_dataset = {
        dataset.fides_key: [CollectionAddress(dataset.fides_key, c.name) for c in dataset.collections]
        for dataset in data_map.datasets
    }
    for dataset in data_map.datasets:
        earlier = [address for name in dataset.after for address in by_dataset.get(name, ())]
        for collection in dataset.collections:
            before[CollectionAddress(dataset.fides_key, collection.name)] = [*earlier, *collection.after]
    done: dict[CollectionAddress, None] = {}
    for root in before:
        pending = [(root, False)]
        seen: set[CollectionAddress] = set()
        while pending:
            address, expanded = pending.pop()
            if expanded:
                done[address] = None
            elif address not in done and address not in seen and address in before:
                seen.add(address)
                pending.append((address, True))
                pending += [(earlier, False) for earlier in reversed(before[address])]
    return tuple(done)
