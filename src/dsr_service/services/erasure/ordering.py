"""Deletions in an order that every foreign key allows."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from dsr_service.domain.erasure.graph import Fate
from dsr_service.domain.erasure.order import circles, layers
from dsr_service.domain.erasure.plan import Blocked
from dsr_service.domain.masking.masking import Mask, Strategy
from dsr_service.services.erasure.reading import Findings
from dsr_service.services.ports.erasing import Step

_Placed = tuple[int, Step]


def ordered_deletions(
    findings: Findings, deletions: Mapping[int, Sequence[int]], fate: Sequence[int]
) -> tuple[list[_Placed], list[Blocked]]:
    """Steps with the place of their collection: links of a circle first, then holders before what they point at."""
    return _Ordering(findings, deletions, fate).steps()


def arranged(findings: Findings, steps: Mapping[str, Sequence[Step]]) -> dict[str, list[Step]]:
    """The datasets in the order of their commits, of each its steps; what no transaction takes back comes last.

    One that others lead to is committed before them: what a kill between two commits leaves is then found again.
    """
    leading: dict[str, set[str]] = {dataset: set() for dataset in steps}
    for way in findings.ways:
        holder, target = way.pointer.dataset, way.pointer.target.dataset
        for found, leads in ((holder, way.child or way.mention), (target, way.parent)):
            by = target if found == holder else holder
            if leads and found in leading and by in leading and found != by:
                leading[found].add(by)
    return {
        dataset: sorted(_marked(findings, dataset, steps[dataset]), key=lambda step: step.lasting)
        for group in circles(leading)
        for dataset in group
    }


def _marked(findings: Findings, dataset: str, steps: Sequence[Step]) -> list[Step]:
    schema = findings.schemas.get(dataset)
    lasting = {name for name, table in schema.tables.items() if table.lasting} if schema else set()
    return [replace(step, lasting=step.rows.table in lasting) for step in steps]


class _Ordering:
    def __init__(
        self, findings: Findings, deletions: Mapping[int, Sequence[int]], fate: Sequence[int]
    ) -> None:
        self.findings = findings
        self.deletions = deletions
        self.fate = fate
        self.places = {profile.address: n for n, profile in enumerate(findings.profiles)}
        self.before: list[_Placed] = []
        self.blocked: list[Blocked] = []

    def steps(self) -> tuple[list[_Placed], list[Blocked]]:
        found: list[_Placed] = []
        for group in circles(self._edges(hard_only=False)):
            found += [(place, self._deletion(place)) for place in self._within(group)]
        return [*self.before, *found], self.blocked

    def _edges(self, *, hard_only: bool) -> dict[int, set[int]]:
        """Per collection those at which its rows point; the map's own order (`erase_after`) where it can be kept."""
        edges: dict[int, set[int]] = {place: set() for place in self.deletions}
        for pointer in self.findings.rows.pointers:
            if pointer.holder is None or not pointer.declared or (hard_only and pointer.cut):
                continue
            holder, target = self.places[pointer.holder], self.places[pointer.target]
            if holder != target and holder in edges and target in edges:
                edges[holder].add(target)
        if not hard_only:
            self._add_undeclared(edges)
            for place in self.deletions:
                for earlier in self.findings.profiles[place].collection.erase_after:
                    other = self.places.get(earlier)
                    if other in edges and other != place and not _leads(edges, place, other):
                        edges[other].add(place)
        return edges

    def _add_undeclared(self, edges: Mapping[int, set[int]]) -> None:
        """What the map alone says points at others goes first too, where that can be kept."""
        for pointer in self.findings.rows.pointers:
            if pointer.holder is None or pointer.declared:
                continue
            holder, target = self.places[pointer.holder], self.places[pointer.target]
            if holder in edges and target in edges and not _leads(edges, target, holder):
                edges[holder].add(target)

    def _within(self, group: Sequence[int]) -> Sequence[int]:
        """The order inside a circle, once the links that can be NULL are gone."""
        if len(group) == 1:
            return group
        members = set(group)
        for number, pointer in enumerate(self.findings.rows.pointers):
            if pointer.holder is None or not pointer.declared or not pointer.cut:
                continue
            holder, target = self.places[pointer.holder], self.places[pointer.target]
            if holder != target and {holder, target} <= members:
                self._loosen(number, holder)
        hard = self._edges(hard_only=True)
        inner = circles({place: hard[place] & members for place in group})
        for circle in inner:
            dataset = self.findings.profiles[circle[0]].address.dataset
            deferred = self.findings.schemas[dataset].dialect == "sqlite"  # it checks at the end if asked to
            if len(circle) > 1 and not deferred and not self._loosened(circle):
                address = self.findings.profiles[circle[0]].address
                names = ", ".join(sorted(str(self.findings.profiles[place].address) for place in circle))
                reason = f"Rows of {names} point at one another by columns that can't be NULL."
                self.blocked.append(Blocked.of(address, reason))
        return [place for circle in inner for place in self._loosened(circle) or circle]

    def _loosened(self, circle: Sequence[int]) -> Sequence[int]:
        """The order once PostgreSQL's deferrable keys are left to the transaction's end; () where a circle stays."""
        hard: dict[int, set[int]] = {place: set() for place in circle}
        for place in circle:
            address = self.findings.profiles[place].address
            schema = self.findings.schemas[address.dataset]
            table = self.findings.profiles[place].table
            for key in table.foreign_keys if table else ():
                for other in circle:
                    same = self.findings.table_of(self.findings.profiles[other].address) == key.table
                    if other != place and same and not (key.deferrable and schema.dialect == "postgresql"):
                        hard[place].add(other)
        order = circles(hard)
        return [group[0] for group in order] if all(len(group) == 1 for group in order) else ()

    def _loosen(self, number: int, place: int, *, only: Sequence[int] | None = None) -> None:
        """Let go of what rows that are to be deleted point at."""
        pointer, links = self.findings.rows.pointers[number], self.findings.rows.links[number]
        chosen = None if only is None else set(only)
        holders = [
            holder
            for holder, target in zip(links.holders, links.targets, strict=True)
            if self._goes(holder) and self._goes(target) and (chosen is None or holder in chosen)
        ]
        if holders:
            masks = tuple(Mask(column, Strategy.NULL) for column in pointer.cut)
            rows = list(dict.fromkeys(holders))
            self.before.append((place, Step(self.findings.keys_of(place, rows), masks)))

    def _deletion(self, place: int) -> Step:
        rows = self.deletions[place]
        address = self.findings.profiles[place].address
        own = [
            number
            for number, pointer in enumerate(self.findings.rows.pointers)
            if pointer.holder == pointer.target == address and pointer.declared
        ]
        pointed: dict[int, list[int]] = {}
        for number in own:
            links = self.findings.rows.links[number]
            for holder, target in zip(links.holders, links.targets, strict=True):
                pointed.setdefault(holder, []).append(target)
        if not pointed:
            return Step(self.findings.keys_of(place, rows), expected=len(rows))
        groups, circular = layers(rows, pointed)
        tied = [*circular, *self._pointing_at_itself(place, rows, pointed)]
        if tied:
            self._untie(place, own, tied)
            groups = [*groups, circular] if circular else groups
        ordered = [row for group in groups for row in group]
        ends: list[int] = []
        for group in groups:
            ends.append((ends[-1] if ends else 0) + len(group))
        return Step(self.findings.keys_of(place, ordered), layers=tuple(ends), expected=len(rows))

    def _goes(self, row: int) -> bool:
        return self.fate[row] == Fate.DELETE

    def _row_by_row(self, place: int) -> bool:
        """Whether each row of a statement is checked by itself: then none can go while it points at itself."""
        dataset = self.findings.profiles[place].address.dataset
        return self.findings.schemas[dataset].dialect in {"mysql", "mariadb"}

    def _pointing_at_itself(
        self, place: int, rows: Sequence[int], pointed: Mapping[int, Sequence[int]]
    ) -> list[int]:
        if not self._row_by_row(place):
            return []
        return [row for row in rows if row in pointed.get(row, ())]

    def _untie(self, place: int, own: Sequence[int], tied: Sequence[int]) -> None:
        """Rows of one table that point at one another in a circle let go first, where they can."""
        for number in own:
            if self.findings.rows.pointers[number].cut:
                self._loosen(number, place, only=tied)
            elif self._row_by_row(place):
                reason = "Its rows point at one another by a column that can't be NULL."
                self.blocked.append(Blocked.of(self.findings.profiles[place].address, reason))


def _leads(edges: Mapping[int, set[int]], start: int, goal: int) -> bool:
    seen = {start}
    pending = [start]
    while pending:
        for other in edges.get(pending.pop(), ()):
            if other == goal:
                return True
            if other not in seen:
                seen.add(other)
                pending.append(other)
    return False
