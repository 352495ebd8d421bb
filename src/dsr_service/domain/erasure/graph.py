"""Which rows an erasure may take away: what the law keeps, what others use, and what points at what.

Rows are numbered; a pointer is a way by which rows of one collection hold the key of rows of another. Everything
starts at what is wanted and only ever moves towards staying, so the order of the steps makes no difference.
"""

from array import array
from collections import deque
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from enum import IntEnum

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.erasure.links import Links
from dsr_service.domain.erasure.per_row import PerRow
from dsr_service.domain.erasure.profile import Aim, CollectionProfile
from dsr_service.domain.erasure.retention_rules import Kept


class Standing(IntEnum):
    """Whose a row is."""

    OWN = 0  # the subject's: reached by identity, or it holds the key of such a row
    SHARED = 1  # its key is held by such a row
    DEPENDENT = (
        2  # it holds the key of a shared row and points at nobody else: it goes and stays with that row
    )
    OTHER = 3  # somebody else's that was met on the way


class Fate(IntEnum):
    DELETE = 0
    MASK = 1
    KEEP = 2  # the law keeps all of it that is in scope
    STAY = 3  # out of scope, or others use it


@dataclass(frozen=True, slots=True)
class Pointer:
    """Fields of a holder's rows that hold the key of a target's row."""

    holder: CollectionAddress | None  # None: a table that the map doesn't know
    table: str  # the holder as its source spells it
    dataset: str
    holder_fields: tuple[str, ...]
    target: CollectionAddress
    target_fields: tuple[str, ...]
    declared: bool  # a foreign key of the live schema: the row pointed at can't go
    closed: bool  # the walk finds every row that points by it
    cut: tuple[str, ...] = ()  # the holder's columns that can be set to NULL; none: the link can't go alone
    when: tuple[tuple[str, str], ...] = ()  # what a holder's row must hold to point by it
    none: tuple[frozenset[str], ...] = ()  # per field of the holder the texts that point at nothing
    passes_on: bool = False  # the database changes the holder's key with the target's
    owned: bool = False  # by the map the holder's row is that of whoever has the target


@dataclass
class SubjectRows:
    """All rows that a walk found, as numbers."""

    profiles: Sequence[CollectionProfile]
    pointers: Sequence[Pointer]
    links: Sequence[Links]
    place: "array[int]"  # per row the index of its profile
    standing: bytearray
    kept: PerRow[tuple[Kept, ...]] = field(default_factory=PerRow)
    used_outside: Mapping[int, set[int]] = field(
        default_factory=dict
    )  # per pointer: rows that others point at

    _remaining: dict[tuple[int, tuple[Kept, ...]], frozenset[str]] = field(default_factory=dict)

    def profile(self, row: int) -> CollectionProfile:
        return self.profiles[self.place[row]]

    def remaining(self, row: int) -> frozenset[str]:
        """The fields in scope that no rule keeps."""
        same = self.place[row], self.kept.get(row, ())
        if same not in self._remaining:
            self._remaining[same] = self._not_kept(*same)
        return self._remaining[same]

    def _not_kept(self, place: int, verdicts: Sequence[Kept]) -> frozenset[str]:
        profile = self.profiles[place]
        covered = [profile.kept_by(each.keep) for each in verdicts]
        return frozenset(each.path for each in profile.in_scope).difference(*covered)


@dataclass
class Resolution:
    """What becomes of each row."""

    fate: bytearray
    used: set[int] = field(default_factory=set)  # shared rows that others use
    pointed: set[int] = field(
        default_factory=set
    )  # own rows that stay because a row that stays points at them
    inherited: PerRow[tuple[Kept, ...]] = field(default_factory=PerRow)  # shared rows that kept rows need
    cuts: dict[int, set[int]] = field(default_factory=dict)  # per pointer: holders whose link goes


def resolve(rows: SubjectRows) -> Resolution:
    """The fate of every row."""
    return _Resolver(rows).resolve()


def _wanted(profile: CollectionProfile, standing: Standing) -> Fate:
    if standing is Standing.OTHER or profile.shows_others:
        return Fate.STAY
    if standing is Standing.DEPENDENT:
        return Fate.DELETE
    # one that follows stays until a row that it belongs to goes
    return {Aim.DELETE: Fate.DELETE, Aim.MASK: Fate.MASK}.get(profile.aim, Fate.STAY)


