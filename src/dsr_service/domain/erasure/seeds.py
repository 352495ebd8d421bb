"""Rows by which a subject's data is found again once the addresses in it are masked: row keys as identities.

They live sealed beside the erasure: for resuming it after a crash, and for the day on which the law lets go.
Beside them, until they are deleted, the files that deleted rows named.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Final

from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, DataMap, Dataset, Field
from dsr_service.domain.erasure import files as erasure_files
from dsr_service.domain.erasure.files import NamedFile

_PREFIX: Final = "row_of:"


@dataclass(frozen=True)
class Seeds:
    """Per collection the column that is its key, and keys; and files."""

    rows: Mapping[CollectionAddress, tuple[str, tuple[str, ...]]] = field(default_factory=dict)
    files: tuple[NamedFile, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.rows)

    def joined(self, other: "Seeds") -> "Seeds":
        found = dict(self.rows)
        for address, (column, keys) in other.rows.items():
            known = found.get(address, (column, ()))
            found[address] = (column, tuple(dict.fromkeys((*known[1], *keys))))
        return Seeds(found, tuple(dict.fromkeys((*self.files, *other.files))))

    def within(self, data_map: DataMap) -> "Seeds":
        """Those of collections that the map has."""
        there = {address for address, _ in data_map.collections()}
        return Seeds({address: found for address, found in self.rows.items() if address in there}, self.files)

    def as_json(self) -> dict[str, Any]:
        rows = [
            {"dataset": a.dataset, "collection": a.collection, "column": column, "keys": list(keys)}
            for a, (column, keys) in self.rows.items()
        ]
        return {"rows": rows, "files": erasure_files.as_json(self.files)}

    @classmethod
    def of(cls, told: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> "Seeds":
        """Before there were files it was the list of rows alone."""
        entries, files = (told["rows"], told["files"]) if isinstance(told, Mapping) else (told, ())
        rows = {
            CollectionAddress(e["dataset"], e["collection"]): (e["column"], tuple(e["keys"])) for e in entries
        }
        return cls(rows, tuple(erasure_files.of_json(files)))


def alone(dataset: Dataset) -> DataMap:
    """A map of one dataset, without references to others: of these a restored source says nothing."""

    def within(declared: Field) -> Field:
        kept = tuple(r for r in declared.references if r.target.collection.dataset == dataset.fides_key)
        return replace(declared, references=kept, fields=tuple(map(within, declared.fields)))

    collections = tuple(
        replace(
            collection,
            fields=tuple(map(within, collection.fields)),
            after=tuple(a for a in collection.after if a.dataset == dataset.fides_key),
            erase_after=tuple(a for a in collection.erase_after if a.dataset == dataset.fides_key),
        )
        for collection in dataset.collections
    )
    return DataMap((replace(dataset, collections=collections, after=()),))


def is_seed(identity: str) -> bool:
    """Whether an identity key names rows rather than a person."""
    return identity.startswith(_PREFIX)


def seeded(data_map: DataMap, seeds: Seeds) -> DataMap:
    """The map in which the seeds' key columns are identities too."""
    if not seeds:
        return data_map
    return DataMap(
        tuple(
            replace(
                dataset,
                collections=tuple(
                    _with_seed(collection, CollectionAddress(dataset.fides_key, collection.name), seeds)
                    for collection in dataset.collections
                ),
            )
            for dataset in data_map.datasets
        )
    )


def identities_with(
    data_map: DataMap, identities: Mapping[str, Sequence[str]], seeds: Seeds
) -> dict[str, list[str]]:
    """The subject's identities and those of the rows."""
    found = {key: list(values) for key, values in identities.items()}
    for address, (column, keys) in seeds.rows.items():
        for declared in _named(data_map.collection(address), column):
            found.setdefault(declared.identity or _identity_of(address), []).extend(keys)
            break
        else:
            found.setdefault(_identity_of(address), []).extend(keys)
    return found


def _with_seed(collection: Collection, address: CollectionAddress, seeds: Seeds) -> Collection:
    if address not in seeds.rows:
        return collection
    column = seeds.rows[address][0]
    if not any(_named(collection, column)):
        added = Field(column, identity=_identity_of(address))
        return replace(collection, fields=(*collection.fields, added))
    fields = tuple(
        replace(declared, identity=declared.identity or _identity_of(address))
        if declared.name == column
        else declared
        for declared in collection.fields
    )
    return replace(collection, fields=fields)


def _named(collection: Collection, column: str) -> Iterator[Field]:
    return (declared for declared in collection.fields if declared.name == column)


def _identity_of(address: CollectionAddress) -> str:
    return f"{_PREFIX}{address}"
