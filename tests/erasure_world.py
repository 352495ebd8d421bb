"""Random small databases with a data map each, and what an erasure may and must do to them, reckoned naively."""

import json
from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

SUBJECT = "subject@example.com"


@dataclass(frozen=True)
class Edge:
    """`holder.column` holds the id of a row of `target`."""

    holder: str
    column: str
    target: str
    nullable: bool
    declared: bool
    mapped: str | None  # from, to, both or not at all
    owner: bool = True

    @property
    def child(self) -> bool:
        return self.mapped in {"from", "both"}

    @property
    def parent(self) -> bool:
        return self.mapped in {"to", "both"}


@dataclass(frozen=True)
class TableSpec:
    name: str
    personal: bool
    nullable: bool = True
    check: bool = False
    unique: bool = False


@dataclass
class World:
    tables: list[TableSpec]
    edges: list[Edge]
    rows: dict[str, list[dict[str, Any]]] = field(default_factory=dict)

    def edges_of(self, table: str) -> list[Edge]:
        return [edge for edge in self.edges if edge.holder == table]

    def ddl(self) -> list[str]:
        statements, keys = [], []
        for table in self.tables:
            columns = ["id INTEGER PRIMARY KEY"]
            if table.name == "people":
                columns.append("email VARCHAR(60) UNIQUE")
            if table.personal:
                null = "" if table.nullable else " NOT NULL"
                unique = " UNIQUE" if table.unique else ""
                check = " CHECK (length(data) >= 3)" if table.check else ""
                columns.append(f"data VARCHAR(40){null}{unique}{check}")
            columns.append("n INTEGER")
            for edge in self.edges_of(table.name):
                columns.append(f"{edge.column} INTEGER{'' if edge.nullable else ' NOT NULL'}")
                if edge.declared:
                    keys.append((table.name, edge))
            statements.append((table.name, columns))
        return [
            self._create(name, columns, [e for t, e in keys if t == name]) for name, columns in statements
        ]

    @staticmethod
    def _create(name: str, columns: list[str], keys: list[Edge]) -> str:
        foreign = [
            f"FOREIGN KEY ({e.column}) REFERENCES {e.target} (id) DEFERRABLE INITIALLY DEFERRED" for e in keys
        ]
        return f"CREATE TABLE {name} ({', '.join([*columns, *foreign])})"

    def foreign_keys(self) -> list[str]:
        """For databases that don't know tables to come."""
        return [
            f"ALTER TABLE {e.holder} ADD FOREIGN KEY ({e.column}) REFERENCES {e.target} (id)"
            for e in self.edges
            if e.declared
        ]

    def data_map(self, *, files: bool = False) -> str:
        """With `files` what personal rows tell is the name of a file."""
        collections = []
        for table in self.tables:
            fields: list[dict[str, Any]] = [
                {"name": "id", "data_categories": ["user.unique_id"], "fides_meta": {"primary_key": True}},
                {"name": "n", "data_categories": ["system.operations"]},
            ]
            if not table.personal:
                fields[0]["data_categories"] = ["system.operations"]
            else:
                fields.append({"name": "data", "data_categories": ["user.content"]})
                if files:
                    fields[-1]["fides_meta"] = {"dsr": {"file": "media"}}
            if table.name == "people":
                email = {
                    "name": "email",
                    "data_categories": ["user.contact.email"],
                    "fides_meta": {"identity": "email"},
                }
                fields.append(email)
            fields += [self._reference(edge) for edge in self.edges_of(table.name) if edge.mapped]
            collections.append({"name": table.name, "fields": fields})
        return json.dumps({"dataset": [{"fides_key": "shop", "collections": collections}]})

    @staticmethod
    def _reference(edge: Edge) -> dict[str, Any]:
        reference = {"dataset": "shop", "field": f"{edge.target}.id"}
        if edge.mapped != "both":
            reference["direction"] = str(edge.mapped)
        meta: dict[str, Any] = {"references": [reference]}
        if not edge.owner:
            meta["dsr"] = {"owner": False}
        return {"name": edge.column, "data_categories": ["system.operations"], "fides_meta": meta}

    # --- the oracle

    def own(self) -> set[tuple[str, int]]:
        """The subject's rows: by identity, then by child keys; among people only those that name nobody else."""
        found = {("people", row["id"]) for row in self.rows["people"] if row["email"] == SUBJECT}
        while True:
            more = {
                (edge.holder, row["id"])
                for edge in self.edges
                if edge.child and edge.owner
                for row in self.rows[edge.holder]
                if (edge.target, row[edge.column]) in found
                and not (edge.holder == edge.target == "people" and row["email"] not in (SUBJECT, None))
            }
            if more <= found:
                return found
            found |= more

    def reached(self) -> set[tuple[str, int]]:
        """All that a walk finds."""
        found = {("people", row["id"]) for row in self.rows["people"] if row["email"] == SUBJECT}
        while True:
            more = set()
            for edge in self.edges:
                for row in self.rows[edge.holder]:
                    holder, target = (edge.holder, row["id"]), (edge.target, row[edge.column])
                    if edge.child and target in found:
                        more.add(holder)
                    if edge.parent and holder in found and row[edge.column] is not None:
                        more.add(target)
            if more <= found:
                return found
            found |= more