class _Resolver:
    def __init__(self, rows: SubjectRows) -> None:
        self.rows = rows
        self.result = Resolution(bytearray(len(rows.place)))
        self.queue: deque[int] = deque()
        index = {profile.address: number for number, profile in enumerate(rows.profiles)}
        self.out: list[list[int]] = [[] for _ in rows.profiles]
        self.into: list[list[int]] = [[] for _ in rows.profiles]
        for number, pointer in enumerate(rows.pointers):
            if pointer.holder is not None:
                self.out[index[pointer.holder]].append(number)
            self.into[index[pointer.target]].append(number)

    def resolve(self) -> Resolution:
        fate, queue = self.result.fate, self.queue
        fate[:] = self._wanted()
        self._follow()
        for row in range(len(fate)):
            if fate[row] != Fate.DELETE and self.out[self.rows.place[row]]:
                self._stays(row)
        for number, targets in self.rows.used_outside.items():
            for row in targets:
                self._hold(self.rows.pointers[number], row, None)
        while queue:
            self._stays(queue.popleft())
        self._prune_cuts()
        return self.result

    def _prune_cuts(self) -> None:
        """A link to rows that stay after all may stay too."""
        for number, holders in self.result.cuts.items():
            links = self.rows.links[number]
            gone = {
                row
                for row in holders
                if any(
                    self.result.fate[target] == Fate.DELETE or target in self.result.used
                    for target in links.of_holder(row)
                )
            }
            self.result.cuts[number] = gone

    def _wanted(self) -> bytearray:
        """The fates before other rows have their say."""
        rows = self.rows
        fates = [[_wanted(profile, standing) for standing in Standing] for profile in rows.profiles]
        found = bytearray(
            fates[place][standing] for place, standing in zip(rows.place, rows.standing, strict=True)
        )
        for row in rows.kept:
            concerned = rows.standing[row] != Standing.OTHER
            if concerned and not rows.profile(row).shows_others:
                found[row] = Fate.MASK if rows.remaining(row) else Fate.KEEP
        return found

    def _follow(self) -> None:
        """Own rows with nothing personal in them go with the rows that they belong to."""
        fate, rows = self.result.fate, self.rows
        following = {n for n, profile in enumerate(rows.profiles) if profile.aim is Aim.FOLLOW}
        if not following:
            return
        ways = [
            [n for n in self.into[place] if self._holder_place(n) in following]
            for place in range(len(self.into))
        ]
        bound = self._bound(ways)
        pending = deque(row for row in range(len(fate)) if fate[row] == Fate.DELETE and ways[rows.place[row]])
        while pending:
            row = pending.popleft()
            if rows.standing[row] != Standing.OWN:
                continue
            for number in ways[rows.place[row]]:
                for holder in rows.links[number].of_target(row):
                    free = fate[holder] == Fate.STAY and rows.standing[holder] == Standing.OWN
                    if free and holder not in bound:
                        fate[holder] = Fate.DELETE
                        pending.append(holder)

    def _bound(self, ways: Sequence[Sequence[int]]) -> set[int]:
        """Rows with nothing personal in them that are parts of what the law keeps: a kept order's lines."""
        rows, found = self.rows, set[int]()
        owned = (row for row in rows.kept if ways[rows.place[row]] and rows.standing[row] == Standing.OWN)
        pending = deque(owned)
        while pending:
            row = pending.popleft()
            for number in ways[rows.place[row]]:
                more = set(rows.links[number].of_target(row)) - found
                found |= more
                pending.extend(more)
        return found

    def _holder_place(self, number: int) -> int | None:
        holder = self.rows.pointers[number].holder
        return next((n for n, profile in enumerate(self.rows.profiles) if profile.address == holder), None)

    def _stays(self, row: int) -> None:
        """A row that stays holds on to what it points at, unless its link can go."""
        rows = self.rows
        if rows.profile(row).shows_others:
            return  # nothing rests on a view
        for number in self.out[rows.place[row]]:
            pointer = rows.pointers[number]
            for target in rows.links[number].of_holder(row):
                spreads = rows.standing[target] in (Standing.SHARED, Standing.DEPENDENT)  # whose it is
                if target != row and (spreads or self.result.fate[target] != Fate.STAY):
                    if self._may_cut(row, pointer, target):
                        self.result.cuts.setdefault(number, set()).add(row)
                    else:
                        self._hold(pointer, target, row)
        if rows.standing[row] in (Standing.SHARED, Standing.DEPENDENT):
            self._hold_dependents(row)

    def _hold_dependents(self, row: int) -> None:
        """What depends on a row stays with it, and is others' as far as the row is; so is what a person owns."""
        rows = self.rows
        person = row in self.result.used and rows.profile(row).names_people
        for number in self.into[rows.place[row]]:
            for holder in rows.links[number].of_target(row):
                if rows.standing[holder] == Standing.DEPENDENT and holder != row:
                    self._hold_dependent(holder, row)
                elif person and rows.pointers[number].owned and rows.standing[holder] == Standing.SHARED:
                    self._hold_shared(holder, row)

    def _may_cut(self, row: int, pointer: Pointer, target: int) -> bool:
        """Whether the link of a row that stays goes: the row then no longer leads to the subject."""
        rows, fate = self.rows, self.result.fate
        if not pointer.cut:
            return False
        if rows.standing[row] in (Standing.OTHER, Standing.SHARED):
            whole = row in rows.kept and not rows.remaining(row)  # the law keeps it with its links
            return rows.standing[target] == Standing.OWN and fate[target] == Fate.DELETE and not whole
        if rows.standing[row] != Standing.OWN:
            return False
        if row in self.result.pointed:
            return True  # all of it was to go
        return fate[row] == Fate.MASK and self._in_scope(row, pointer, target)

    def _in_scope(self, row: int, pointer: Pointer, target: int) -> bool:
        """Whether the erasure reaches the link of a row that is masked."""
        rows, profile = self.rows, self.rows.profile(row)
        kept = {path for each in rows.kept.get(row, ()) for path in profile.kept_by(each.keep)}
        if not kept.isdisjoint(pointer.holder_fields):
            return False
        if profile.aim is Aim.DELETE or not rows.remaining(row).isdisjoint(pointer.holder_fields):
            return True
        # a link to a shared row says nothing by itself; with it gone the row can go, if nobody else uses it
        keys = {each.path for each in profile.fields if each.key or not each.personal}
        return rows.standing[target] == Standing.SHARED and keys.issuperset(pointer.holder_fields)

    def _hold(self, pointer: Pointer, target: int, holder: int | None) -> None:
        """`holder` (None: a row that is not the subject's) needs the target."""
        standing = self.rows.standing[target]
        if standing == Standing.OWN:
            if pointer.declared and self.result.fate[target] == Fate.DELETE:
                self.result.fate[target] = self._unless_deleted(target)
                self.result.pointed.add(target)
                self.queue.append(target)
        elif standing == Standing.SHARED:
            self._hold_shared(target, holder)
        elif standing == Standing.DEPENDENT:
            self._hold_dependent(target, holder)

    def _theirs(self, holder: int | None) -> bool:
        """Whether a holder speaks for somebody else: not if only the subject uses it."""
        if holder is None or self.rows.standing[holder] == Standing.OTHER:
            return True
        return self.rows.standing[holder] != Standing.OWN and holder in self.result.used

    def _hold_dependent(self, target: int, holder: int | None) -> None:
        news = self._theirs(holder) and target not in self.result.used
        if news:
            self.result.used.add(target)
        if news or self.result.fate[target] == Fate.DELETE:
            self.result.fate[target] = Fate.STAY
            self.queue.append(target)

    def _hold_shared(self, target: int, holder: int | None) -> None:
        rows, fate = self.rows, self.result.fate
        if self._theirs(holder):
            if target not in self.result.used:
                self.result.used.add(target)
                fate[target] = Fate.STAY
                self.result.inherited.pop(target, None)
                self.queue.append(target)
            return
        assert holder is not None
        grounds = self.result.inherited.get(holder, rows.kept.get(holder, ()))
        free = target not in self.result.used and target not in rows.kept  # else its own rules say how much
        if fate[holder] == Fate.KEEP and free and fate[target] != Fate.STAY:
            known = self.result.inherited.get(target, ())
            merged = tuple(dict.fromkeys((*known, *grounds)))
            if merged != known or fate[target] != Fate.KEEP:
                self.result.inherited[target] = merged
                fate[target] = Fate.KEEP
                self.queue.append(target)
        elif fate[target] == Fate.DELETE:
            fate[target] = self._unless_deleted(target)
            self.queue.append(target)

    def _unless_deleted(self, row: int) -> Fate:
        """What remains to be done with a row that can't go."""
        return Fate.MASK if self.rows.remaining(row) else Fate.STAY
