"""The ways by which rows of one subject lead to one another: a data map's references, read as lookups by key.

Several references into one collection are alternatives or parts of one composite key; the difference decides
between a customer's row and somebody else's. The rule stands in `group`; what the live schema declares settles doubt.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from enum import IntEnum
from functools import cached_property

from dsr_service.domain.data_map import Collection, CollectionAddress, DataMap, Dataset, Direction
from dsr_service.domain.source_schema import ForeignKey, SourceSchema, TableSchema


class Arrival(IntEnum):
    """How a row was reached; the smaller the more surely it is the subject's own."""

    IDENTITY = 0
    CHILD = 1  # it holds the key of a row that was reached
    MENTION = 2  # it holds such a key, but the map says that it belongs to somebody else (`owner: false`)
    PARENT = 3  # a row that was reached holds its key: shared until nothing else points at it

    @property
    def own(self) -> bool:
        return self in {Arrival.IDENTITY, Arrival.CHILD}


@dataclass(frozen=True, slots=True, order=True)
class Lookup:
    """Rows of a collection by the values of these fields, all of which must match."""

    collection: CollectionAddress
    fields: tuple[str, ...]


@dataclass(frozen=True, slots=True, order=True)
class Feed:
    """Values of these fields of a row that was reached are keys for a lookup, in its fields' order."""

    source: CollectionAddress
    fields: tuple[str, ...]
    lookup: Lookup
    arrival: Arrival
    declared: bool = False  # the live schema has this foreign key


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


@dataclass(frozen=True, slots=True)
class _Pair:
    """One field of the declaring collection and the remote field that it refers to."""

    local: str
    remote: str
    onward: bool = field(compare=False)  # values flow from local to remote
    back: bool = field(compare=False)
    link: str | None = field(default=None, compare=False)
    owner: bool = field(default=True, compare=False)

    def clashes(self, other: "_Pair") -> bool:
        """Whether the two can't be parts of one key: one field has only one counterpart in it."""
        return self.local == other.local or self.remote == other.remote

    def mirrored(self) -> "_Pair":
        return _Pair(self.remote, self.local, self.back, self.onward, self.link, self.owner)

    def merged(self, other: "_Pair") -> "_Pair":
        return _Pair(
            self.local,
            self.remote,
            self.onward or other.onward,
            self.back or other.back,
            self.link or other.link,
            self.owner and other.owner,
        )


def table_name(dataset: Dataset, collection: Collection) -> str:
    """How `SourceSchema.tables` spells a collection."""
    if dataset.sql_schema and "." not in collection.name:
        return f"{dataset.sql_schema}.{collection.name}"
    return collection.name


def references(data_map: DataMap, schemas: Mapping[str, SourceSchema] | None = None) -> References:
    """All ways of a map; `schemas` holds the live schema per dataset where one is known."""
    known = {address: col for address, col in data_map.collections() if not col.skip_processing}
    live = _live_tables(data_map, schemas or {})
    feeds: dict[tuple[CollectionAddress, tuple[str, ...], Lookup], Feed] = {}
    for (one, other), (declared_by_one, declared_by_other) in _declarations(known).items():
        sides = _Sides(one, other, known, live)
        for feed in sides.feeds(declared_by_one, declared_by_other):
            place = (feed.source, feed.fields, feed.lookup)
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


def _live_tables(
    data_map: DataMap, schemas: Mapping[str, SourceSchema]
) -> Mapping[CollectionAddress, tuple[SourceSchema, TableSchema]]:
    found = {}
    for dataset in data_map.datasets:
        schema = schemas.get(dataset.fides_key)
        for collection in dataset.collections if schema else ():
            assert schema
            table = schema.table(table_name(dataset, collection))
            if table:
                found[CollectionAddress(dataset.fides_key, collection.name)] = (schema, table)
    return found


_Declared = dict[tuple[CollectionAddress, CollectionAddress], tuple[list[_Pair], list[_Pair]]]


def _declarations(known: Mapping[CollectionAddress, Collection]) -> _Declared:
    """Per pair of collections what each says of the other; a reference to itself is said by the first."""
    found: _Declared = {}
    for address, collection in known.items():
        for path, declared in collection.walk_fields():
            for reference in declared.references:
                target = reference.target
                if target.collection not in known:
                    continue
                pair = _Pair(
                    path,
                    target.path,
                    reference.direction is not Direction.FROM,
                    reference.direction is not Direction.TO,
                    reference.link or declared.rules.link,
                    declared.rules.owner,
                )
                first = address <= target.collection
                place = (address, target.collection) if first else (target.collection, address)
                _add(found.setdefault(place, ([], []))[0 if first else 1], pair)
    return found


