"""Find the rows in which a field is to be changed, with what they hold now; nothing is touched."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from dsr_service.domain.cell_values import value_for
from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.data_map.references import table_name
from dsr_service.domain.data_map.source_changes import CellPlace, ChangePurpose, ChangeState, ProposedChange
from dsr_service.domain.erasure.graph import Standing, resolve
from dsr_service.domain.erasure.retention_rules import OBLIGATION
from dsr_service.domain.keys import TEXT
from dsr_service.domain.masking.masking import Mask, Strategy
from dsr_service.domain.rectifications import Correction
from dsr_service.services.erasure.reading import Findings, Task, read
from dsr_service.services.ports.data_sources import DataSource, KeyStore, SourceFailed
from dsr_service.services.ports.erasing import Eraser, RowKeys
from dsr_service.services.source_writing.notes import NOTE_LENGTH, note_fault
from dsr_service.services.source_writing.places import (
    BY_HAND,
    Meant,
    asked_elsewhere,
    meant,
    obstacle,
    within_reach,
)

MOST_ROWS = 1_000


@dataclass
class _Rows:
    """The subject's rows of one collection."""

    place: int
    own: list[int] = field(default_factory=list)
    shared: list[int] = field(default_factory=list)  # others use them too


async def find(
    task: Task,
    corrections: Sequence[Correction],
    sources: Mapping[str, DataSource],
    erasers: Mapping[str, Eraser],
    keys: KeyStore,
) -> list[ProposedChange]:
    """Per correction every row that holds its field, or why there is none. Raises SourceFailed."""
    whole = task.data_map
    places = [meant(whole, correction.field) for correction in corrections]
    finder = None
    if any(not asked_elsewhere(each.dataset) for found in places for each in found):
        findings = await read(replace(task, data_map=within_reach(whole)), sources, erasers, keys)
        if findings.unread:
            raise SourceFailed("unreachable", "Not every source could be read; it is tried again.")
        finder = Finder(findings, erasers)
    changes: list[ProposedChange] = []
    for number, (correction, found) in enumerate(zip(corrections, places, strict=True)):
        proposed = [
            change for each in found for change in await _of_place(finder, correction, each, len(found) > 1)
        ]
        changes += [replace(change, position=number) for change in proposed or [_nowhere(correction, found)]]
    return changes


async def _of_place(
    finder: "Finder | None", correction: Correction, place: Meant, several: bool
) -> list[ProposedChange]:
    if asked_elsewhere(place.dataset) or finder is None:
        if several:
            return []  # a name that many fields bear is not asked of everybody
        return [_whole(place, correction, ChangeState.MANUAL, "not_writable")]
    return await finder.changes(correction, place)


def _nowhere(correction: Correction, found: Sequence[Meant]) -> ProposedChange:
    reason = "no_such_field" if not found else "no_rows" if correction.old_value is None else "another_value"
    place = CellPlace(CollectionAddress("", ""), "")
    return ProposedChange(
        place,
        ChangePurpose.RECTIFY,
        ChangeState.MANUAL,
        correction.old_value,
        correction.new_value,
        reason,
    )


def _whole(place: Meant, correction: Correction, state: ChangeState, reason: str) -> ProposedChange:
    """Of a collection, whose rows are not told apart here."""
    return ProposedChange(
        CellPlace(place.address, place.path),
        ChangePurpose.RECTIFY,
        state,
        correction.old_value,
        correction.new_value,
        reason,
    )


_Cell = tuple[int, str | None, Mapping[str, str | None]]
"""A row, what it holds now, and what a note beside it would name it by."""


