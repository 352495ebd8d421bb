"""Whose is each row? The subject's, shared, a shared row's dependent, or somebody else's."""

from array import array
from collections import deque
from collections.abc import Collection, Iterable, Iterator, Sequence
from typing import Final

from dsr_service.domain.erasure.graph import Standing
from dsr_service.domain.erasure.pointers import Way
from dsr_service.domain.erasure.profile import CollectionProfile
from dsr_service.services.erasure.collecting import Collected

_MANY: Final = 16  # of so many rows one among the targets: then all pairs are passed through once


def standings(rows: Collected, ways: Sequence[Way], profiles: Sequence[CollectionProfile]) -> bytearray:
    return _Standings(rows, ways, profiles).decide()


class _Standings:
    def __init__(self, rows: Collected, ways: Sequence[Way], profiles: Sequence[CollectionProfile]) -> None:
        self.rows, self.profiles = rows, profiles
        self.ways = ways
        self.people = {each.address for each in profiles if any(f.declared.identity for f in each.fields)}
        self.places = {profile.address: number for number, profile in enumerate(profiles)}
        self.into: list[list[int]] = [[] for _ in profiles]  # ways whose target is here
        self.out: list[list[int]] = [[] for _ in profiles]
        for number, way in enumerate(ways):
            self.into[self.places[way.pointer.target]].append(number)
            if way.pointer.holder is not None:
                self.out[self.places[way.pointer.holder]].append(number)
        self.led = [[each for each in numbers if ways[each].child] for numbers in self.into]
        self.owned = [
            [each for each in numbers if ways[each].parent and self._all_own(each)] for numbers in self.out
        ]
        self.standing = bytearray([Standing.OTHER]) * len(rows.keys)
        self.known: dict[str, set[str]] = {}  # the subject's identities, those learnt on the way too

    def decide(self) -> bytearray:
        self._own(self.rows.identified, within=False)
        if any(way.pointer.holder == way.pointer.target for way in self.ways):
            # only now, as it needs all identities that the subject's own rows show
            before = bytes(self.standing)
            self._own((row for row, known in enumerate(before) if known == Standing.OWN), within=True)
        if any(profile.collection.rules.shared for profile in self.profiles):
            self._demote()
        if any(way.parent for way in self.ways) or Standing.SHARED in self.standing or self.rows.shared:
            self._shared()
            self._dependents()
        return self.standing

    def _own(self, rows: Iterable[int], *, within: bool) -> None:
        """Along child keys. Within one collection of people a row is only the subject's if it names nobody else."""
        for row in self.rows.identified:
            self._learn(row)
        fresh = array("I", rows)
        while fresh:
            found = array("I")
            for number, holder in self._belonging(fresh):
                pointer = self.ways[number].pointer
                itself = pointer.holder == pointer.target
                if self.standing[holder] == Standing.OWN or (itself and not within):
                    continue
                if itself and self._names_another(holder):
                    continue
                self._learn(holder)
                found.append(holder)
            fresh = found

    def _learn(self, row: int) -> None:
        self.standing[row] = Standing.OWN
        for identity, texts in self.rows.identities.get(row, ()):
            self.known.setdefault(identity, set()).update(texts)

    def _belonging(self, fresh: Sequence[int]) -> Iterator[tuple[int, int]]:
        """The rows that are the subject's because these are."""
        by_place: dict[int, array[int]] = {}
        for row in fresh:
            place = self.rows.place[row]
            if self.led[place] or self.owned[place]:
                by_place.setdefault(place, array("I")).append(row)
        for place, rows in by_place.items():
            for number in self.led[place]:
                yield from ((number, holder) for holder in self._holders(number, rows))
            for number in self.owned[place]:
                links = self.rows.links[number]
                yield from ((number, target) for row in rows for target in links.of_holder(row))

    def _all_own(self, number: int) -> bool:
        """Whether the map says that what a person's row points at is hers alone."""
        target = self.places[self.ways[number].pointer.target]
        return self.profiles[target].collection.rules.shared is False

    def _holders(self, number: int, rows: Sequence[int]) -> Iterator[int]:
        """The holders of the keys of these rows, or of all that are the subject's, where these are many."""
        links = self.rows.links[number]
        if _MANY * len(rows) < len(links.targets):
            for row in rows:
                yield from links.of_target(row)
            return
        for holder, target in zip(links.holders, links.targets, strict=True):
            if self.standing[target] == Standing.OWN:
                yield holder

    def _names_another(self, row: int) -> bool:
        """Whether the row has identities, and none of them is the subject's."""
        found = self.rows.identities.get(row, ())
        return bool(found) and all(self.known.get(key, set()).isdisjoint(texts) for key, texts in found)

    def _demote(self) -> None:
        """The map says that rows of some collections may belong to several people."""
        for row, place in enumerate(self.rows.place):
            found = self.standing[row] == Standing.OWN and row not in self.rows.identified
            if found and self.profiles[place].collection.rules.shared:
                self.standing[row] = Standing.SHARED

    def _shared(self) -> None:
        """What the subject's rows hold the key of, unless it belongs to another person."""
        known = bytes(self.standing)
        theirs: set[int] = set()
        while True:
            self._reach_shared(theirs)
            reached = (row for row, standing in enumerate(self.standing) if standing != known[row])
            more = {row for row in reached if self._belongs_to_another(row)}
            if not more:
                return
            theirs |= more  # what was reached through them is not the subject's either
            self.standing[:] = known

    def _belongs_to_another(self, row: int) -> bool:
        """By the map's own words: it holds the key of a person's row, and that person is not the subject."""
        for number in self.out[self.rows.place[row]]:
            way = self.ways[number]
            if not way.child or way.pointer.target not in self.people:
                continue
            if row in self.rows.unresolved[number]:
                return True
            owners = self.rows.links[number].of_holder(row)
            if any(self.standing[owner] == Standing.OTHER for owner in owners):
                return True
        return False

    def _reach_shared(self, theirs: Collection[int]) -> None:
        for row in self.rows.shared:
            free = self.standing[row] == Standing.OTHER and row not in theirs
            if free and not self._names_another(row):
                self.standing[row] = Standing.SHARED
        pending: deque[int] = deque()
        for row in range(len(self.standing)):
            if self.standing[row] != Standing.OTHER:
                self._reach_from(row, theirs, pending)
        while pending:
            self._reach_from(pending.popleft(), theirs, pending)

    def _reach_from(self, row: int, theirs: Collection[int], pending: deque[int]) -> None:
        for number in self.out[self.rows.place[row]]:
            if not self.ways[number].parent:
                continue
            for target in self.rows.links[number].of_holder(row):
                free = self.standing[target] == Standing.OTHER and target not in theirs
                if free and not self._names_another(target):
                    self.standing[target] = Standing.SHARED
                    pending.append(target)

    def _dependents(self) -> None:
        pending = deque(row for row, standing in enumerate(self.standing) if standing == Standing.SHARED)
        while pending:
            row = pending.popleft()
            for number in self.into[self.rows.place[row]]:
                if not self.ways[number].child:
                    continue
                for holder in self.rows.links[number].of_target(row):
                    if self.standing[holder] == Standing.OTHER and self._points_at_nobody_else(holder, row):
                        self.standing[holder] = Standing.DEPENDENT
                        pending.append(holder)

    def _points_at_nobody_else(self, row: int, parent: int) -> bool:
        if self._names_another(row):
            return False
        for number in self.out[self.rows.place[row]]:
            if row in self.rows.unresolved[number]:
                return False
            for target in self.rows.links[number].of_holder(row):
                if self.ways[number].mention and self.standing[target] == Standing.OWN:
                    return False  # the map says that such a row is somebody else's
                if target not in (row, parent) and self.standing[target] == Standing.OTHER:
                    return False
        return True
