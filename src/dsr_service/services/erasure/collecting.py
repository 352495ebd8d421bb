"""Takes a walk's rows and keeps of each only what a plan needs: its key, what it points at, what the law says."""

import datetime as dt
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol

from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, DataMap, Dataset, Field
from dsr_service.domain.data_map.references import References, table_name
from dsr_service.domain.data_map.source_schema import ColumnKind, SourceSchema, TableSchema
from dsr_service.domain.erasure.files import NamedFile
from dsr_service.domain.erasure.links import Links
from dsr_service.domain.erasure.per_row import PerRow, RowSet
from dsr_service.domain.erasure.pointers import Way
from dsr_service.domain.erasure.profile import CollectionProfile
from dsr_service.domain.erasure.retention_rules import Keep, Kept, as_date
from dsr_service.domain.erasure.seeds import Seeds, is_seed
from dsr_service.domain.keys import KeyType, key_texts
from dsr_service.services.erasure.file_names import file_fields, files_named
from dsr_service.services.erasure.found_keys import NO_KEY, Keyed, KeyList, code, join
from dsr_service.services.ports.data_sources import FoundRows, Key, Row
from dsr_service.services.walk.extraction import KeyReader

# What compares exactly everywhere; moments and fractions do not.
_COMPARABLE = frozenset(
    {
        ColumnKind.STRING,
        ColumnKind.INTEGER,
        ColumnKind.UUID,
        ColumnKind.BOOLEAN,
        ColumnKind.DATE,
        ColumnKind.ENUM,
    }
)


def with_keys(data_map: DataMap, schemas: Mapping[str, SourceSchema]) -> DataMap:
    """The map, and in it every column of a primary or foreign key that it leaves out."""
    return DataMap(tuple(_dataset_with_keys(dataset, schemas) for dataset in data_map.datasets))


def _dataset_with_keys(dataset: Dataset, schemas: Mapping[str, SourceSchema]) -> Dataset:
    schema = schemas.get(dataset.fides_key)
    if schema is None:
        return dataset
    return replace(
        dataset,
        collections=tuple(_with_keys(collection, dataset, schema) for collection in dataset.collections),
    )


def _with_keys(collection: Collection, dataset: Dataset, schema: SourceSchema) -> Collection:
    name = table_name(dataset, collection)
    table = schema.table(name)
    if table is None:
        return collection
    needed = {*table.primary_key, *(column for key in table.foreign_keys for column in key.columns)}
    needed |= {column for _, key in schema.incoming(name) for column in key.referred_columns}
    missing = needed - {declared.name for declared in collection.fields}
    return replace(collection, fields=(*collection.fields, *(Field(name) for name in sorted(missing))))


def row_key(collection: Collection, table: TableSchema | None) -> tuple[str, ...]:
    """The columns by which a row is told apart, () where there are none."""
    mapped = [declared.name for declared in collection.fields]
    if table is not None:
        for columns in table.unique_keys():
            known = [table.column(name) for name in columns]
            if set(columns) <= set(mapped) and all(c and not c.nullable for c in known):
                return columns
    declared = tuple(path for path in collection.primary_key if path in mapped)
    if declared or table is None:
        return declared
    # rows that are alike in all of these share their fate
    return tuple(c.name for c in table.columns if c.kind in _COMPARABLE and c.name in mapped)


Names = tuple[tuple[str, tuple[str, ...]], ...]
"""The identities that a row holds, each with its texts."""


@dataclass
class Collected:
    """All rows that were found, as numbers in the order of finding."""

    place: "array[int]" = field(default_factory=lambda: array("H"))
    keys: KeyList = field(default_factory=KeyList)
    identified: PerRow[bool] = field(default_factory=PerRow)  # reached by an identity of the subject
    shared: PerRow[bool] = field(default_factory=PerRow)  # known from before, and others may use it
    identities: PerRow[Names] = field(default_factory=PerRow)
    kept: PerRow[tuple[Kept, ...]] = field(default_factory=PerRow)
    undated: PerRow[tuple[Keep, ...]] = field(default_factory=PerRow)  # to be judged by the rows around them
    started: PerRow[dt.date] = field(default_factory=PerRow)  # the dates that such rows may take over
    files: dict[int, tuple[NamedFile, ...]] = field(default_factory=dict)  # that a row names
    links: list[Links] = field(default_factory=list)
    target_keys: list[Keyed] = field(default_factory=list)  # per way, where others must be asked of them
    unresolved: list[RowSet] = field(default_factory=list)  # per way: holders that point at rows not found


