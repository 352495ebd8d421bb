"""Read a subject's rows for a plan: schemas first, then the walk, then who else points at what was found."""

import datetime as dt
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap
from dsr_service.domain.data_map.references import References, references, table_name
from dsr_service.domain.data_map.source_schema import SourceSchema, TableSchema
from dsr_service.domain.erasure.graph import Pointer, Standing, SubjectRows
from dsr_service.domain.erasure.plan import Blocked
from dsr_service.domain.erasure.pointers import Way, ways
from dsr_service.domain.erasure.profile import Aim, CollectionProfile, profile
from dsr_service.domain.erasure.retention_rules import RetentionRules
from dsr_service.domain.erasure.seeds import Seeds, identities_with, seeded
from dsr_service.domain.erasure.views import behind
from dsr_service.domain.keys import TEXT, KeyType
from dsr_service.services.erasure.collecting import Collected, Collector, row_key, with_keys
from dsr_service.services.erasure.found_keys import Chosen, RowKey, key_of
from dsr_service.services.erasure.inheriting import Inheritance
from dsr_service.services.erasure.narrowing import narrowed, needed
from dsr_service.services.erasure.standings import standings
from dsr_service.services.ports.data_sources import DataSource, KeyStore, SourceFailed, lookup_type
from dsr_service.services.ports.erasing import Eraser, RowKeys
from dsr_service.services.walk import Progress, Status, walk

_OTHER_SPELLING: Final = (
    "It holds an account whose address differs from the given one by the case of letters alone: "
    "give the identifier as it is spelled there, if it is the subject's."
)
_ASKED_AT_ONCE: Final = 20_000
_Types = dict[tuple[CollectionAddress, str], KeyType]


@dataclass(frozen=True, slots=True)
class Task:
    """What is asked: whose data, how much of it, and what the law keeps today."""

    data_map: DataMap
    identities: Mapping[str, Sequence[str]]
    scope: tuple[str, ...] | None  # categories; None: everything
    rules: RetentionRules
    today: dt.date
    seeds: Seeds = field(default_factory=Seeds)  # rows found before, whose addresses may be masked by now

    @property
    def seeded(self) -> DataMap:
        return seeded(self.data_map, self.seeds)

    @property
    def all_identities(self) -> Mapping[str, Sequence[str]]:
        return identities_with(self.data_map, self.identities, self.seeds)


@dataclass
class Findings:
    """Everything that a plan is made from."""

    task: Task
    schemas: Mapping[str, SourceSchema]
    profiles: list[CollectionProfile]
    ways: list[Way]
    types: Mapping[tuple[CollectionAddress, str], KeyType]
    row_keys: Mapping[CollectionAddress, tuple[str, ...]]
    collected: Collected
    rows: SubjectRows
    blocked: list[Blocked]
    unread: bool = False  # a source failed: another attempt may find more

    def keys_of(self, place: int, rows: Sequence[int]) -> RowKeys:
        """Rows of one collection as its source finds them again."""
        found = self.profiles[place]
        columns = self.row_keys[found.address]
        chosen = Chosen(self.collected.keys, rows)
        return RowKeys(
            self.table_of(found.address),
            columns,
            tuple(self.types[found.address, column] for column in columns),
            chosen if found.tells_apart(columns) else list(dict.fromkeys(chosen)),
        )

    def table_of(self, address: CollectionAddress) -> str:
        dataset = next(d for d in self.task.data_map.datasets if d.fides_key == address.dataset)
        return table_name(dataset, self.task.data_map.collection(address))


