"""The correction of a record that stays as it is: a row beside it, as the map says; invoices aren't overwritten."""

import datetime as dt
from typing import Final
from uuid import UUID

from dsr_service.domain.cell_values import ValueUnfit, value_for
from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, DataMap, Dataset
from dsr_service.domain.data_map.references import table_name
from dsr_service.domain.data_map.source_changes import Change
from dsr_service.domain.data_map.source_schema import SourceSchema, TableSchema
from dsr_service.services.ports.erasing import NewRow
from dsr_service.services.source_writing.places import Meant

NOTE_LENGTH: Final = 110  # of a note's text without field and values


def _target(data_map: DataMap, rule_collection: str) -> tuple[Dataset, Collection] | None:
    for address, collection in data_map.collections():
        if str(address) == rule_collection:
            return next(d for d in data_map.datasets if d.fides_key == address.dataset), collection
    return None


def _table(data_map: DataMap, schema: SourceSchema, place: Meant) -> TableSchema | None:
    found = _target(data_map, place.collection.rules.correction["collection"])
    if found is None or found[0].fides_key != place.dataset.fides_key:
        return None
    return schema.table(table_name(*found))


def note_fault(data_map: DataMap, schema: SourceSchema, place: Meant, length: int) -> str | None:
    """Why a note can't be added, or None."""
    rule = place.collection.rules.correction
    table = _table(data_map, schema, place)
    if table is None or table.is_view:
        return "no_note"
    text = table.column(rule["text"])
    given = {rule["text"], *rule["key"], *rule.get("values", {})}
    if text is None or any(table.column(name) is None for name in given):
        return "no_note"
    if any(
        not column.nullable and column.default is None and not column.identity and not column.generated
        for column in table.columns
        if column.name not in given and column.name not in table.primary_key
    ):
        return "no_note"  # a row could not be added: it would lack something
    try:
        for name, value in rule.get("values", {}).items():
            column = table.column(name)
            assert column is not None
            value_for(column, _text(value), schema.dialect)
    except ValueUnfit:
        return "no_note"
    return "too_long" if text.length is not None and text.length < length else None


def note_row(data_map: DataMap, change: Change, today: dt.date) -> NewRow | None:
    """The row to add; its text begins with the change's own number, by which it is found again."""
    address: CollectionAddress = change.place.collection
    collection = data_map.collection(address)
    rule = collection.rules.correction
    found = _target(data_map, rule["collection"]) if rule else None
    if found is None:
        return None
    mark = mark_of(change.id)
    old, new = (f"'{value}'" if value is not None else "(empty)" for value in (change.old, change.new))
    text = f"{mark} {today.isoformat()} correction (GDPR art. 16), {change.place.field}: {old} -> {new}"
    values = {
        **{str(name): _text(value) for name, value in rule.get("values", {}).items()},
        **{name: str(value) for name, value in change.link.items()},
        rule["text"]: text,
    }
    return NewRow(table_name(*found), values, rule["text"], mark)


def mark_of(change_id: UUID) -> str:
    return f"[{change_id}]"


def _text(value: object) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)
