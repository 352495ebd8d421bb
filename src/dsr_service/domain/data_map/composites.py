"""Several references of one collection into another: one composite key, or alternatives?"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap, Dataset, Direction
from dsr_service.domain.data_map.findings import Finding, Severity
from dsr_service.domain.data_map.source_schema import SourceSchema, TableSchema

_WARNING = Severity.WARNING


@dataclass(frozen=True, slots=True)
class CompositeKey:
    """Local fields without a link that refer to different fields of one remote collection."""

    collection: CollectionAddress
    target: CollectionAddress
    fields: Mapping[str, tuple[str, ...]]  # remote field -> the local fields that refer to it

    @property
    def local(self) -> tuple[str, ...]:
        return tuple(sorted({path for paths in self.fields.values() for path in paths}))

    def finding(self) -> Finding:
        message = (
            f"{', '.join(self.local)} refer to different fields of '{self.target}' and are read as one"
            " composite key: all must match the same row. If they are alternatives, tell them apart by"
            " 'dsr: {link: NAME}'; if they belong together, give them the same link."
        )
        aspect = ("fides_meta", "references")
        return Finding("ambiguous_reference", message, _WARNING, f"{self.collection}.{self.local[0]}", aspect)


def composite_keys(data_map: DataMap) -> Iterator[CompositeKey]:
    """Every composite key that is only a reading of the map: without a `link` nobody said so."""
    for address, collection in data_map.collections():
        groups: dict[tuple[CollectionAddress, Direction], dict[str, list[str]]] = {}
        for path, declared in collection.walk_fields():
            for reference in declared.references:
                if reference.link is None:
                    remote = groups.setdefault((reference.target.collection, reference.direction), {})
                    remote.setdefault(reference.target.path, []).append(path)
        for (target, _), remote in groups.items():
            if len(remote) > 1:
                yield CompositeKey(address, target, {key: tuple(paths) for key, paths in remote.items()})


def ambiguous_references(data_map: DataMap, schemas: Mapping[str, SourceSchema]) -> Iterator[Finding]:
    """A warning for each composite key that no link and no declared foreign key settles."""
    datasets = {dataset.fides_key: dataset for dataset in data_map.datasets}
    for composite in composite_keys(data_map):
        key = composite.collection.dataset
        if key not in schemas or not settled(composite, datasets[key], schemas[key]):
            yield composite.finding()


def table_name(dataset: Dataset, collection: str, schema: SourceSchema) -> str:
    """How the source spells a collection: with the dataset's SQL schema where it names one."""
    if dataset.sql_schema and f"{dataset.sql_schema}.{collection}" in schema.tables:
        return f"{dataset.sql_schema}.{collection}"
    return collection


def settled(composite: CompositeKey, dataset: Dataset, schema: SourceSchema) -> bool:
    """Whether declared foreign keys tell how several references into one collection are meant."""
    if composite.target.dataset != dataset.fides_key:
        return False
    table = schema.table(table_name(dataset, composite.collection.collection, schema))
    other = schema.table(table_name(dataset, composite.target.collection, schema))
    pairs = {(local, remote) for remote, paths in composite.fields.items() for local in paths}
    declared = [
        *_pairs_to(table, table_name(dataset, composite.target.collection, schema)),
        *(
            {(remote, local) for local, remote in key}
            for key in _pairs_to(other, table_name(dataset, composite.collection.collection, schema))
        ),
    ]
    return pairs <= set().union(*declared) if declared else False


def _pairs_to(table: TableSchema | None, target: str) -> list[set[tuple[str, str]]]:
    if table is None:
        return []
    return [
        set(zip(key.columns, key.referred_columns, strict=False))
        for key in table.foreign_keys
        if key.table == target
    ]
