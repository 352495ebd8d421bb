"""The port to a source that rows are erased from: questions before, and one transaction for the deed."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any, Protocol

from dsr_service.domain.data_map.source_schema import SourceSchema
from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.keys import KeyType
from dsr_service.domain.masking.masking import Mask
from dsr_service.services.ports.data_sources import Key


class ErasureFailed(DsrError):
    """The source refused a statement; its transaction was rolled back. Holds no data."""

    code = "erasure_failed"
    kind = Kind.CONFLICT
    title = "A data source refused the erasure, and nothing was changed in it."

    def __init__(self, table: str, reason: str) -> None:
        super().__init__(f"{self.title} ({table}: {reason})")
        self.table, self.reason = table, reason


MaybeKey = tuple[str | None, ...]
"""A key; None is NULL, where a table's rows are told apart by everything that they hold."""


@dataclass(frozen=True, slots=True)
class RowKeys:
    """Rows of one table by the values of some columns."""

    table: str  # as the source's schema spells it
    columns: tuple[str, ...]
    types: tuple[KeyType, ...]
    keys: Sequence[MaybeKey]


@dataclass(frozen=True, slots=True)
class Step:
    """One change to the rows of a table: deleted, or some columns set. `masks` is empty for a deletion."""

    rows: RowKeys
    masks: tuple[Mask, ...] = ()
    layers: tuple[int, ...] = ()  # ends of groups that must go one after the other
    expected: int | None = None  # how many rows must be there
    lasting: bool = False  # no transaction takes it back
    items: tuple[int, ...] = field(default=())  # the plan's items that it carries out

    @property
    def deletes(self) -> bool:
        return not self.masks


@dataclass(frozen=True, slots=True)
class CellChange:
    """One field of one row, written only while it still holds what it held when the change was decided."""

    row: RowKeys  # of exactly one key
    column: str
    old: str | None  # as `read_cells` spelled it
    new: str | None


@dataclass(frozen=True, slots=True)
class NewRow:
    """A row that is added beside another, which stays as it is; its mark tells whether it was added already."""

    table: str
    values: Mapping[str, str]
    mark_column: str
    mark: str


class CellOutcome(StrEnum):
    WRITTEN = "written"
    ALREADY = (
        "already"  # it holds the new value: an earlier attempt was committed, or the source was corrected
    )
    MOVED = "moved"  # it holds a third value
    GONE = "gone"  # no row, or more than one, has that key any more


class Erasure(Protocol):
    """One transaction of one source."""

    async def apply(self, step: Step) -> int:
        """Carry out a step; how many rows it changed. Raises ErasureFailed."""
        ...

    async def change_cell(self, change: CellChange) -> CellOutcome:
        """Compare and set, the row locked; read back what is stored. Raises ErasureFailed."""
        ...

    async def add_row(self, row: NewRow) -> CellOutcome:
        """Add it unless its mark is there. Raises ErasureFailed."""
        ...

    async def settle(self) -> None:
        """Have everything checked that the source would check at the commit, as far as it can. Raises ErasureFailed."""
        ...

    async def commit(self) -> None: ...


class Eraser(Protocol):
    """A source whose rows can be changed."""

    def learn(self, schema: SourceSchema) -> None:
        """The live schema by which everything else is asked and done."""
        ...

    def counts(self, rows: RowKeys) -> AsyncIterator[Mapping[Key, int]]:
        """How many rows there are per key, batch by batch. Raises SourceFailed."""
        ...

    async def fitting(self, rows: RowKeys, choices: Mapping[str, Sequence[Mask]]) -> Mapping[str, Mask] | str:
        """Per column the first mask that the CHECKs let pass in all these rows, or why there is none.

        Only reads. Raises SourceFailed.
        """
        ...

    def begin(self) -> AbstractAsyncContextManager[Erasure]:
        """A transaction that is rolled back unless it is committed. Raises SourceFailed."""
        ...

    def scan(self, table: str, columns: Sequence[str]) -> AsyncIterator[Sequence[Sequence[Any]]]:
        """All rows of a table, some of their columns, batch by batch. Raises SourceFailed."""
        ...

    async def read_cells(
        self, rows: RowKeys, columns: Sequence[str]
    ) -> Mapping[MaybeKey, tuple[str | None, ...]]:
        """Per key the values of some columns as text; a key that names no row, or several, is left out."""
        ...

    async def close(self) -> None: ...
