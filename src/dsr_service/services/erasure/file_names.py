"""Which fields of a collection name files, and what a row names by them."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from typing import Any

from dsr_service.domain.attachments import INLINE, texts_at
from dsr_service.domain.data_map.data_map import Collection, CollectionAddress
from dsr_service.domain.erasure.files import NamedFile
from dsr_service.formats.json_values import JsonText


def file_fields(
    address: CollectionAddress, collection: Collection, columns: Sequence[str]
) -> tuple[NamedFile, ...]:
    """The fields that a walk has read, each as a file that has no name yet."""
    return tuple(
        NamedFile(address, path, rule.source, "")
        for path, declared in collection.walk_fields()
        if (rule := declared.rules.file) and rule.source != INLINE and path.partition(".")[0] in columns
    )


def files_named(fields: Sequence[NamedFile], row: Mapping[str, Any]) -> Iterator[NamedFile]:
    for each in fields:
        column = each.field.partition(".")[0]
        value = row[column]
        parsed = {column: value.parsed() if isinstance(value, JsonText) else value}
        for name in texts_at(parsed, each.field):
            yield replace(each, name=name)
