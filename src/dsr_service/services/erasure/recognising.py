"""Rows of a restored source that were erased before: found by reading all keys and comparing keyed pseudonyms."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, DataMap, Dataset
from dsr_service.domain.data_map.references import table_name
from dsr_service.domain.data_map.source_schema import SourceSchema
from dsr_service.domain.erasure.seeds import Seeds
from dsr_service.domain.keys import KeyType
from dsr_service.services.erasure.collecting import row_key, with_keys
from dsr_service.services.ports.data_sources import DataSource, Row, SourceFailed, lookup_type
from dsr_service.services.ports.erasing import Eraser
from dsr_service.services.walk.extraction import KeyReader

Pseudonym = Callable[[Sequence[str | None]], bytes]


@dataclass
class Recognised:
    rows: int = 0
    seeds: dict[CollectionAddress, tuple[str, list[str]]] = field(default_factory=dict)
    identities: dict[str, list[str]] = field(default_factory=dict)  # of rows without a key of one column
    erasures: set[object] = field(default_factory=set)

    def as_seeds(self) -> Seeds:
        return Seeds({address: (column, tuple(keys)) for address, (column, keys) in self.seeds.items()})


async def recognise(
    data_map: DataMap,
    dataset: Dataset,
    source: DataSource,
    eraser: Eraser,
    known: Mapping[str, Mapping[bytes, object]],
    pseudonym: Pseudonym,
) -> Recognised:
    """Every row of the source whose pseudonym stands in the ledger. Raises SourceFailed."""
    found = Recognised()
    schema = await source.describe()
    if schema is None:
        raise SourceFailed("no_schema", "This kind of source can't be read as a whole from here.")
    eraser.learn(schema)
    wide = with_keys(data_map, {dataset.fides_key: schema})
    for address, collection in wide.collections():
        entries = known.get(collection.name, {})
        if address.dataset == dataset.fides_key and entries:
            table = table_name(dataset, collection)
            reader = await _reader(source, schema, address, collection, table)
            async for rows in eraser.scan(table, reader.columns):
                for row in rows:
                    reader.compare(tuple(row), entries, pseudonym, found)
    return found


@dataclass
class _RowReader:
    address: CollectionAddress
    columns: Sequence[str]
    key: Sequence[KeyReader]
    key_columns: Sequence[str]
    identities: Sequence[tuple[str, KeyReader]]

    def compare(
        self, row: Row, entries: Mapping[bytes, object], pseudonym: Pseudonym, found: Recognised
    ) -> None:
        keys = [part.keys(row) for part in self.key]
        key = [part[0][0] if part else None for part in keys]
        shown = [("", "")]
        shown += [(name, text[0]) for name, reader in self.identities for text in reader.keys(row)]
        for identity, text in shown:
            erasure = entries.get(pseudonym([str(self.address), identity, text, *key]))
            if erasure is None:
                continue
            found.erasures.add(erasure)
            if len(self.key_columns) == 1 and key[0]:
                found.seeds.setdefault(self.address, (self.key_columns[0], []))[1].append(str(key[0]))
            elif identity:
                found.identities.setdefault(identity, []).append(text)
            found.rows += 1
            return


async def _reader(
    source: DataSource, schema: SourceSchema, address: CollectionAddress, collection: Collection, table: str
) -> _RowReader:
    key_columns = row_key(collection, schema.table(table))
    identities = [(d.identity, path) for path, d in collection.walk_fields() if d.identity]
    columns = list(dict.fromkeys([*key_columns, *(path.partition(".")[0] for _, path in identities)]))
    types: dict[str, KeyType] = {}
    async with source.open() as reader:
        for path in [*key_columns, *(path for _, path in identities)]:
            types[path] = reader.key_type(address.collection, path)
        looked_up = {path: lookup_type(reader, address.collection, path) for _, path in identities}

    def of(path: str, types: Mapping[str, KeyType] = types) -> KeyReader:
        return KeyReader(columns, [path], [types[path]])

    return _RowReader(
        address,
        columns,
        [of(column) for column in key_columns],
        key_columns,
        [(str(identity), of(path, looked_up)) for identity, path in identities],
    )
