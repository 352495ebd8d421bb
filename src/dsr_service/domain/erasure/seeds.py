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


SeedRows = Mapping[CollectionAddress, tuple[str, tuple[str, ...]]]
"""Per collection the column that is its key, and keys."""


@dataclass(frozen=True)
class Seeds:
    rows: SeedRows = field(default_factory=dict)
    files: tuple[NamedFile, ...] = ()
    shared: SeedRows = field(
        default_factory=dict
    )  # kept by rules of their own, and others may use them by now

    def __bool__(self) -> bool:
        return bool(self.rows or self.shared)

    def joined(self, other: "Seeds") -> "Seeds":
        files = tuple(dict.fromkeys((*self.files, *other.files)))
        return Seeds(_joined(self.rows, other.rows), files, _joined(self.shared, other.shared))

    def within(self, data_map: DataMap) -> "Seeds":
        """Those of collections that the map has."""
        there = {address for address, _ in data_map.collections()}
        rows, shared = (
            {address: found for address, found in every.items() if address in there}
            for every in (self.rows, self.shared)
        )
        return Seeds(rows, self.files, shared)

    def shared_keys(self, address: CollectionAddress, fields: Sequence[str]) -> Sequence[str]:
        """The keys, of these fields, of rows that are not the subject's alone."""
        column, keys = self.shared.get(address, ("", ()))
        own = self.rows.get(address, ("", ()))[1]
        return sorted({*keys} - {*own}) if tuple(fields) == (column,) else ()

    def as_json(self) -> dict[str, Any]:
        return {
            "rows": _as_json(self.rows),
            "files": erasure_files.as_json(self.files),
            "shared": _as_json(self.shared),
        }

    @classmethod
    def of(cls, told: Mapping[str, Any] | Sequence[Mapping[str, Any]]) -> "Seeds":
        """Before there were files it was the list of rows alone, and before `shared` there was none."""
        if not isinstance(told, Mapping):
            return cls(_of_json(told))
        files = tuple(erasure_files.of_json(told["files"]))
        return cls(_of_json(told["rows"]), files, _of_json(told.get("shared", ())))


def _joined(some: SeedRows, more: SeedRows) -> SeedRows:
    found = dict(some)
    for address, (column, keys) in more.items():
        known = found.get(address, (column, ()))
        found[address] = (column, tuple(dict.fromkeys((*known[1], *keys))))
    return found


def _as_json(rows: SeedRows) -> list[dict[str, Any]]:
    return [
        {"dataset": a.dataset, "collection": a.collection, "column": column, "keys": list(keys)}
        for a, (column, keys) in rows.items()
    ]


def _of_json(entries: Sequence[Mapping[str, Any]]) -> SeedRows:
    return {
        CollectionAddress(e["dataset"], e["collection"]): (e["column"], tuple(e["keys"])) for e in entries
    }


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
    for address, (column, keys) in (*seeds.rows.items(), *seeds.shared.items()):
        for declared in _named(data_map.collection(address), column):
            found.setdefault(declared.identity or _identity_of(address), []).extend(keys)
            break
        else:
            found.setdefault(_identity_of(address), []).extend(keys)
    return found


def _with_seed(collection: Collection, address: CollectionAddress, seeds: Seeds) -> Collection:
    known = seeds.rows.get(address) or seeds.shared.get(address)
    if known is None:
        return collection
    column = known[0]
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