class Judging(Protocol):
    """By which rows of a collection are kept, and which of them wait for others."""

    today: dt.date
    year_end: tuple[int, int]
    zone: dt.tzinfo

    def follows(self, place: int, keep: Keep) -> bool: ...
    def date_field(self, place: int) -> str | None: ...


class Collector:
    """The sink of a walk."""

    def __init__(
        self,
        profiles: Sequence[CollectionProfile],
        ways: Sequence[Way],
        references: References,
        types: Mapping[tuple[CollectionAddress, str], KeyType],
        identities: Mapping[str, Sequence[str]],
        judging: "Judging",
        row_keys: Mapping[CollectionAddress, tuple[str, ...]],
        looked_up: Mapping[tuple[CollectionAddress, str], KeyType],
        seeds: Seeds,
    ) -> None:
        """`looked_up`: the types of fields that hold identities, in which case may make no difference."""
        self.rows = Collected(
            links=[Links() for _ in ways],
            target_keys=[Keyed() for _ in ways],
            unresolved=[RowSet() for _ in ways],
        )
        self._places = {profile.address: number for number, profile in enumerate(profiles)}
        self._profiles = profiles
        self._ways = ways
        self._references = references
        self._types = types
        self._looked_up = looked_up
        self._given = identities
        self._seeds = seeds
        self._judging = judging
        self._row_keys = row_keys
        self._readers: dict[CollectionAddress, _Reader] = {}
        self._alike: dict[Kept, Kept] = {}  # so that rows of one end share one verdict
        self._held = [Keyed() for _ in ways]

    async def take(self, found: FoundRows) -> None:
        if found.collection not in self._readers:
            self._readers[found.collection] = self._reader(found.collection, found.columns)
        reader = self._readers[found.collection]
        first = len(self.rows.keys)
        self.rows.place.extend([self._places[found.collection]] * len(found.rows))
        self._own_keys(reader, found.rows)
        for way, holder in reader.holds:
            self._held[way].read(first, found.rows, holder)
        for way, target in reader.targets:
            self.rows.target_keys[way].read(first, found.rows, target)
        if reader.identities or reader.judged:
            for number, row in enumerate(found.rows, first):
                self._identify(reader, row, number)
                if reader.judged:
                    self._judge(reader, dict(zip(found.columns, row, strict=True)), number)

    def _own_keys(self, reader: "_Reader", rows: Sequence[Row]) -> None:
        numbers = reader.key[0].numbers(rows) if len(reader.key) == 1 else None
        if numbers is not None and None not in numbers:
            self.rows.keys.add_numbers(number for number in numbers if number is not None)
            return
        for row in rows:
            key = tuple(_first(part.keys(row)) for part in reader.key)
            self.rows.keys.add(code(key if any(text is not None for text in key) else NO_KEY))

    def _judge(self, reader: "_Reader", row: Mapping[str, Any], number: int) -> None:
        """What the law says of a row, as far as the row itself tells it; and the files that it names."""
        if named := tuple(files_named(reader.files, row)):
            self.rows.files[number] = named
        judging = self._judging
        if reader.date_field and (started := as_date(row.get(reader.date_field), judging.zone)):
            self.rows.started[number] = started
        verdicts = (keep.verdict(row, judging.today, judging.year_end, judging.zone) for keep in reader.keeps)
        if kept := tuple(self._alike.setdefault(verdict, verdict) for verdict in verdicts if verdict):
            self.rows.kept[number] = kept
        left_open = tuple(keep for keep in reader.follow if keep.concerns(row))
        if left_open:
            self.rows.undated[number] = left_open

    def _identify(self, reader: "_Reader", row: tuple[Any, ...], number: int) -> None:
        names: dict[str, tuple[str, ...]] = {}
        for identity, own, hers, shared in reader.identities:
            texts = tuple(key[0] for key in own.keys(row))
            if not hers.isdisjoint(texts):
                self.rows.identified[number] = True
            if not shared.isdisjoint(texts):
                self.rows.shared[number] = True
            if texts and not is_seed(identity):
                names[identity] = (*names.get(identity, ()), *texts)
        if names:
            self.rows.identities[number] = tuple(names.items())

    def _reader(self, address: CollectionAddress, columns: tuple[str, ...]) -> "_Reader":
        def own(fields: Sequence[str]) -> KeyReader | None:
            if any(path.partition(".")[0] not in columns for path in fields) or not fields:
                return None
            return KeyReader(columns, fields, [self._types[address, path] for path in fields])

        parts = [own([path]) for path in self._row_keys[address]]
        reader = _Reader([part for part in parts if part])
        for number, way in enumerate(self._ways):
            pointer = way.pointer
            if pointer.target == address and (target := own(pointer.target_fields)):
                reader.targets.append((number, target))
            needed = (*pointer.holder_fields, *(name for name, _ in pointer.when))
            if pointer.holder == address and all(f.partition(".")[0] in columns for f in needed):
                types = [self._types[pointer.target, path] for path in pointer.target_fields]
                own_types = [self._types[pointer.holder, path] for path in pointer.holder_fields]
                holder = KeyReader(
                    columns,
                    pointer.holder_fields,
                    types,
                    own_types,
                    when=pointer.when,
                    none=pointer.none,
                )
                reader.holds.append((number, holder))
        for entry in self._references.entries:
            fields = entry.lookup.fields
            if entry.lookup.collection == address and own(fields):
                key_type = self._looked_up.get((address, fields[0]), self._types[address, fields[0]])
                found = KeyReader(columns, fields, [key_type])
                given = self._given.get(entry.identity, ())
                shared = _texts(key_type, self._seeds.shared_keys(address, fields))
                hers = _texts(key_type, given) - shared if entry.arrival.own else frozenset[str]()
                reader.identities.append((entry.identity, found, hers, shared))
        place = self._places[address]
        keeps = self._profiles[place].keeps
        reader.follow = tuple(keep for keep in keeps if self._judging.follows(place, keep))
        reader.keeps = tuple(keep for keep in keeps if keep not in reader.follow)
        reader.date_field = self._judging.date_field(place)
        reader.files = file_fields(address, self._profiles[place].collection, columns)
        return reader

    def finish(self) -> Collected:
        """Every row was taken: put pointers and targets together."""
        for number, held in enumerate(self._held):
            self.rows.links[number], self.rows.unresolved[number] = join(held, self.rows.target_keys[number])
            self._held[number] = Keyed()
            if self._ways[number].pointer.closed:
                self.rows.target_keys[number] = Keyed()  # whoever points by it was found
        return self.rows


@dataclass
class _Reader:
    """How one collection's rows are read."""

    key: list[KeyReader]
    holds: list[tuple[int, KeyReader]] = field(default_factory=list)
    targets: list[tuple[int, KeyReader]] = field(default_factory=list)
    identities: list[tuple[str, KeyReader, frozenset[str], frozenset[str]]] = field(default_factory=list)
    keeps: tuple[Keep, ...] = ()
    follow: tuple[Keep, ...] = ()  # judged by other rows, once all are known
    date_field: str | None = None
    files: tuple[NamedFile, ...] = ()  # without names: the fields that hold some

    @property
    def judged(self) -> bool:
        return bool(self.keeps or self.follow or self.date_field or self.files)


def _first(keys: Sequence[Key]) -> str | None:
    return keys[0][0] if keys else None


def _texts(key_type: KeyType, values: Sequence[str]) -> frozenset[str]:
    return frozenset(text for value in values for text in key_texts(key_type, value))
