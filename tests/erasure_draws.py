"""Draws random worlds of `erasure_world`."""

import datetime as dt
from typing import Any

from hypothesis import strategies as st

from erasure_world import SUBJECT, TODAY, Edge, Hold, Row, Rule, TableSpec, World

_SCOPES = (("user.content",), ("user.contact",), ("user.contact", "user.content"), ("user",))


@st.composite
def worlds(
    draw: st.DrawFn, *, today: dt.date = TODAY, edges_of_days: bool = True, scopes: bool = True
) -> World:
    """`edges_of_days`: some periods end or begin today; else midnight makes no difference."""
    every = [[], ["books"], ["warranty"], ["books", "warranty"]]
    laws = draw(st.sampled_from(every if edges_of_days else [["books"]]))
    names = ["people", *(f"t{n}" for n in range(draw(st.integers(2, 4))))]
    tables = [_table(draw, name, laws=laws) for name in names]
    edges = []
    for position, name in enumerate(names):
        for number in range(draw(st.integers(0 if name == "people" else 1, 3))):
            belongs = number == 0 and position > 0 and draw(st.booleans())
            edges.append(_edge(draw, name, f"r{number}", names, position, belongs=belongs))
    world = World(tables, edges, today=today)
    sizes = {name: draw(st.integers(1, 5)) for name in names}
    for table in tables:
        world.rows[table.name] = [
            _row(draw, world, table, number, sizes, edges_of_days=edges_of_days)
            for number in range(sizes[table.name])
        ]
    if laws and draw(st.booleans()):
        world.holds = [
            _hold(draw, table, number, today if edges_of_days else None)
            for number, table in enumerate(tables)
            if draw(st.booleans())
        ]
    world.year_end = draw(st.sampled_from([(12, 31), (6, 30)]))
    if scopes and draw(st.integers(0, 2)) == 0:
        world.scope = draw(st.sampled_from(_SCOPES))
    return world


def _table(draw: st.DrawFn, name: str, *, laws: list[str]) -> TableSpec:
    personal = name == "people" or draw(st.booleans())
    nullable, check, unique, dated = (draw(st.booleans()) for _ in range(4))
    key = draw(st.sampled_from(["number", "number", "text", "pair"]))
    more = draw(st.sampled_from([None, "plain", "needed", "unique", "shaped"])) if personal else None
    rule = (
        _rule(draw, laws, personal=personal, more=more, dated=dated) if laws and draw(st.booleans()) else None
    )
    whole = personal and draw(st.integers(0, 5)) == 0
    return TableSpec(name, personal, nullable, check, unique, key, more, dated, rule, whole)


def _rule(draw: st.DrawFn, laws: list[str], *, personal: bool, more: str | None, dated: bool) -> Rule:
    key, by = draw(st.sampled_from(laws)), draw(st.sampled_from(["map", "file"]))
    only = draw(st.sampled_from([None, None, "data", "more" if more else None])) if personal else None
    by_own_date = dated and (by == "map" or draw(st.booleans()))
    least = draw(st.integers(1, 3)) if by == "file" and draw(st.integers(0, 2)) == 0 else None
    return Rule(key, by, by_own_date, only, least)


def _edge(
    draw: st.DrawFn, holder: str, column: str, names: list[str], position: int, *, belongs: bool
) -> Edge:
    """`belongs`: it leads to an earlier table, the rows of which have those of the holder."""
    target = draw(st.sampled_from(names[:position] if belongs else names))
    nullable = draw(st.booleans()) or names.index(target) >= position
    declared = draw(st.booleans()) or draw(st.booleans())
    choices = ["from"] if belongs else ["from", "from", "to", None] if position else ["to", None, "from"]
    mapped = draw(st.sampled_from(choices))
    owner = not (mapped == "from" and draw(st.integers(0, 4)) == 0)
    return Edge(holder, column, target, nullable, declared, mapped, owner)


def _row(
    draw: st.DrawFn,
    world: World,
    table: TableSpec,
    number: int,
    sizes: dict[str, int],
    *,
    edges_of_days: bool,
) -> Row:
    row: dict[str, Any] = {"id": number}
    if table.name == "people":
        others = [f"other{number}@example.com", None]
        row["email"] = SUBJECT if number == 0 else draw(st.sampled_from(others))
    if table.personal:
        nothing = table.nullable and draw(st.integers(0, 4)) == 0
        row["data"] = None if nothing else f"{table.name} tells {number}"
    if table.more:
        row["more"] = f"+33{len(table.name)}{table.name[-1]}{number}"
    if table.dated:
        row["d"] = draw(st.sampled_from(_days(world.today, edges_of_days=edges_of_days)))
    row["n"] = number
    for edge in world.edges_of(table.name):
        ids = [0, *range(sizes[edge.target])]  # the first rows are the subject's, where any are
        row[edge.column] = draw(st.sampled_from([*ids, None] if edge.nullable else ids))
    return row


def _days(today: dt.date, *, edges_of_days: bool) -> list[dt.date | None]:
    """Inside and outside of the laws' periods, at their edges, and none."""
    found: list[dt.date | None] = [None, *(today - dt.timedelta(days=n) for n in (40, 1000, 3000, 4500))]
    if edges_of_days:
        two_years = today.replace(year=today.year - 2)
        found += [two_years, two_years - dt.timedelta(days=1)]
        found += [dt.date(today.year - 10, *last) for last in ((12, 31), (1, 1), (6, 30))]
        found += [dt.date(today.year - 11, 12, 31)]
    return found


def _hold(draw: st.DrawFn, table: TableSpec, number: int, today: dt.date | None) -> Hold:
    day = dt.timedelta(days=1)
    ends = [None, today, today - day, today + 90 * day] if today else [None]
    rows = draw(st.sampled_from([None, (0,), (0, 1), (2, 3)]))
    only = draw(st.sampled_from([None, None, "data"])) if table.personal else None
    return Hold(table.name, f"Dispute {number}", draw(st.sampled_from(ends)), rows, only)