Place = tuple[str, int]
Rows = dict[Place, dict[str, Any]]


def judge(world: World, after: dict[str, list[dict[str, Any]]]) -> None:
    """What must hold after an erasure of everything, without any rule that keeps."""
    before = {(table, row["id"]): row for table, rows in world.rows.items() for row in rows}
    left = {(table, row["id"]): row for table, rows in after.items() for row in rows}
    own, reached = world.own(), world.reached()
    assert set(left) <= set(before)
    for place, row in before.items():
        if place not in reached:
            assert left.get(place) == row, f"{place} is nobody's business and changed"
        elif place in own:
            _judge_own(world, place, row, left)
        else:
            _judge_others(world, place, before, left, own, reached)
    for place in reached - own:
        _judge_spared(world, place, before, left, own, reached)


def _points(
    world: World, rows: Rows, goal: Place, *, declared: bool = False, mentions: bool = True
) -> list[Place]:
    """Who points at a row, as far as anyone can know; without `mentions` only those that don't merely name it by a link
    that can go alone.
    """
    return [
        holder
        for holder, row in rows.items()
        for edge in world.edges_of(holder[0])
        if (edge.target, row[edge.column]) == goal
        and (edge.declared or (edge.mapped and not declared))
        and (mentions or edge.owner or not edge.nullable)
        and holder != goal
    ]


def _judge_own(world: World, place: Place, row: dict[str, Any], left: Rows) -> None:
    now = left.get(place)
    if now is None:
        return
    assert _points(world, left, place, declared=True), f"{place} is the subject's own and nothing needs it"
    if row.get("data") is not None:
        assert now["data"] != row["data"], f"{place} still tells something of the subject"
    assert now.get("email") != SUBJECT


def _judge_others(
    world: World, place: Place, before: Rows, left: Rows, own: set[Place], reached: set[Place]
) -> None:
    row, now = before[place], left.get(place)
    if now is None:
        assert not _points(world, left, place), f"{place} is gone and others use it"
        whose = _owners(world, before, place) - own
        alone = _subjects_alone(world, before, own, reached) if whose else set()
        assert whose <= alone, f"{place} is gone and was another person's"
        return
    links = {edge.column: edge for edge in world.edges_of(place[0])}
    changed = {name for name in row if now[name] != row[name]}
    cut = {name for name in changed if name in links and now[name] is None}
    if changed - cut:
        assert place in _subjects_alone(world, before, own, reached), f"{place} was others'"
    for name in cut:
        target = (links[name].target, row[name])
        assert target not in left, f"{place} lost its link to a row that is still there"


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
            or not _owners(world, rows, place) <= inside
            or not (_is_held(world, rows, place, inside) or _is_part(world, rows, place, found, own))
        }
        if not less:
            return found
        found -= less


