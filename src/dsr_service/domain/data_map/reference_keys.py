"""Which fields between two collections make up one key, and which of the two collections is the child.

Fields that refer to different fields of one collection are one composite key, fields that refer to the same field are
alternatives; a `link` in the map tells apart, and a foreign key that the live schema declares settles doubt.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field

from dsr_service.domain.data_map.data_map import Collection
from dsr_service.domain.data_map.source_schema import ForeignKey, SourceSchema, TableSchema

Live = tuple[SourceSchema, TableSchema]


@dataclass(frozen=True, slots=True)
class Pair:
    """One field of the declaring collection and the remote field that it refers to."""

    local: str
    remote: str
    onward: bool = field(compare=False)  # values flow from local to remote
    back: bool = field(compare=False)
    link: str | None = field(default=None, compare=False)
    owner: bool = field(default=True, compare=False)
    when: tuple[tuple[str, str], ...] = field(default=(), compare=False)  # of the declaring side's row

    def clashes(self, other: "Pair") -> bool:
        """Whether the two can't be parts of one key: one field has only one counterpart in it."""
        return self.local == other.local or self.remote == other.remote

    def mirrored(self) -> "Pair":
        return Pair(self.remote, self.local, self.back, self.onward, self.link, self.owner, self.when)

    def merged(self, other: "Pair") -> "Pair":
        return Pair(
            self.local,
            self.remote,
            self.onward or other.onward,
            self.back or other.back,
            self.link or other.link,
            self.owner and other.owner,
            self.when,
        )


@dataclass(frozen=True, slots=True)
class ReferenceKey:
    """Pairs that must match together, seen from the collection `one`, and who holds the reference."""

    pairs: frozenset[Pair]
    by_one: bool  # the declaring side
    foreign_key: ForeignKey | None = None
    one_is_child: bool | None = None

    @property
    def when(self) -> tuple[tuple[str, str], ...]:
        """What a row of the declaring side must hold."""
        return tuple(sorted({each for pair in self.pairs for each in pair.when}))

    @property
    def directions(self) -> tuple[bool, bool]:
        """Onward and back: a key flows as a whole, so that a direction which one part names holds for all.

        Parts that name opposite directions although they belong together leave both open.
        """
        onward = all(pair.onward for pair in self.pairs)
        back = all(pair.back for pair in self.pairs)
        return (onward, back) if onward or back else (True, True)


class Sides:
    """The keys between two collections, both ways."""

    def __init__(
        self, collections: tuple[Collection, Collection], tables: tuple[Live | None, Live | None]
    ) -> None:
        self.itself = collections[0] is collections[1]
        self.collections = collections
        self.tables = tables
        self.declared = list(self._foreign_keys())

    def keys(self, by_one: Sequence[Pair], declared_by_other: Sequence[Pair]) -> Iterator[ReferenceKey]:
        """Links first, then what the live schema declares, then the rule, for each side by itself.

        Each side's pairs are given as that side sees them; the keys are seen from the first.
        """
        by_other = [pair.mirrored() for pair in declared_by_other]
        for by, pairs in ((True, by_one), (False, by_other)):
            links: dict[str, list[Pair]] = defaultdict(list)
            for pair in pairs:
                if pair.link is not None:
                    links[pair.link].append(pair)
            for linked in links.values():
                yield from (ReferenceKey(key, by) for key in group(linked))
        declared = tuple(self._declared_keys(pair for pair in (*by_one, *by_other) if pair.link is None))
        yield from declared
        settled = {pair for key in declared for pair in key.pairs}
        for by, pairs in ((True, by_one), (False, by_other)):
            for key in group(pair for pair in pairs if pair.link is None and pair not in settled):
                yield self._completed(ReferenceKey(key, by))

    def _declared_keys(self, pairs: Iterable[Pair]) -> Iterator[ReferenceKey]:
        """The foreign keys all of whose parts the map refers by, from whichever side."""
        merged: dict[Pair, Pair] = {}
        for pair in pairs:
            merged[pair] = merged[pair].merged(pair) if pair in merged else pair
        taken: set[int] = set()
        for foreign_key, one_is_child, columns in self.declared:
            parts = [merged.get(Pair(local, remote, False, False)) for local, remote in columns]
            if all(parts) and id(foreign_key) not in taken:  # a self-reference is seen from both of its ends
                taken.add(id(foreign_key))
                found = frozenset(part for part in parts if part)
                yield ReferenceKey(found, one_is_child, foreign_key, one_is_child)

    def _completed(self, key: ReferenceKey) -> ReferenceKey:
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
            parts = frozenset(Pair(local, remote, onward, back) for local, remote in columns)
            return ReferenceKey(parts, key.by_one, foreign_key, child)
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

    def one_is_child(self, key: ReferenceKey, one: tuple[str, ...], other: tuple[str, ...]) -> bool:
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


def group(pairs: Iterable[Pair]) -> Iterator[frozenset[Pair]]:
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
    chosen: frozenset[Pair], open_: frozenset[Pair], done: frozenset[Pair]
) -> Iterator[frozenset[Pair]]:
    """All largest sets of pairs without a clash (Bron and Kerbosch's search)."""
    if not open_ and not done:
        if chosen:
            yield chosen
        return
    for pair in sorted(open_, key=lambda pair: (pair.local, pair.remote)):
        fits = frozenset(other for other in open_ | done if other != pair and not other.clashes(pair))
        yield from _maximal(chosen | {pair}, open_ & fits, done & fits)
        open_, done = open_ - {pair}, done | {pair}