async def read(
    task: Task,
    sources: Mapping[str, DataSource],
    erasers: Mapping[str, Eraser],
    keys: KeyStore,
    progress: Progress | None = None,
) -> Findings:
    """Walk, and ask who else needs what was found. What can't be read is told as blocked."""
    blocked: list[Blocked] = []
    schemas = await _schemas(task.data_map, sources, blocked)
    for key, schema in schemas.items():
        if key in erasers:
            erasers[key].learn(schema)
    wide = with_keys(task.seeded, schemas)
    identities = task.all_identities
    found = references(task.seeded, schemas)
    every_way = ways(task.data_map, found, schemas)
    profiles = _profiles(task, schemas, blocked)
    row_keys = {
        address: row_key(collection, _table(task.data_map, schemas, address))
        for address, collection in wide.collections()
    }
    types, looked_up = await _types(wide, sources, every_way, found, row_keys)
    inheritance = Inheritance(profiles, every_way, task.rules, task.today)
    collector = Collector(
        profiles, every_way, found, types, identities, inheritance, row_keys, looked_up, task.seeds
    )
    narrow = narrowed(wide, needed(profiles, every_way, found, row_keys))
    report = await walk(
        narrow, sources, identities, collector, keys=keys, progress=progress, accounts_as_given=True
    )
    unread = any(outcome.status is Status.FAILED for outcome in report.collections.values())
    blocked += [
        Blocked.of(address, f"It could not be searched: {outcome.reason}.")
        for address, outcome in report.collections.items()
        if outcome.status is Status.FAILED
    ]
    blocked += [
        Blocked.of(address, _OTHER_SPELLING)
        for address, outcome in report.collections.items()
        if outcome.other_accounts and not outcome.rows
    ]
    collected = collector.finish()
    standing = standings(collected, every_way, profiles)
    inheritance.settle(collected, standing)
    rows = SubjectRows(
        profiles,
        [way.pointer for way in every_way],
        collected.links,
        collected.place,
        standing,
        collected.kept,
    )
    findings = Findings(task, schemas, profiles, every_way, types, row_keys, collected, rows, blocked, unread)
    rows.used_outside = await _used_outside(findings, erasers)
    return findings


async def _schemas(
    data_map: DataMap, sources: Mapping[str, DataSource], blocked: list[Blocked]
) -> dict[str, SourceSchema]:
    found = {}
    for dataset in data_map.datasets:
        if all(collection.skip_processing for collection in dataset.collections):
            continue
        source = sources.get(dataset.fides_key)
        if source is None:
            blocked.append(Blocked(dataset.fides_key, None, "No source was given for this dataset."))
            continue
        try:
            schema = await source.describe()
        except SourceFailed as error:
            blocked.append(Blocked(dataset.fides_key, None, f"The source can't be read: {error.reason}."))
            continue
        if schema is not None:
            found[dataset.fides_key] = schema
    return found


def _table(
    data_map: DataMap, schemas: Mapping[str, SourceSchema], address: CollectionAddress
) -> TableSchema | None:
    dataset = next(d for d in data_map.datasets if d.fides_key == address.dataset)
    schema = schemas.get(address.dataset)
    return schema.table(table_name(dataset, data_map.collection(address))) if schema else None


def _profiles(
    task: Task, schemas: Mapping[str, SourceSchema], blocked: list[Blocked]
) -> list[CollectionProfile]:
    found = []
    for address, collection in task.data_map.collections():
        if collection.skip_processing:
            continue
        blocked += [
            Blocked.of(address, f"The map names the retention rule '{key}', which nobody defines.")
            for key in sorted(task.rules.unknown_keys(collection))
        ]
        table = _table(task.data_map, schemas, address)
        schema = schemas.get(address.dataset)
        dataset = next(d for d in task.data_map.datasets if d.fides_key == address.dataset)
        shown = behind(dataset, schema, table_name(dataset, collection)) if schema else ()
        found.append(profile(address, collection, table, task.scope, task.rules, shown))
    return found


