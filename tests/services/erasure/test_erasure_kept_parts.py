"""What the law keeps beside the subject's own rows: parts of shared rows, addresses, the lines of an order."""

import datetime as dt

from erasure_runs import check_on_sqlite
from erasure_world import SUBJECT, Edge, Hold, Rule, TableSpec, World

PEOPLE = TableSpec("people", True)
BOOKS = Rule("books", "map", dated=True)
DAY = dt.date(2024, 5, 1)
SUBJECTS = {"id": 0, "email": SUBJECT, "data": "people tells 0", "n": 0}


def own(table: str, column: str = "r0") -> Edge:
    return Edge(table, column, "people", True, True, "from")


def row(table: str, **more) -> dict:
    return {"id": 0, "data": f"{table} tells 0", "n": 0, **more}


def test_a_rule_keeps_a_part_of_a_shared_row():
    edges = [Edge("people", "r0", "t0", True, True, "to"), Edge("t1", "r0", "t0", True, True, "from")]
    tables = [PEOPLE, TableSpec("t0", True), TableSpec("t1", True, dated=True, rule=BOOKS)]
    rows = {"people": [{**SUBJECTS, "r0": 0}], "t0": [row("t0")], "t1": [row("t1", d=DAY, r0=0)]}
    assert check_on_sqlite(World(tables, edges, rows))


def test_a_shared_row_of_a_kept_one_is_kept_as_far_as_its_own_rule_says():
    for rule in (Rule("books", "map", dated=False, only="data"), Rule("warranty", "map", dated=True)):
        shared = TableSpec("t0", True, more="plain", dated=rule.dated, rule=rule)
        tables = [PEOPLE, shared, TableSpec("t1", True, dated=True, rule=BOOKS)]
        dated = {"d": dt.date(2026, 5, 1)} if rule.dated else {}
        rows = {
            "people": [SUBJECTS],
            "t0": [row("t0", more="+33111", **dated)],
            "t1": [row("t1", d=DAY, r0=0, r1=0)],
        }
        edges = [own("t1"), Edge("t1", "r1", "t0", True, True, "to")]
        assert check_on_sqlite(World(tables, edges, rows))


def test_the_lines_of_a_kept_order_stay_though_they_belong_to_a_cart_too():
    order = TableSpec("t0", True, dated=True, rule=BOOKS)
    edges = [
        own("t0"),
        own("t1"),
        Edge("t2", "r0", "t0", True, True, "from"),
        Edge("t2", "r1", "t1", True, True, "from"),
    ]
    rows = {
        "people": [SUBJECTS],
        "t0": [row("t0", d=DAY, r0=0)],
        "t1": [row("t1", r0=0)],
        "t2": [{"id": 0, "n": 0, "r0": 0, "r1": 0}],
    }
    assert check_on_sqlite(World([PEOPLE, order, TableSpec("t1", True), TableSpec("t2", False)], edges, rows))


def test_a_held_row_keeps_its_link():
    edges = [
        own("t0"),
        Edge("people", "r0", "t1", True, True, "to"),
        Edge("t1", "r0", "t0", True, True, "to"),
    ]
    tables = [PEOPLE, TableSpec("t0", True), TableSpec("t1", True)]
    rows = {"people": [{**SUBJECTS, "r0": 0}], "t0": [row("t0", r0=0)], "t1": [row("t1", r0=0)]}
    assert check_on_sqlite(World(tables, edges, rows, [Hold("t1", "Dispute", None)]))


def test_what_a_nameless_person_owns_stays_if_that_person_does():
    """Whom the subject's row leads to, and another person's row too."""
    edges = [
        Edge("people", "r0", "t0", True, True, "to"),
        Edge("people", "r1", "people", True, True, "to"),
        Edge("t0", "r0", "people", True, True, "from"),
    ]
    rows = {
        "people": [
            {**SUBJECTS, "r0": 0, "r1": 1},
            {"id": 1, "email": None, "data": "people tells 1", "n": 1, "r0": None, "r1": None},
            {"id": 2, "email": "b@example.com", "data": "people tells 2", "n": 2, "r0": None, "r1": 1},
        ],
        "t0": [row("t0", r0=1)],
    }
    assert check_on_sqlite(World([PEOPLE, TableSpec("t0", True)], edges, rows))


def test_a_hold_reaches_all_that_follows_in_a_circle():
    rule = Rule("warranty", "file", dated=False)
    tables = [
        TableSpec("people", True, more="plain", rule=Rule("warranty", "map", dated=False, only="more")),
        TableSpec("t0", True, dated=True, rule=rule),
        TableSpec("t1", False, dated=True, rule=rule),
    ]
    edges = [
        Edge("people", "r0", "t0", True, True, "from"),
        own("t0", "r1"),
        Edge("t0", "r0", "t1", True, True, "from"),
        Edge("t1", "r0", "t0", True, True, "from"),
    ]
    rows = {
        "people": [{**SUBJECTS, "more": "+33111", "r0": 0}],
        "t0": [row("t0", d=DAY, r1=0, r0=0)],
        "t1": [{"id": 0, "d": DAY, "n": 0, "r0": 0}],
    }
    assert check_on_sqlite(World(tables, edges, rows, [Hold("t1", "Dispute", None)]))
