"""Files that the rows of an erasure name: which go with them, which stay for others, which a person must delete."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from dsr_service.domain.data_map.data_map import CollectionAddress


class FileFate(StrEnum):
    DELETE = "delete"
    SHARED = "shared"  # another row names it too: it stays for that one
    BY_HAND = "by_hand"  # its store can't be written from here, or nobody can tell who else names it


@dataclass(frozen=True, slots=True)
class NamedFile:
    """A file as one field of one row named it; the name may tell of the person."""

    collection: CollectionAddress
    field: str
    store: str
    name: str


Fates = Mapping[NamedFile, FileFate]


def as_items(fates: Fates) -> list[dict[str, Any]]:
    """How many files per field and fate, without their names: for plan, outcome and certificate."""
    counts = Counter((file.collection, file.field, file.store, fate) for file, fate in fates.items())
    return [
        {
            "dataset": collection.dataset,
            "collection": collection.collection,
            "field": field,
            "store": store,
            "action": fate.value,
            "files": count,
        }
        for (collection, field, store, fate), count in sorted(counts.items(), key=repr)
    ]


def as_json(files: Iterable[NamedFile]) -> list[list[str]]:
    """To be sealed."""
    return [[f.collection.dataset, f.collection.collection, f.field, f.store, f.name] for f in files]


def of_json(entries: Sequence[Sequence[str]]) -> list[NamedFile]:
    return [NamedFile(CollectionAddress(e[0], e[1]), e[2], e[3], e[4]) for e in entries]
