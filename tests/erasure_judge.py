"""What must hold after a random world's erasure: nothing of the subject but what is kept, nothing of others changed."""

import datetime as dt
from collections import Counter
from collections.abc import Iterable, Mapping
from typing import Any

from erasure_naive import Kept, everything, goal, owners
from erasure_world import SUBJECT, Place, Row, Rows, TableSpec, World

Items = Iterable[Mapping[str, Any]]


def judge(world: World, after: dict[str, list[Row]], items: Items | None = None) -> None:
    """`items`: the plan as it was shown."""
    _Judge(world, after).judge()
    if items is not None:
        _judge_plan(world, after, list(items))


class _Judge:
    def __init__(self, world: World, after: dict[str, list[Row]]) -> None:
        self.world = world
        self.before, self.left = everything(world.rows), everything(after)
        self.kept = Kept(world)
        self.own, self.reached = self.kept.own, self.kept.walked
        self.alone = _subjects_alone(world, self.before, self.own, self.reached)

    def judge(self) -> None:
        assert set(self.left) <= set(self.before)
        for place, row in self.before.items():
            if place not in self.reached:
                assert self.left.get(place) == row, f"{place} is nobody's business and changed"
            elif place in self.own:
                self._own(place, row, self.left.get(place))
            else:
                self._others(place, row, self.left.get(place))
        for place in self.reached - self.own:
            self._spared(place)
        for place in self.left:
            for edge in self.world.edges_of(place[0]):
                target = goal(edge, self.left[place])
                whole = not edge.declared or target[1] is None or target in self.left
                assert whole, f"{place} points at nothing by a foreign key"

    def _own(self, place: Place, row: Row, now: Row | None) -> None:
        table = self.world.table(place[0])
        if self.kept.of(place):
            self._kept(place, row, now)
        elif now is None:
            self._gone(place, table)
        else:
            needed = _points(self.world, self.left, place, declared=True)
            if table.personal:
                assert needed or not self.world.whole(table), (
                    f"{place} is the subject's own and nothing needs it"
                )
            else:
                stays = needed or not self._with(place) or any(p in self.left for p in self._with(place))
                assert stays, f"{place} belongs to nothing that is left"
            self._told(place, row, now, self.world.wanted(table))
            self._as_it_was(place, row, now, set(row) - self.world.wanted(table))

    def _gone(self, place: Place, table: TableSpec) -> None:
        if table.personal:
            assert self.world.whole(table), f"{place} is gone, and not all of it was to go"
            return
        linked = {goal(edge, self.before[place]) for edge in self.world.edges_of(place[0])} & self.own
        assert any(map(self._was_to_go, linked)), f"{place} is gone, and nothing that it belongs to was to go"
        for parent in self._with(place):
            assert not self.kept.of(parent), f"{place} is gone, and what it belongs to is kept"

    def _was_to_go(self, place: Place) -> bool:
        """Though it may stay without its contents, if others point at it."""
        table = self.world.table(place[0])
        return not self.kept.of(place) and (self.world.whole(table) or not table.personal)

    def _with(self, place: Place) -> set[Place]:
        """The subject's rows to which one belongs that says nothing of anybody."""
        edges = [edge for edge in self.world.edges_of(place[0]) if edge.child and edge.owner]
        return {goal(edge, self.before[place]) for edge in edges} & self.own - {place}

    def _kept(self, place: Place, row: Row, now: Row | None) -> None:
        """Kept as far as the law keeps it, and no further."""
        assert now is not None, f"{place} is kept by the law and gone"
        lost = self.world.wanted(self.world.table(place[0])) - self._covered(place)
        if lost or all(ground.only for ground in self.kept.of(place)):  # not all of it is kept: links may go
            self._told(place, row, now, lost)
            self._as_it_was(place, row, now, set(row) - lost)
        else:
            assert now == row, f"{place} is kept whole and changed"

    def _covered(self, place: Place) -> set[str]:
        """The columns that the law keeps."""
        whole, grounds = set(self.world.table(place[0]).telling), self.kept.of(place)
        return set().union(*({ground.only} if ground.only else whole for ground in grounds))

    def _told(self, place: Place, row: Row, now: Row, lost: set[str]) -> None:
        for name in lost:
            assert row[name] is None or now[name] != row[name], f"{place}.{name} still tells of the subject"
        if "email" in lost:
            assert now["email"] != SUBJECT

    def _as_it_was(self, place: Place, row: Row, now: Row, names: Iterable[str]) -> None:
        """Links may go to NULL, nothing else changes."""
        links = {edge.column: edge for edge in self.world.edges_of(place[0])}
        for name in names:
            cut = name in links and links[name].nullable and now[name] is None
            assert cut or now[name] == row[name], f"{place}.{name} changed"

    def _others(self, place: Place, row: Row, now: Row | None) -> None:
        whose = owners(self.world, self.before, place) - self.own
        if now is None:
            assert not _points(self.world, self.left, place), f"{place} is gone and others use it"
            assert {place, *whose} <= self.alone, f"{place} is gone and was not the subject's alone"
            assert not self.kept.of(place), f"{place} is kept by the law and gone"
            return
        if self.kept.of(place) and _surely_hers(self.kept, place):
            self._kept(place, row, now)
        links = {edge.column: edge for edge in self.world.edges_of(place[0])}
        changed = {name for name in row if now[name] != row[name]}
        cut = {name for name in changed if name in links and now[name] is None}
        if changed - cut:
            assert place in self.alone, f"{place} was others'"
            wanted = self.world.wanted(self.world.table(place[0]))
            assert changed - cut <= wanted, f"{place}: more than was wanted of it changed"
            assert changed.isdisjoint(self._covered(place)), f"{place} is kept by the law and changed"
        for name in cut:
            target = goal(links[name], row)
            assert target not in self.left, f"{place} lost its link to a row that is still there"

    def _spared(self, place: Place) -> None:
        """What only the subject used must not be left as it was. People stay: they are somebody; and what is theirs."""
        world, before = self.world, self.before
        if (
            owners(world, before, place) - self.own - self.alone
            or self.kept.of(place)
            or place[0] == "people"
        ):
            return
        table = world.table(place[0])
        told = any(before[place][name] is not None for name in world.wanted(table))
        if self.left.get(place) != before[place] or not told or not world.whole(table):
            return
        if _is_held(world, before, place, self.own):
            users = [holder for holder in _points(world, before, place) if holder in self.left]
            assert users, f"{place} was only the subject's and is still there"