async def _types(
    data_map: DataMap,
    sources: Mapping[str, DataSource],
    every_way: Sequence[Way],
    found: References,
    row_keys: Mapping[CollectionAddress, tuple[str, ...]],
) -> tuple[_Types, _Types]:
    """What every field that takes part in a key takes as one; TEXT where the source is not to be asked.

    And what those that hold identities are looked up by.
    """
    wanted = {(address, path) for address, paths in row_keys.items() for path in paths}
    for way in every_way:
        pointer = way.pointer
        wanted |= {(pointer.target, path) for path in pointer.target_fields}
        if pointer.holder is not None:
            wanted |= {(pointer.holder, path) for path in pointer.holder_fields}
    entered = {(entry.lookup.collection, path) for entry in found.entries for path in entry.lookup.fields}
    wanted |= entered
    types, looked_up = dict.fromkeys(wanted, TEXT), dict.fromkeys(entered, TEXT)
    for key, source in sources.items():
        if key not in {dataset.fides_key for dataset in data_map.datasets}:
            continue
        try:
            async with source.open() as reader:
                for address, path in wanted:
                    if address.dataset == key:
                        types[address, path] = reader.key_type(address.collection, path)
                for address, path in entered:
                    if address.dataset == key:
                        looked_up[address, path] = lookup_type(reader, address.collection, path)
        except SourceFailed:
            continue  # the walk says so
    return types, looked_up


async def _used_outside(findings: Findings, erasers: Mapping[str, Eraser]) -> dict[int, set[int]]:
    """Per pointer the found rows at which rows point that the walk did not find."""
    used: dict[int, set[int]] = {}
    showing = {each.address for each in findings.profiles if each.shows_others}
    for number, way in enumerate(findings.ways):
        pointer = way.pointer
        if pointer.closed:
            continue  # the walk followed it: whoever points by it was found
        if pointer.holder in showing:
            continue  # the rows behind a view point for themselves
        eraser = erasers.get(pointer.dataset)
        askable = all(_is_column(findings, pointer, path) for path in pointer.holder_fields)
        for asked in _asked(findings, number):
            try:
                more = await _more_than_found(findings, number, asked, eraser if askable else None)
            except SourceFailed as error:
                more = {row for rows in asked.values() for row in rows}  # nobody can tell: it is in use
                if pointer.declared:
                    reason = f"Whether '{pointer.table}' points at its rows can't be asked: {error.reason}."
                    findings.blocked.append(Blocked.of(pointer.target, reason))
            used.setdefault(number, set()).update(more)
    return used


def _asked(findings: Findings, number: int) -> Iterator[dict[RowKey, list[int]]]:
    """The keys of found rows that may go, in portions."""
    pointer = findings.ways[number].pointer
    asked: dict[RowKey, list[int]] = {}
    for row, key in findings.collected.target_keys[number]:
        if _matters(findings, pointer, row):
            asked.setdefault(key_of(key), []).append(row)
            if len(asked) == _ASKED_AT_ONCE:
                yield asked
                asked = {}
    if asked:
        yield asked


async def _more_than_found(
    findings: Findings, number: int, asked: Mapping[RowKey, Sequence[int]], eraser: Eraser | None
) -> set[int]:
    """The rows at which more rows point than were found."""
    if eraser is None:
        raise SourceFailed("cannot_be_asked")
    pointer = findings.ways[number].pointer
    links = findings.collected.links[number]
    types = tuple(_holder_type(findings, pointer, part) for part in range(len(pointer.holder_fields)))
    found: set[int] = set()
    async for counts in eraser.counts(RowKeys(pointer.table, pointer.holder_fields, types, list(asked))):
        for key, count in counts.items():
            found.update(row for row in asked.get(key, ()) if count > sum(1 for _ in links.of_target(row)))
    return found


def _matters(findings: Findings, pointer: Pointer, row: int) -> bool:
    """Whether the row may go, and its going may be somebody's loss."""
    standing = findings.rows.standing[row]
    profile_of = findings.rows.profile(row)
    if standing == Standing.OTHER or profile_of.aim is Aim.NONE:
        return False
    return pointer.declared if standing == Standing.OWN else True


def _holder_type(findings: Findings, pointer: Pointer, part: int) -> KeyType:
    if pointer.holder is not None:
        return findings.types[pointer.holder, pointer.holder_fields[part]]
    return findings.types[pointer.target, pointer.target_fields[part]]


def _is_column(findings: Findings, pointer: Pointer, path: str) -> bool:
    schema = findings.schemas.get(pointer.dataset)
    table = schema.table(pointer.table) if schema else None
    return table is not None and table.column(path) is not None
