"""Write changes: every source in one transaction of its own, all of them committed only when none stands in the way."""

import datetime as dt
from collections.abc import Mapping, Sequence
from contextlib import AsyncExitStack
from typing import Final, Protocol
from uuid import UUID

from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.data_map.references import table_name
from dsr_service.domain.data_map.source_changes import Change, ChangePurpose, ChangeResult, ChangeState
from dsr_service.domain.keys import KeyType
from dsr_service.services.ports.data_sources import DataSource, SourceFailed
from dsr_service.services.ports.erasing import (
    CellChange,
    CellOutcome,
    Eraser,
    Erasure,
    ErasureFailed,
    RowKeys,
)
from dsr_service.services.source_writing.notes import note_row

Results = dict[UUID, ChangeResult]

_RESULTS: Final[Mapping[CellOutcome, ChangeResult]] = {
    CellOutcome.WRITTEN: ChangeResult(ChangeState.DONE),
    CellOutcome.ALREADY: ChangeResult(ChangeState.UNCHANGED),
    CellOutcome.MOVED: ChangeResult(ChangeState.MOVED),
    CellOutcome.GONE: ChangeResult(ChangeState.MOVED, "gone"),
}


class Journal(Protocol):
    """Told right before and after each source's commit."""

    async def before(self, dataset: str, changes: Sequence[Change]) -> None: ...
    async def after(self, results: Results) -> None: ...


async def write(
    changes: Sequence[Change],
    data_map: DataMap,
    sources: Mapping[str, DataSource],
    erasers: Mapping[str, Eraser],
    journal: Journal,
    today: dt.date,
    *,
    each_alone: bool = False,
) -> Results:
    """If one value moved or a source refuses, nothing is written anywhere, and that is what comes back; else nothing.

    `each_alone`: those that moved are left out, and the others written. Raises SourceFailed.
    """
    by_dataset: dict[str, list[Change]] = {}
    for change in changes:
        by_dataset.setdefault(change.place.collection.dataset, []).append(change)
    failed: Results = {}
    outcomes: dict[str, Results] = {}
    async with AsyncExitStack() as stack:
        opened: dict[str, Erasure] = {}
        for dataset, own in by_dataset.items():
            types = await _ready(dataset, own, sources, erasers)
            opened[dataset] = await stack.enter_async_context(erasers[dataset].begin())
            outcomes[dataset] = {}
            for change in own:
                result = await _one(opened[dataset], data_map, change, types, today)
                outcomes[dataset][change.id] = result
                stands = {ChangeState.REFUSED} if each_alone else {ChangeState.REFUSED, ChangeState.MOVED}
                if result.state in stands:
                    failed[change.id] = result
                if result.state is ChangeState.REFUSED:
                    return _known(failed, outcomes)  # its transaction may be of no use any more
        if failed:
            return _known(failed, outcomes)
        for dataset, transaction in opened.items():
            await journal.before(dataset, by_dataset[dataset])
            try:
                await transaction.commit()
            except ErasureFailed as error:
                refused = ChangeResult(ChangeState.REFUSED, error.reason)
                return dict.fromkeys((change.id for change in by_dataset[dataset]), refused)
            await journal.after(outcomes[dataset])
    return {}


def _known(failed: Results, outcomes: Mapping[str, Results]) -> Results:
    """What stands in the way, and what needed no writing: an earlier attempt may have done that."""
    held = {
        change_id: result
        for results in outcomes.values()
        for change_id, result in results.items()
        if result.state is ChangeState.UNCHANGED
    }
    return {**held, **failed}


async def _ready(
    dataset: str,
    changes: Sequence[Change],
    sources: Mapping[str, DataSource],
    erasers: Mapping[str, Eraser],
) -> Mapping[tuple[str, str], KeyType]:
    """The live schema, and what the columns of the rows' keys take."""
    if dataset not in sources or dataset not in erasers:
        raise SourceFailed("no_source")
    schema = await sources[dataset].describe()
    if schema is None:
        raise SourceFailed("no_schema")
    erasers[dataset].learn(schema)
    wanted = {(change.place.collection.collection, name) for change in changes for name in change.place.key}
    async with sources[dataset].open() as reader:
        return {(collection, name): reader.key_type(collection, name) for collection, name in wanted}


async def _one(
    transaction: Erasure,
    data_map: DataMap,
    change: Change,
    types: Mapping[tuple[str, str], KeyType],
    today: dt.date,
) -> ChangeResult:
    place = change.place
    try:
        if change.purpose is ChangePurpose.NOTE:
            row = note_row(data_map, change, today)
            if row is None:
                return ChangeResult(ChangeState.REFUSED, "no_note")
            return _RESULTS[await transaction.add_row(row)]
        dataset = next(d for d in data_map.datasets if d.fides_key == place.collection.dataset)
        columns = tuple(place.key)
        keys = RowKeys(
            table_name(dataset, data_map.collection(place.collection)),
            columns,
            tuple(types[place.collection.collection, name] for name in columns),
            [tuple(place.key[name] for name in columns)],
        )
        return _RESULTS[await transaction.change_cell(CellChange(keys, place.field, change.old, change.new))]
    except ErasureFailed as error:
        return ChangeResult(ChangeState.REFUSED, error.reason)