class Finder:
    """One person's rows, and what may be written in them."""

    def __init__(self, findings: Findings, erasers: Mapping[str, Eraser]) -> None:
        self.findings = findings
        self.erasers = erasers
        used = resolve(findings.rows).used
        self._rows: dict[CollectionAddress, _Rows] = {
            profile.address: _Rows(number) for number, profile in enumerate(findings.profiles)
        }
        for row, number in enumerate(findings.rows.place):
            rows = self._rows[findings.profiles[number].address]
            standing = findings.rows.standing[row]
            if standing in (Standing.OWN, Standing.DEPENDENT) or (
                standing == Standing.SHARED and row not in used
            ):
                rows.own.append(row)
            elif standing == Standing.SHARED:
                rows.shared.append(row)

    async def changes(
        self, correction: Correction, place: Meant, *, marks: bool = False
    ) -> list[ProposedChange]:
        """What setting the field would change. A mark goes on the person's own rows, accounting records too."""
        rows = self._rows.get(place.address)
        if rows is None or not (rows.own or rows.shared):
            return []
        if marks:
            rows = _Rows(rows.place, rows.own)
        elif len(rows.own) + len(rows.shared) > MOST_ROWS:
            return [_whole(place, correction, ChangeState.BLOCKED, "too_many_rows")]
        schema = self.findings.schemas.get(place.address.dataset)
        eraser = self.erasers.get(place.address.dataset)
        reason = obstacle(
            self.findings.task.data_map, schema if eraser else None, place, correction.new_value
        )
        if reason in BY_HAND or eraser is None:
            return [_whole(place, correction, ChangeState.MANUAL, reason or "not_writable")]
        if reason == "no_such_table":
            return [_whole(place, correction, ChangeState.BLOCKED, reason)]
        if not self._tells_apart(rows.place):
            return [_whole(place, correction, ChangeState.MANUAL, "no_key")]
        return [
            await self._of_row(
                eraser, correction, place, cell, reason, marks=marks, shared=cell[0] in rows.shared
            )
            for cell in await self._cells(eraser, place, [*rows.own, *rows.shared])
            if correction.old_value is None or cell[1] == correction.old_value
        ]

    async def _of_row(
        self,
        eraser: Eraser,
        correction: Correction,
        place: Meant,
        cell: "_Cell",
        reason: str | None,
        *,
        marks: bool,
        shared: bool,
    ) -> ProposedChange:
        row, old, link = cell
        change = self._change(correction, place, row, old)
        if shared:
            return replace(change, state=ChangeState.MANUAL, reason="shared_with_others")
        stays = None if marks else self._stays_as_it_is(place, row)
        if stays is not None:
            return self._note(place, replace(change, link=link), stays)
        return await self._judged(eraser, place, row, change, reason)

    def _tells_apart(self, place: int) -> bool:
        profile = self.findings.profiles[place]
        columns = set(self.findings.row_keys[profile.address])
        unique = [set(key) for key in profile.table.unique_keys()] if profile.table else []
        return bool(columns) and columns in unique

    async def _cells(self, eraser: Eraser, place: Meant, rows: Sequence[int]) -> list["_Cell"]:
        keys = self.findings.keys_of(self._rows[place.address].place, rows)
        linked = dict(place.collection.rules.correction.get("key", {}))
        table = self.findings.profiles[self._rows[place.address].place].table
        known = {note: own for note, own in linked.items() if table and table.column(str(own))}
        held = await eraser.read_cells(keys, [place.path, *map(str, known.values())])
        found: list[_Cell] = []
        for row in rows:
            values = held.get(self.findings.collected.keys[row])
            if values is not None:
                found.append((row, values[0], dict(zip(known, values[1:], strict=True))))
        return found

    def _change(self, correction: Correction, place: Meant, row: int, old: str | None) -> ProposedChange:
        key = dict(
            zip(
                self.findings.row_keys[place.address],
                self.findings.collected.keys[row],
                strict=True,
            )
        )
        return ProposedChange(
            CellPlace(place.address, place.path, key),
            ChangePurpose.RECTIFY,
            ChangeState.PROPOSED,
            old,
            correction.new_value,
        )

    async def _judged(
        self, eraser: Eraser, place: Meant, row: int, change: ProposedChange, reason: str | None
    ) -> ProposedChange:
        if change.old == change.new:
            return replace(change, state=ChangeState.UNCHANGED)
        reason = reason or await self._refused_by_source(eraser, place, row, change.new)
        return replace(change, state=ChangeState.BLOCKED, reason=reason) if reason else change

    def _stays_as_it_is(self, place: Meant, row: int) -> str | None:
        """An accounting record is never overwritten; nor is what the map keeps from correction."""
        categories = place.collection.categories_of(place.declared)
        for kept in self.findings.rows.kept.get(row, ()):
            if kept.keep.ground == OBLIGATION and kept.keep.covers_field(place.path, categories):
                return "accounting_record"
        return "not_rectifiable" if place.declared.rules.rectifiable is False else None

    def _note(self, place: Meant, change: ProposedChange, reason: str) -> ProposedChange:
        rule = place.collection.rules.correction
        if not rule:
            return replace(change, state=ChangeState.MANUAL, reason=reason)
        length = NOTE_LENGTH + len(place.path) + len(change.old or "") + len(change.new or "")
        fault = note_fault(
            self.findings.task.data_map, self.findings.schemas[place.address.dataset], place, length
        )
        if fault is not None or set(change.link) != set(rule["key"]) or None in change.link.values():
            return replace(change, state=ChangeState.BLOCKED, reason=fault or "no_note")
        return replace(change, purpose=ChangePurpose.NOTE, reason=reason)

    async def _refused_by_source(self, eraser: Eraser, place: Meant, row: int, new: str | None) -> str | None:
        """CHECKs and unique values, asked of the live source without changing anything."""
        findings = self.findings
        schema = findings.schemas[place.address.dataset]
        table = schema.tables[table_name(place.dataset, place.collection)]
        column = table.column(place.path)
        assert column is not None
        value = value_for(column, new, schema.dialect)
        keys = findings.keys_of(self._rows[place.address].place, [row])
        mask = Mask(place.path, Strategy.NULL if value is None else Strategy.CONSTANT, value)
        if isinstance(await eraser.fitting(keys, {place.path: [mask]}), str):
            return "check"
        if isinstance(value, str) and (place.path,) in list(table.unique_keys()):
            async for counts in eraser.counts(RowKeys(keys.table, (place.path,), (TEXT,), [(value,)])):
                if any(counts.values()):
                    return "not_unique"
        return None
