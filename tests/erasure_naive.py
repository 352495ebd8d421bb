"""Whose each row of a random world is, and what the law keeps of it: reckoned row by row, as docs/data-map.md says."""

import datetime as dt
from collections.abc import Iterable
from dataclasses import dataclass

from erasure_world import LAWS, SUBJECT, Edge, Place, Row, Rows, Rule, World


@dataclass(frozen=True)
class Ground:
    """Why a row is kept, and until when; `only` this column."""

    ground: str
    law: str
    until: dt.date | None
    only: str | None = None


def everything(rows: dict[str, list[Row]]) -> Rows:
    return {(table, row["id"]): row for table, found in rows.items() for row in found}


def goal(edge: Edge, row: Row) -> Place:
    return edge.target, row[edge.column]


def own(world: World) -> set[Place]:
    """The subject's rows: by identity, then by child keys; among people only those that name nobody else."""
    found = {("people", row["id"]) for row in world.rows["people"] if row["email"] == SUBJECT}
    while True:
        more = {
            (edge.holder, row["id"])
            for edge in world.edges
            if edge.child and edge.owner
            for row in world.rows[edge.holder]
            if goal(edge, row) in found
            and not (edge.holder == edge.target == "people" and row["email"] not in (SUBJECT, None))
        }
        if more <= found:
            return found
        found |= more


def reached(world: World) -> set[Place]:
    """All that a walk finds."""
    found = {("people", row["id"]) for row in world.rows["people"] if row["email"] == SUBJECT}
    while True:
        more = set()
        for edge in world.edges:
            for row in world.rows[edge.holder]:
                holder, target = (edge.holder, row["id"]), goal(edge, row)
                if edge.child and target in found:
                    more.add(holder)
                if edge.parent and holder in found and row[edge.column] is not None:
                    more.add(target)
        if more <= found:
            return found
        found |= more


def shared(world: World) -> set[Place]:
    """What the subject's rows hold the key of, unless it names another person or is that person's by the map."""
    rows, mine = everything(world.rows), own(world)
    theirs: set[Place] = set()
    while True:
        found: set[Place] = set()
        while True:
            held = {
                goal(edge, rows[holder])
                for holder in mine | found
                for edge in world.edges_of(holder[0])
                if edge.parent and rows[holder][edge.column] is not None
            }
            free = {place for place in held if rows[place].get("email") is None} - mine - theirs
            if free <= found:
                break
            found |= free
        others = {place for place in found if not owners(world, rows, place) <= mine | found}
        if not others:
            return found
        theirs |= others


def parts(world: World, mine: set[Place], used: set[Place], walked: set[Place]) -> set[Place]:
    """What holds the key of such a row goes and stays with it, if it points at nobody else."""
    rows = everything(world.rows)
    found: set[Place] = set()
    while True:
        inside = used | found
        more = set()
        for place in walked - mine - used - found:
            links = [(e, goal(e, rows[place])) for e in world.edges_of(place[0]) if e.mapped or e.declared]
            links = [(edge, target) for edge, target in links if target[1] is not None]
            belongs = any(edge.child and edge.owner and target in inside for edge, target in links)
            alone = all(target in inside | mine | {place} for _, target in links)
            mentions = any(edge.child and not edge.owner and target in mine for edge, target in links)
            if belongs and alone and not mentions and rows[place].get("email") is None:
                more.add(place)
        if not more:
            return found
        found |= more


def owners(world: World, rows: Rows, place: Place) -> set[Place]:
    """The people of whom the map says that the row is theirs."""
    edges = [
        edge for edge in world.edges_of(place[0]) if edge.child and edge.owner and edge.target == "people"
    ]
    found = {goal(edge, rows[place]) for edge in edges if rows[place][edge.column] is not None}
    return found - {place}


