"""Rows that a rule keeps although they have no date of their own: they follow the rows of that rule around them.

An order's lines and its addresses are kept as long as the order is, and not a day longer (art. 17(3): only to the
extent necessary).
"""

import datetime as dt
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property

from dsr_service.domain.erasure.graph import Standing
from dsr_service.domain.erasure.order import circles
from dsr_service.domain.erasure.pointers import Way
from dsr_service.domain.erasure.profile import CollectionProfile
from dsr_service.domain.erasure.retention_rules import Keep, Kept, RetentionRules
from dsr_service.services.erasure.collecting import Collected


@dataclass(frozen=True, slots=True)
class _Source:
    """Where a row finds the rows that it follows."""

    way: int
    up: bool  # it holds their key; else they hold its key
    place: int


class Inheritance:
    """Which collections follow which, by the map alone; and, once rows are found, what is kept of them."""

    def __init__(
        self,
        profiles: Sequence[CollectionProfile],
        ways: Sequence[Way],
        rules: RetentionRules,
        today: dt.date,
    ) -> None:
        self._profiles = profiles
        self.today, self.year_end, self.zone = today, rules.year_end, rules.zone
        places = {profile.address: number for number, profile in enumerate(profiles)}
        self._around: list[list[_Source]] = [[] for _ in profiles]
        for number, way in enumerate(ways):
            if way.pointer.holder is None or way.pointer.holder == way.pointer.target:
                continue
            holder, target = places[way.pointer.holder], places[way.pointer.target]
            if way.child:
                self._around[holder].append(_Source(number, True, target))
            if way.parent:
                self._around[target].append(_Source(number, False, holder))

    def follows(self, place: int, keep: Keep) -> bool:
        """Whether a rule's hold on the rows of a collection is a matter of the rows around them."""
        return _undated(keep) and bool(self._same_rule(place, keep) or self._dated(place))

    def date_field(self, place: int) -> str | None:
        """The field from which other rows may take over their date."""
        asked = any(
            source.place == place
            for other, profile in enumerate(self._profiles)
            if any(_undated(keep) for keep in profile.keeps)
            for source in self._dated(other)
        )
        return self._profiles[place].collection.rules.retention_from if asked else None

    @cached_property
    def _order(self) -> dict[int, int]:
        """Per collection its turn, the same for those that follow one another in a circle."""
        edges = {
            place: {
                source.place
                for source in self._around[place]
                if any(_alike(a, b) for a in profile.keeps for b in self._undated_keeps(source.place))
            }
            for place, profile in enumerate(self._profiles)
        }
        return {place: -turn for turn, group in enumerate(circles(edges)) for place in group}

    def _undated_keeps(self, place: int) -> list[Keep]:
        return [keep for keep in self._profiles[place].keeps if _undated(keep)]

    def _same_rule(self, place: int, keep: Keep) -> list[_Source]:
        """Those whose own rows are judged before."""
        return [
            source
            for source in self._around[place]
            if self._order[source.place] != self._order[place]
            and any(_alike(keep, other) for other in self._profiles[source.place].keeps)
        ]

    def _dated(self, place: int) -> list[_Source]:
        """Rows of whatever rule to which these belong, and that have a date."""
        return [
            source
            for source in self._around[place]
            if source.up and self._profiles[source.place].collection.rules.retention_from
        ]

    def settle(self, rows: Collected, standing: Sequence[int]) -> None:
        """Decide what is kept of the rows that were left open."""
        held = any(keep.rule is None for profile in self._profiles for keep in profile.keeps)
        turns = sorted(rows.undated, key=lambda row: self._order[rows.place[row]])
        while self._settled(rows, standing, turns) and held:
            pass  # a hold goes on to rows whose turn was before
        rows.undated.clear()

    def _settled(self, rows: Collected, standing: Sequence[int], turns: Sequence[int]) -> bool:
        """Each row in its turn; whether more is kept of some than before."""
        news = False
        for row in turns:
            known = rows.kept.get(row, ())
            verdicts = (v for keep in rows.undated[row] for v in self._verdicts(rows, standing, row, keep))
            if more := [verdict for verdict in verdicts if verdict not in known]:
                rows.kept[row] = tuple(dict.fromkeys((*known, *more)))
                news = True
        return news

    def _verdicts(self, rows: Collected, standing: Sequence[int], row: int, keep: Keep) -> Iterator[Kept]:
        same = self._same_rule(rows.place[row], keep)
        found = [
            other
            for source in same or self._dated(rows.place[row])
            for other in _others(rows, source, row)
            if standing[other] != Standing.OTHER
        ]
        kept = [each for other in found for each in rows.kept.get(other, ())]
        if not found:
            # no record needs it; but where the row that it belongs to is lost, its date is not known
            lost = not same or any(source.up for source in same)
            end = self._end(keep, self.today) if lost else None
        elif same:
            end = max((each.until for each in kept if each.until and _alike(keep, each.keep)), default=None)
        else:
            end = max(self._end(keep, rows.started.get(other, self.today)) for other in found)
        if end and end >= self.today:
            yield Kept(keep, end)
        address = self._profiles[rows.place[row]].address
        for each in kept:  # what a dispute holds, it holds with all that belongs to it
            if each.keep.rule is None:
                hold = replace(each.keep, collection=address, fields=keep.fields, categories=keep.categories)
                yield Kept(replace(hold, condition=None), each.until)

    def _end(self, keep: Keep, start: dt.date) -> dt.date:
        assert keep.rule
        return keep.rule.keep_until(start, self.year_end)


def _others(rows: Collected, source: _Source, row: int) -> Iterator[int]:
    links = rows.links[source.way]
    return links.of_holder(row) if source.up else links.of_target(row)


def _undated(keep: Keep) -> bool:
    return keep.rule is not None and keep.date_field is None


def _alike(one: Keep, other: Keep) -> bool:
    return one.rule is not None and other.rule is not None and one.rule.key == other.rule.key
