"""Which fields of the data map a correction means, and what the live schema says against writing one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from dsr_service.domain.cell_values import WRITABLE, ValueUnfit, value_for
from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, DataMap, Dataset, Field
from dsr_service.domain.data_map.references import table_name
from dsr_service.domain.data_map.source_schema import SourceSchema
from dsr_service.domain.manual_tasks import is_manual
from dsr_service.domain.processors import is_processor


@dataclass(frozen=True, slots=True)
class Meant:
    """One field that may be meant."""

    dataset: Dataset
    address: CollectionAddress
    collection: Collection
    path: str
    declared: Field


def meant(data_map: DataMap, named: str) -> Sequence[Meant]:
    """The fields that bear this name: `dataset.collection.field`, `collection.field`, or `field` alone.

    The longest form that fits is taken, so that a whole address is never widened.
    """
    every = list(_fields(data_map))
    for spelled in (
        lambda each: f"{each.address}.{each.path}",
        lambda each: f"{each.address.collection}.{each.path}",
        lambda each: each.path,
        lambda each: each.path.rpartition(".")[2],
    ):
        found = [each for each in every if spelled(each) == named]
        if found:
            return found
    return []


def _fields(data_map: DataMap) -> Iterator[Meant]:
    for dataset in data_map.datasets:
        for collection in dataset.collections:
            if collection.skip_processing:
                continue
            address = CollectionAddress(dataset.fides_key, collection.name)
            for path, declared in collection.walk_fields():
                if not declared.fields:
                    yield Meant(dataset, address, collection, path, declared)


def asked_elsewhere(dataset: Dataset) -> bool:
    """A processor or a person holds it: nothing is read or written from here."""
    return is_processor(dataset) or is_manual(dataset)


def within_reach(data_map: DataMap) -> DataMap:
    """The map without what only others can look up."""
    return DataMap(tuple(each for each in data_map.datasets if not asked_elsewhere(each)))


def linked(data_map: DataMap, place: Meant) -> bool:
    """Whether rows of other collections are found by this value, and nobody is found by it as a person."""
    if place.declared.identity:
        return False
    if place.declared.references:
        return True
    return any(
        reference.target.collection == place.address and reference.target.path == place.path
        for each in _fields(data_map)
        for reference in each.declared.references
    )


def obstacle(data_map: DataMap, schema: SourceSchema | None, place: Meant, new: str | None) -> str | None:
    """Why the field can't be set to a value from here, or None. A code of `source_changes.REASONS`."""
    if schema is None:
        return "not_writable"
    name = table_name(place.dataset, place.collection)
    table = schema.table(name)
    column = table.column(place.path) if table else None
    if table is None or (column is None and "." not in place.path):
        return "no_such_table"
    if column is None:
        return "nested_field"
    own = {*table.primary_key, *(part for key in table.foreign_keys for part in key.columns)}
    pointed_at = {part for _, key in schema.incoming(name) for part in key.referred_columns}
    for code, stands in (
        ("view", table.is_view),
        ("no_permission", table.can_update is False),
        ("computed", column.generated or column.identity),
        ("read_only", place.declared.read_only),
        ("key", place.path in own | pointed_at or linked(data_map, place)),
        ("type_not_written", column.kind not in WRITABLE),
    ):
        if stands:
            return code
    try:
        value_for(column, new, schema.dialect)
    except ValueUnfit as unfit:
        return unfit.code
    return None


BY_HAND = frozenset({"not_writable", "nested_field", "type_not_written", "view"})
"""Obstacles that a person gets over; the others need another value, another map or another permission."""
