"""Masks against CHECKs: the database itself judges the rows as they would be, without changing one."""

import itertools
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any, Final

from sqlalchemy import ColumnElement, Select, Table, cast, literal, null, select, text, type_coerce, types
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection

from dsr_service.adapters.data_sources.key_values import key_condition, stored
from dsr_service.domain.data_map.source_schema import CheckConstraint, TableSchema
from dsr_service.domain.masking.masking import Mask, names
from dsr_service.services.ports.erasing import RowKeys

_BATCH: Final = 2_000
_TRIES: Final = 400  # combinations of masks of the columns of one CHECK


async def fitting_masks(
    connection: AsyncConnection,
    dialect: str,
    described: TableSchema,
    table: Table,
    rows: RowKeys,
    choices: Mapping[str, Sequence[Mask]],
) -> Mapping[str, Mask] | str:
    """Per column the first mask with which every CHECK lets every row pass, or why there is none."""
    for column, masks in choices.items():
        if not masks:
            return f"No value is known that '{column}' could be set to."
    judge = _Judge(connection, dialect, described, table, rows)
    chosen = {column: masks[0] for column, masks in choices.items()}
    if not await judge.takes(chosen.values()):
        for column, masks in choices.items():
            fitting = await judge.first_taken(masks)
            if fitting is None:
                return f"No value is known that '{column}' could be set to."
            chosen[column] = fitting
    for _ in range(len(described.checks) + 1):  # a column may stand in several CHECKs
        failing = [check for check in described.checks if not await judge.passes([check], chosen)]
        if not failing:
            return chosen
        found = await judge.search(failing[0], chosen, choices)
        if found is None:
            named = failing[0].name or failing[0].expression
            return f"The CHECK '{named}' allows no mask that is known here."
        chosen = found
    return "Its CHECKs allow no masks that are known here."


class _Judge:
    def __init__(
        self, connection: AsyncConnection, dialect: str, described: TableSchema, table: Table, rows: RowKeys
    ) -> None:
        self._connection = connection
        self._dialect = dialect
        self._described = described
        self._table = table
        self._rows = rows

    async def takes(self, masks: Iterable[Mask]) -> bool:
        """Whether the columns' types can hold the masks; SQLite's hold anything."""
        if self._dialect == "sqlite":
            return True
        shown = [self._masked(mask) for mask in masks if mask.sample() is not None]
        if not shown:
            return True
        # what a conversion can't read becomes NULL in some databases
        query = select(*(type_coerce(value, types.Text()).is_(None) for value in shown))
        try:
            async with self._connection.begin_nested():
                found = (await self._connection.execute(query)).one()
        except SQLAlchemyError:
            return False
        return not any(found)

    async def first_taken(self, masks: Sequence[Mask]) -> Mask | None:
        for mask in masks:
            if await self.takes([mask]):
                return mask
        return None

    async def search(
        self, check: CheckConstraint, chosen: Mapping[str, Mask], choices: Mapping[str, Sequence[Mask]]
    ) -> dict[str, Mask] | None:
        """Another choice for the columns of a CHECK that leaves none of the other CHECKs worse."""
        columns = [column for column in choices if names(check.expression, column)]
        related = [
            other
            for other in self._described.checks
            if any(names(other.expression, column) for column in columns)
        ]
        for masks in itertools.islice(_combinations([choices[column] for column in columns]), _TRIES):
            tried = {**chosen, **dict(zip(columns, masks, strict=True))}
            if await self.passes([check], tried) and await self.passes(related, tried):
                return tried
        return None

    async def passes(self, checks: Sequence[CheckConstraint], chosen: Mapping[str, Mask]) -> bool:
        touched = [c for c in checks if any(names(c.expression, column) for column in chosen)]
        if not touched:
            return True
        for start in range(0, len(self._rows.keys), _BATCH):
            keys = self._rows.keys[start : start + _BATCH]
            try:
                async with self._connection.begin_nested():
                    if (await self._connection.execute(self._refused(touched, chosen, keys))).first():
                        return False
            except SQLAlchemyError:
                return False  # the expression can't even be computed with such a value
        return True

    def _refused(
        self, checks: Sequence[CheckConstraint], chosen: Mapping[str, Mask], keys: Sequence[Any]
    ) -> Select[Any]:
        """The rows that a CHECK would refuse. NULL passes, as it does in a CHECK."""
        condition = key_condition(self._table, self._rows, keys, self._dialect)
        spoken_of = {name for name in chosen if any(names(check.expression, name) for check in checks)}
        future = [
            self._masked(chosen[column.name]).label(column.name) if column.name in spoken_of else column
            for column in self._table.columns
        ]
        rows = select(*future).where(condition).subquery(self._described.name)
        refused = " OR ".join(f"NOT ({check.expression})" for check in checks)
        escaped = refused.replace(":", "\\:")  # to SQLAlchemy a colon begins a parameter
        return select(literal(1)).select_from(rows).where(text(escaped)).limit(1)

    def _masked(self, mask: Mask) -> ColumnElement[Any]:
        column = self._table.c[mask.column]
        sample = mask.sample()
        if sample is None:
            return null() if self._dialect == "sqlite" else _typed(null(), column, self._dialect)
        value = stored(sample, column, self._dialect)
        if isinstance(value, ColumnElement):
            return value
        if self._dialect == "sqlite":
            return literal(value)
        return _typed(literal(value, column.type), column, self._dialect)


def _typed(value: Any, column: Any, dialect: str) -> ColumnElement[Any]:
    """PostgreSQL wants to know the type of what it compares; MySQL casts to few types and needs none."""
    return cast(value, column.type) if dialect == "postgresql" else type_coerce(value, column.type)


def _combinations(choices: Sequence[Sequence[Mask]]) -> Iterator[tuple[Mask, ...]]:
    """All of them, those near the front of every list first."""
    most = sum(len(masks) for masks in choices)
    for total in range(most):
        yield from _with_sum(choices, total)


def _with_sum(choices: Sequence[Sequence[Mask]], total: int) -> Iterator[tuple[Mask, ...]]:
    if not choices:
        if total == 0:
            yield ()
        return
    for place, mask in enumerate(choices[0][: total + 1]):
        for rest in _with_sum(choices[1:], total - place):
            yield (mask, *rest)
