"""Single fields that are changed in the sources: why, how far each change is, and what stands against one."""

from collections.abc import Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.errors import DsrError, Kind


class ChangePurpose(StrEnum):
    RECTIFY = "rectify"  # art. 16
    NOTE = "note"  # of a record that stays as it is: a row beside it says what is right
    STATEMENT = "statement"  # the person's supplementary statement
    MARK = "mark"  # art. 18
    CLEAR = "clear"  # the end of a restriction


class ChangeState(StrEnum):
    PROPOSED = "proposed"  # can be written, if it is accepted
    BLOCKED = "blocked"  # can't be written: `reason` says why
    MANUAL = "manual"  # for a person to do
    PLANNED = "planned"  # accepted
    WRITING = "writing"  # its transaction may have been committed: that is read, not assumed
    DONE = "done"
    UNCHANGED = "unchanged"  # the source held the value already
    MOVED = "moved"  # the source holds a third value: nothing was written
    REFUSED = "refused"  # the source refused it: nothing was written
    DROPPED = "dropped"  # not wanted


ENDED: Final = frozenset(
    {ChangeState.DONE, ChangeState.UNCHANGED, ChangeState.DROPPED, ChangeState.MOVED, ChangeState.REFUSED}
)

# Why a change is blocked or for a person, in words for the staff.
REASONS: Final[Mapping[str, str]] = {
    "no_such_field": "The data map has no such field: a person looks for what is meant.",
    "no_rows": "No row of the person was found that holds this field.",
    "another_value": "No row of the person holds the old value that was named.",
    "not_rectifiable": "The data map says that this field is not corrected.",
    "accounting_record": "The law keeps this record as it is: it is corrected by a linked note.",
    "shared_with_others": "Others use this row too: a person gives the subject a row of their own.",
    "not_writable": "This kind of source is not changed from here.",
    "no_such_table": "The source has no such table or column.",
    "view": "It is a view: its rows are changed in what lies below it.",
    "no_permission": "The account may not change this table.",
    "nested_field": "The field lies inside a JSON value: a person changes it.",
    "type_not_written": "Columns of this type are changed by a person.",
    "computed": "The database computes this column.",
    "read_only": "The data map says that this field is read-only.",
    "key": "Other rows are found by this value: it can't be changed by itself.",
    "not_null": "The column can't be empty.",
    "wrong_type": "The new value is not of the column's type.",
    "too_long": "The new value is longer than the column.",
    "too_precise": "The new value has more digits than the column keeps.",
    "out_of_range": "The new value is too large or too small for the column.",
    "not_allowed": "The column's list of values does not hold the new one.",
    "not_unique": "Another row holds this value, which must be unique.",
    "check": "A CHECK of the source refuses the new value.",
    "too_many_rows": "More rows hold this field than are corrected at once.",
    "no_key": "No key tells its rows apart.",
    "no_note": "The collection that the data map names for corrections does not fit.",
    "gone": "The row is not there any more.",
    "statement": "The person's statement is put on file by hand.",
    "moved_row": "The data map moves rows of restricted persons: a person does it.",
    "others_restriction": "Another restriction of the same person is in force: the mark stays.",
}


@dataclass(frozen=True, slots=True)
class CellPlace:
    """Where one value stands: a field of one row."""

    collection: CollectionAddress
    field: str
    key: Mapping[str, str | None] = dataclass_field(
        default_factory=dict
    )  # the row's key: column -> canonical text

    def as_json(self) -> dict[str, Any]:
        return {
            "dataset": self.collection.dataset,
            "collection": self.collection.collection,
            "field": self.field,
            "key": dict(self.key),
        }


@dataclass(frozen=True, slots=True)
class ProposedChange:
    """What a reading of the sources found for one wish."""

    place: CellPlace
    purpose: ChangePurpose
    state: ChangeState
    old: str | None
    new: str | None
    reason: str | None = None
    position: int = 0  # of the correction that it belongs to
    link: Mapping[str, str | None] = dataclass_field(
        default_factory=dict
    )  # of a note: its columns that name the record


def statement_change(statement: str) -> ProposedChange:
    """What a person wants to be read beside the data (art. 16, second sentence): put on file by hand."""
    place = CellPlace(CollectionAddress("", ""), "")
    return ProposedChange(
        place, ChangePurpose.STATEMENT, ChangeState.MANUAL, None, statement, "statement", position=-1
    )


@dataclass(frozen=True, slots=True)
class Change:
    """A stored change, opened."""

    id: UUID
    place: CellPlace
    purpose: ChangePurpose
    state: ChangeState
    old: str | None
    new: str | None
    link: Mapping[str, str | None] = dataclass_field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ChangeResult:
    """What became of one change in its source."""

    state: ChangeState
    reason: str | None = None


class ChangeNotManual(DsrError):
    code = "change_not_manual"
    kind = Kind.CONFLICT
    title = "This change is not one that a person is waited for."
