"""Which masks come into question for the fields of a collection, by its live schema."""

from collections.abc import Sequence
from typing import Any

from dsr_service.domain.data_map.source_schema import ColumnSchema, TableSchema
from dsr_service.domain.erasure.profile import CollectionProfile
from dsr_service.domain.masking.masking import Mask, Strategy, choices, strategy_fault
from dsr_service.domain.masking.values import Make
from dsr_service.formats.json_values import JsonText


def choices_for(
    profile: CollectionProfile, fields: frozenset[str], hash_key: bytes
) -> dict[str, Sequence[Mask]] | str:
    """Per column its masks in order of preference, or why a field can't be masked."""
    table = profile.table
    if table is None:
        return "The source has no such table."
    found: dict[str, Sequence[Mask]] = {}
    for name in sorted({path.partition(".")[0] if table.column(path) is None else path for path in fields}):
        column = table.column(name)
        if column is None:
            return f"The source has no column '{name}'."
        if column.generated:
            continue  # the database computes it from what is masked
        masks = _column_masks(profile, table, column, fields, hash_key)
        if isinstance(masks, str):
            return masks
        found[name] = masks
    return found


def _column_masks(
    profile: CollectionProfile,
    table: TableSchema,
    column: ColumnSchema,
    fields: frozenset[str],
    hash_key: bytes,
) -> Sequence[Mask] | str:
    inside = [each for each in profile.fields if each.column == column.name and each.path != column.name]
    declared = next((each.declared for each in profile.fields if each.path == column.name), None)
    if any(
        each.declared.read_only
        for each in profile.fields
        if each.path in fields and each.column == column.name
    ):
        return f"'{column.name}' is read-only by the map."
    if declared and declared.masking and (fault := strategy_fault(declared.masking)):
        return f"'{column.name}': {fault}"
    if inside and any(each.path not in fields for each in inside):
        paths = [each.path.split(".")[1:] for each in inside if each.path in fields]
        return [Mask(column.name, Strategy.NULL, make=_blanked(paths))]
    if any(column.name in key.columns for key in table.foreign_keys):
        if column.nullable:
            return [Mask(column.name, Strategy.NULL)]
        return f"'{column.name}' is a foreign key and can't be NULL."
    return choices(column, table, declared.masking if declared else None, hash_key)


def _blanked(paths: Sequence[Sequence[str]]) -> Make:
    """Some values inside an object become null; the others stay as they are."""

    def make(old: Any, _: bytes) -> Any:
        value = old.parsed() if isinstance(old, JsonText) else old
        for path in paths:
            _blank(value, path)
        return value

    return make


def _blank(value: Any, path: Sequence[str]) -> None:
    if isinstance(value, list):
        for element in value:
            _blank(element, path)
    elif isinstance(value, dict) and path[0] in value:
        if len(path) == 1:
            value[path[0]] = None
        else:
            _blank(value[path[0]], path[1:])