def _points(
    world: World, rows: Rows, place: Place, *, declared: bool = False, mentions: bool = True
) -> list[Place]:
    """Who points at a row, as far as anyone can know; without `mentions` only those that don't merely name it by a link
    that can go alone.
    """
    return [
        holder
        for holder, row in rows.items()
        for edge in world.edges_of(holder[0])
        if goal(edge, row) == place
        and (edge.declared or (edge.mapped and not declared))
        and (mentions or edge.owner or not edge.nullable)
        and holder != place
    ]


def _subjects_alone(world: World, rows: Rows, own: set[Place], reached: set[Place]) -> set[Place]:
    """Rows beside the subject's own that nobody else has: they are shared or parts of such, name no person, and whoever
    uses them is one of them or the subject's own."""
    found = {place for place in reached - own if rows[place].get("email") is None}
    while True:
        inside = found | own
        less = {
            place
            for place in found
            if not set(_points(world, rows, place, mentions=False)) <= inside
            or not owners(world, rows, place) <= inside
            or not (_is_held(world, rows, place, inside) or _is_part(world, rows, place, found, own))
        }
        if not less:
            return found
        found -= less


def _is_held(world: World, rows: Rows, place: Place, inside: set[Place]) -> bool:
    return any(
        edge.parent and goal(edge, rows[holder]) == place
        for holder in inside
        for edge in world.edges_of(holder[0])
    )


def _is_part(world: World, rows: Rows, place: Place, found: set[Place], own: set[Place]) -> bool:
    """It holds the key of such a row, and points at nobody else."""
    links = [(e, goal(e, rows[place])) for e in world.edges_of(place[0]) if e.mapped]
    return (
        any(edge.child and target in found - {place} for edge, target in links)
        and all(target in found | own or target[1] is None for _, target in links)
        and not any(not edge.owner and target in own for edge, target in links)
    )


def _asked_for(world: World, place: Place, only: str | None) -> bool:
    """Of what nobody wanted erased nobody need be told that it is kept."""
    table = world.table(place[0])
    return world.scope is None or not world.wanted(table).isdisjoint([only] if only else table.telling)


def _surely_hers(kept: Kept, place: Place) -> bool:
    """A shared row at which nobody points but the subject's own."""
    return place in kept.shared and set(_points(kept.world, kept.rows, place)) <= kept.own


def _judge_plan(world: World, after: dict[str, list[Row]], items: list[Mapping[str, Any]]) -> None:
    """It counts what goes, and names for all that is kept the ground, the law and the last day."""
    told: Counter[str] = Counter()
    for item in items:
        told[item["collection"]] += item["rows"] if item["action"] == "delete" else 0
    gone = Counter({table: len(rows) - len(after[table]) for table, rows in world.rows.items()})
    assert +told == +gone, f"{dict(told)} were to be deleted; gone are {dict(+gone)}"
    kept = Kept(world)
    shown: Counter[tuple[str, str, str, dt.date | None]] = Counter()
    known = {(g.ground, g.law, g.until) for place in kept.theirs for g in kept.of(place)}
    for item in items:
        if item["action"] == "keep":
            until = dt.date.fromisoformat(item["keep_until"]) if item["keep_until"] else None
            assert (item["ground"], item["law"], until) in known, f"{item} is kept by nothing"
            shown[item["collection"], item["ground"], item["law"], until] += item["rows"]
    wanted: Counter[tuple[str, str, str, dt.date | None]] = Counter()
    for place in kept.own | {place for place in kept.shared if _surely_hers(kept, place)}:
        for ground in {
            (g.ground, g.law, g.until) for g in kept.of(place) if _asked_for(world, place, g.only)
        }:
            wanted[place[0], *ground] += 1
    missing = wanted - shown
    assert not missing, f"the plan does not say that it keeps {dict(missing)}"