def _owners(world: World, rows: Rows, place: Place) -> set[Place]:
    """The people of whom the map says that the row is theirs."""
    edges = [
        edge for edge in world.edges_of(place[0]) if edge.child and edge.owner and edge.target == "people"
    ]
    found = {("people", rows[place][edge.column]) for edge in edges if rows[place][edge.column] is not None}
    return found - {place}


def _is_held(world: World, rows: Rows, place: Place, inside: set[Place]) -> bool:
    return any(
        edge.parent and (edge.target, row[edge.column]) == place
        for holder, row in rows.items()
        if holder in inside
        for edge in world.edges_of(holder[0])
    )


def _is_part(world: World, rows: Rows, place: Place, found: set[Place], own: set[Place]) -> bool:
    """It holds the key of such a row, and points at nobody else."""
    links = [(e, (e.target, rows[place][e.column])) for e in world.edges_of(place[0]) if e.mapped]
    return (
        any(edge.child and target in found - {place} for edge, target in links)
        and all(target in found | own or target[1] is None for _, target in links)
        and not any(not edge.owner and target in own for edge, target in links)
    )


def _judge_spared(
    world: World, place: Place, before: Rows, left: Rows, own: set[Place], reached: set[Place]
) -> None:
    """What only the subject used must not be left as it was. People stay: they are somebody; and what is theirs."""
    if _owners(world, before, place) - own - _subjects_alone(world, before, own, reached):
        return
    if left.get(place) != before[place] or before[place].get("data") is None or place[0] == "people":
        return
    ways = [edge for edge in world.edges if edge.parent and edge.target == place[0]]
    if any(h[0] == e.holder and before[h][e.column] == place[1] for h in own for e in ways):
        users = [holder for holder in _points(world, before, place) if holder in left]
        assert users, f"{place} was only the subject's and is still there"


@st.composite
def worlds(draw: st.DrawFn, *, deferrable: bool = True) -> World:
    names = ["people", *(f"t{n}" for n in range(draw(st.integers(1, 4))))]
    tables = [
        TableSpec(
            name,
            name == "people" or draw(st.booleans()),
            draw(st.booleans()),
            draw(st.booleans()),
            draw(st.booleans()),
        )
        for name in names
    ]
    edges = []
    for position, name in enumerate(names):
        for number in range(draw(st.integers(0 if name == "people" else 1, 3))):
            target = draw(st.sampled_from(names))
            earlier = names.index(target) < position
            nullable = draw(st.booleans()) or not earlier
            declared = draw(st.booleans()) or draw(st.booleans())
            choices = ["from", "from", "to", None]
            mapped = draw(st.sampled_from(choices if name != "people" else ["to", None, "from"]))
            owner = not (mapped == "from" and draw(st.integers(0, 4)) == 0)
            edges.append(Edge(name, f"r{number}", target, nullable, declared, mapped, owner))
    world = World(tables, edges)
    sizes = {name: draw(st.integers(1, 5)) for name in names}
    for table in tables:
        rows = []
        for number in range(sizes[table.name]):
            row: dict[str, Any] = {"id": number}
            if table.name == "people":
                row["email"] = (
                    SUBJECT if number == 0 else draw(st.sampled_from([f"other{number}@example.com", None]))
                )
            if table.personal:
                value = f"{table.name} tells {number}"
                row["data"] = None if table.nullable and draw(st.integers(0, 4)) == 0 else value
            row["n"] = number
            for edge in world.edges_of(table.name):
                ids = list(range(sizes[edge.target]))
                row[edge.column] = draw(st.sampled_from([*ids, None] if edge.nullable else ids))
            rows.append(row)
        world.rows[table.name] = rows
    return world