def _add(pairs: list[_Pair], pair: _Pair) -> None:
    """Add a pair, or the directions of one that is there already."""
    for position, present in enumerate(pairs):
        if present == pair and present.link == pair.link:
            pairs[position] = present.merged(pair)
            return
    pairs.append(pair)


@dataclass(frozen=True, slots=True)
class _Key:
    """Pairs that must match together, seen from the collection `one`, and who holds the reference."""

    pairs: frozenset[_Pair]
    by_one: bool  # the declaring side
    foreign_key: ForeignKey | None = None
    one_is_child: bool | None = None


class _Sides:
    """The keys between two collections, both ways."""

    def __init__(
        self,
        one: CollectionAddress,
        other: CollectionAddress,
        known: Mapping[CollectionAddress, Collection],
        live: Mapping[CollectionAddress, tuple[SourceSchema, TableSchema]],
    ) -> None:
        self.one, self.other = one, other
        self.itself = one == other
        self.collections = (known[one], known[other])
        self.tables = (live.get(one), live.get(other))
        self.declared = list(self._foreign_keys())

    def feeds(self, by_one: list[_Pair], by_other: list[_Pair]) -> Iterator[Feed]:
        """Each key as lookups of the one side by the other's values, as far as its directions allow."""
        for key in self.keys(by_one, [pair.mirrored() for pair in by_other]):
            ordered = sorted(key.pairs, key=lambda pair: (pair.local, pair.remote))
            one = tuple(pair.local for pair in ordered)
            other = tuple(pair.remote for pair in ordered)
            child = self._one_is_child(key, one, other)
            belongs = Arrival.CHILD if all(pair.owner for pair in ordered) else Arrival.MENTION
            declared = key.foreign_key is not None
            if any(pair.onward for pair in ordered):
                arrival = Arrival.PARENT if child else belongs
                yield Feed(*_sorted_by_target(self.one, one, self.other, other), arrival, declared)
            if any(pair.back for pair in ordered):
                arrival = belongs if child else Arrival.PARENT
                yield Feed(*_sorted_by_target(self.other, other, self.one, one), arrival, declared)

    def keys(self, by_one: list[_Pair], by_other: list[_Pair]) -> Iterator[_Key]:
        """Links first, then what the live schema declares, then the rule, for each side by itself."""
        for by, pairs in ((True, by_one), (False, by_other)):
            links: dict[str, list[_Pair]] = defaultdict(list)
            for pair in pairs:
                if pair.link is not None:
                    links[pair.link].append(pair)
            for linked in links.values():
                yield from (_Key(key, by) for key in group(linked))
        declared = tuple(self._declared_keys(pair for pair in (*by_one, *by_other) if pair.link is None))
        yield from declared
        settled = {pair for key in declared for pair in key.pairs}
        for by, pairs in ((True, by_one), (False, by_other)):
            for key in group(pair for pair in pairs if pair.link is None and pair not in settled):
                yield self._completed(_Key(key, by))

    def _declared_keys(self, pairs: Iterable[_Pair]) -> Iterator[_Key]:
        """The foreign keys all of whose parts the map refers by, from whichever side."""
        merged: dict[_Pair, _Pair] = {}
        for pair in pairs:
            merged[pair] = merged[pair].merged(pair) if pair in merged else pair
        taken: set[int] = set()
        for foreign_key, one_is_child, columns in self.declared:
            parts = [merged.get(_Pair(local, remote, False, False)) for local, remote in columns]
            if all(parts) and id(foreign_key) not in taken:  # a self-reference is seen from both of its ends
                taken.add(id(foreign_key))
                found = frozenset(part for part in parts if part)
                yield _Key(found, one_is_child, foreign_key, one_is_child)

    def _completed(self, key: _Key) -> _Key:
        """With the parts of a declared foreign key that the map leaves out, where its part alone names many rows."""
        for foreign_key, child, columns in self.declared:
            have = {(pair.local, pair.remote) for pair in key.pairs}
            if not have < set(columns):
                continue
            parent = self.tables[1 if child else 0]
            assert parent
            named = {pair.remote if child else pair.local for pair in key.pairs}
            if any(named.issuperset(unique) for unique in parent[1].unique_keys()):
                continue
            onward, back = any(p.onward for p in key.pairs), any(p.back for p in key.pairs)
            parts = frozenset(_Pair(local, remote, onward, back) for local, remote in columns)
            return _Key(parts, key.by_one, foreign_key, child)
        return key

    def _foreign_keys(self) -> Iterator[tuple[ForeignKey, bool, tuple[tuple[str, str], ...]]]:
        """Those between the two tables: whether `one` is the child, and the pairs of columns as (one, other)."""
        one, other = self.tables
        if one is None or other is None or one[0] is not other[0]:
            return
        for child, parent, one_is_child in ((one, other, True), (other, one, False)):
            if self.itself and not one_is_child:
                return
            for foreign_key in child[1].foreign_keys:
                if child[0].table(foreign_key.table) != parent[1]:
                    continue
                columns = zip(foreign_key.columns, foreign_key.referred_columns, strict=True)
                pairs = [(a, b) if one_is_child else (b, a) for a, b in columns]
                yield foreign_key, one_is_child, tuple(pairs)
                if self.itself:  # the map may declare it from its other end
                    yield foreign_key, False, tuple((b, a) for a, b in pairs)

    def _one_is_child(self, key: _Key, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
        """Who holds the reference: the schema says, or the primary keys do, or else the side that declares it."""
        if key.one_is_child is not None:
            return key.one_is_child
        one_named, other_named = self._names_a_row(0, one), self._names_a_row(1, other)
        if one_named is not None and other_named is not None and one_named != other_named:
            return other_named
        fed = any(pair.back if key.by_one else pair.onward for pair in key.pairs)
        declarer_named = one_named if key.by_one else other_named
        if declarer_named and not fed and None in {one_named, other_named}:
            return not key.by_one  # the declaring side gives its own primary key away
        return key.by_one

    def _names_a_row(self, side: int, fields: tuple[str, ...]) -> bool | None:
        """Whether these fields name at most one row of that side; None where no key of it is known."""
        table = self.tables[side]
        unique = [self.collections[side].primary_key, *(table[1].unique_keys() if table else ())]
        if not any(unique):
            return None
        return any(keys and set(fields).issuperset(keys) for keys in unique)


def _sorted_by_target(
    source: CollectionAddress,
    fields: tuple[str, ...],
    target: CollectionAddress,
    target_fields: tuple[str, ...],
) -> tuple[CollectionAddress, tuple[str, ...], Lookup]:
    """So that one set of fields is one lookup, whoever feeds it."""
    ordered = sorted(zip(target_fields, fields, strict=True))
    return source, tuple(b for _, b in ordered), Lookup(target, tuple(a for a, _ in ordered))


def group(pairs: Iterable[_Pair]) -> Iterator[frozenset[_Pair]]:
    """The keys that pairs between two collections make up when nothing else tells them apart.

    Fields that refer to different fields are parts of one key. Fields that refer to the same field are alternatives,
    each with all the parts that they don't clash with: (shop, buyer) or (shop, payer). A pair that only goes onward
    and one that only comes back are two references, as no key is used both ways.
    """
    every = list(pairs)
    onward = [pair for pair in every if pair.onward]
    back = [pair for pair in every if pair.back]
    apart = any(not pair.back for pair in onward) and any(not pair.onward for pair in back)
    for together in (onward, back) if apart else (every,):
        yield from dict.fromkeys(_maximal(frozenset(), frozenset(together), frozenset()))


def _maximal(
    chosen: frozenset[_Pair], open_: frozenset[_Pair], done: frozenset[_Pair]
) -> Iterator[frozenset[_Pair]]:
    """All largest sets of pairs without a clash (Bron and Kerbosch's search)."""
    if not open_ and not done:
        if chosen:
            yield chosen
        return
    for pair in sorted(open_, key=lambda pair: (pair.local, pair.remote)):
        fits = frozenset(other for other in open_ | done if other != pair and not other.clashes(pair))
        yield from _maximal(chosen | {pair}, open_ & fits, done & fits)
        open_, done = open_ - {pair}, done | {pair}


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