class Kept:
    """What the law keeps of the rows that are the subject's in one way or another."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.rows = everything(world.rows)
        self.own, self.shared, self.walked = own(world), shared(world), reached(world)
        self.parts = parts(world, self.own, self.shared, self.walked)
        self.theirs = self.own | self.shared | self.parts
        self._held = self._holds()

    def of(self, place: Place) -> frozenset[Ground]:
        return frozenset({*self._by_rule(place), *self._held.get(place, ())})

    def _by_rule(self, place: Place) -> Iterable[Ground]:
        rule = self._rule(place)
        if rule is None:
            return
        law = LAWS[rule.key]
        end = self._end(rule.key, self.rows[place]["d"]) if rule.dated else self._followed_end(place, rule)
        if end and end >= self.world.today:
            yield Ground(law.ground, law.name, end, rule.only)

    def _rule(self, place: Place) -> Rule | None:
        rule = self.world.table(place[0]).rule if place in self.theirs else None
        applies = rule and (rule.at_least is None or self.rows[place]["n"] >= rule.at_least)
        return rule if applies else None

    def _holds(self) -> dict[Place, set[Ground]]:
        """What a hold keeps is kept with the rows that follow it, and with those that follow these."""
        found: dict[Place, set[Ground]] = {place: set(self._direct(place)) for place in self.theirs}
        while True:
            more = {
                place: {
                    Ground(ground.ground, ground.law, ground.until, rule.only)
                    for other in self._followed(place, rule)
                    for ground in found[other]
                }
                for place in self.theirs
                if (rule := self._rule(place)) and not rule.dated
            }
            if all(grounds <= found[place] for place, grounds in more.items()):
                return found
            for place, grounds in more.items():
                found[place] |= grounds

    def _direct(self, place: Place) -> Iterable[Ground]:
        for hold in self.world.holds:
            meant = hold.table == place[0] and (hold.rows is None or self.rows[place]["n"] in hold.rows)
            if meant and (hold.until is None or hold.until >= self.world.today):
                yield Ground("ERASE_LEGAL_CLAIMS", hold.law, hold.until, hold.only)

    def _followed(self, place: Place, rule: Rule) -> set[Place]:
        """The rows around one without a date of its own by which it is kept: by their rule, else by their date."""
        same = self._same_rule(place[0], rule)
        ways = same or [way for way in self._around(place[0]) if self._gives_date(*way)]
        return {other for way in ways for other in self._others(place, *way)} & self.theirs

    def _same_rule(self, table: str, rule: Rule) -> list[tuple[Edge, bool]]:
        return [
            (edge, up)
            for edge, up in self._around(table)
            if (its := self.world.table(other := edge.target if up else edge.holder).rule)
            and its.key == rule.key
            and not self._circle(table, other)
        ]

    def _followed_end(self, place: Place, rule: Rule) -> dt.date | None:
        same, found = self._same_rule(place[0], rule), self._followed(place, rule)
        if not found:
            lost = not same or any(up for _, up in same)
            return self._end(rule.key, None) if lost else None
        if not same:
            return max(self._end(rule.key, self.rows[other]["d"]) for other in found)
        ends = [ground.until for other in found for ground in self._by_rule(other) if ground.until]
        return max(ends, default=None)

    def _around(self, table: str) -> list[tuple[Edge, bool]]:
        """Those whose key its rows hold (upwards), and those that lead to it by its key."""
        up = [(e, True) for e in self.world.edges_of(table) if e.child and e.owner and e.target != table]
        return up + [(e, False) for e in self.world.edges if e.parent and e.target == table != e.holder]

    def _gives_date(self, edge: Edge, up: bool) -> bool:
        return up and self.world.table(edge.target).dated

    def _others(self, place: Place, edge: Edge, up: bool) -> list[Place]:
        if up:
            return [goal(edge, self.rows[place])]
        return [(edge.holder, r["id"]) for r in self.world.rows[edge.holder] if goal(edge, r) == place]

    def _circle(self, one: str, other: str) -> bool:
        return self._follows(one, other) and self._follows(other, one)

    def _follows(self, one: str, other: str) -> bool:
        """Whether a collection waits for another's verdicts, directly or by others of the same rule without date."""
        seen, pending = set(), [one]
        while pending:
            rule = self.world.table(name := pending.pop()).rule
            for edge, up in self._around(name):
                next_ = edge.target if up else edge.holder
                its = self.world.table(next_).rule
                if rule and its and its.key == rule.key and not its.dated and next_ not in seen:
                    seen.add(next_)
                    pending.append(next_)
        return other in seen

    def _end(self, key: str, start: dt.date | None) -> dt.date:
        """An empty date is today's."""
        law, day = LAWS[key], start or self.world.today
        if law.to_year_end:
            month, last = self.world.year_end
            day = next(d for y in (0, 1) if (d := dt.date(day.year + y, month, last)) >= day)
        if (day.month, day.day) == (2, 29):
            day = day.replace(day=28)  # none of the ends falls into a leap year's February
        return day.replace(year=day.year + law.years)
