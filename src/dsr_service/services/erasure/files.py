"""Files named by rows that are deleted or masked: found with the plan, deleted after the rows, each by its store."""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from contextlib import aclosing
from dataclasses import dataclass, field

from dsr_service.domain.attachments import INLINE
from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.erasure.files import Fates, FileFate, NamedFile
from dsr_service.domain.keys import TEXT
from dsr_service.services.erasure.reading import Findings
from dsr_service.services.ports.erasing import Eraser, RowKeys
from dsr_service.services.ports.file_sources import FileAbsent, FileSource

_Spelled = dict[str, dict[str, str]]  # by store: every spelling of a name, and the name that they stand for


async def planned(
    named: Iterable[NamedFile],
    findings: Findings,
    erasers: Mapping[str, Eraser],
    stores: Mapping[str, FileSource],
) -> dict[NamedFile, FileFate]:
    """What would become of the files, each row's naming in `named`; those that aren't there are left out.

    Raises SourceFailed when a store or a source is away.
    """
    going = Counter(named)
    fates = await _fates(going, findings, erasers, stores)
    return {
        file: fate
        for file, fate in fates.items()
        if file.store not in stores or await _is_there(stores[file.store], file.name)
    }


async def erase(
    files: Iterable[NamedFile],
    findings: Findings,
    erasers: Mapping[str, Eraser],
    stores: Mapping[str, FileSource],
) -> Fates:
    """Once the rows are gone: delete what no row names any more; what isn't there is gone, so it may be repeated.

    Raises SourceFailed when a store or a source is away.
    """
    fates = await _fates(Counter(dict.fromkeys(files, 0)), findings, erasers, stores)
    for file, fate in fates.items():
        if fate is FileFate.DELETE:
            try:
                await stores[file.store].delete(file.name)
            except FileAbsent:
                fates[file] = FileFate.BY_HAND
    return fates


async def _fates(
    going: Mapping[NamedFile, int],
    findings: Findings,
    erasers: Mapping[str, Eraser],
    stores: Mapping[str, FileSource],
) -> dict[NamedFile, FileFate]:
    fates = dict.fromkeys(going, FileFate.BY_HAND)
    spelled: _Spelled = {}
    canonical: dict[NamedFile, str] = {}
    for file in going:
        store = stores.get(file.store)
        if store is None or not store.erasable:
            continue
        try:
            first, *others = store.spellings(file.name)
        except FileAbsent:
            continue  # a name that leads out of the store: a person should look at it
        canonical[file] = first
        spelled.setdefault(file.store, {}).update(dict.fromkeys((first, *others, file.name), first))
    namings = await _namings(going, findings, erasers, spelled)
    for file, first in canonical.items():
        if file.store not in namings.untold:
            fates[file] = FileFate.SHARED if first in namings.others.get(file.store, ()) else FileFate.DELETE
    return fates


@dataclass
class _Namings:
    others: dict[str, set[str]] = field(default_factory=dict)  # by store: names that rows which stay bear
    untold: set[str] = field(default_factory=set)  # stores to which fields lead that can't be asked


async def _namings(
    going: Mapping[NamedFile, int],
    findings: Findings,
    erasers: Mapping[str, Eraser],
    spelled: _Spelled,
) -> _Namings:
    """Who else names these files, by every field of the map that leads to their stores."""
    found = _Namings()
    for address, path, store in _fields(findings):
        if store not in spelled:
            continue
        eraser = erasers.get(address.dataset)
        schema = findings.schemas.get(address.dataset)
        table = schema.table(findings.table_of(address)) if schema else None
        if eraser is None or table is None or table.column(path) is None:
            found.untold.add(store)
            continue
        known = spelled[store]
        keys = RowKeys(table.name, (path,), (TEXT,), [(text,) for text in known])
        async for counts in eraser.counts(keys):
            for (text,), count in counts.items():
                if count > going.get(NamedFile(address, path, store, text), 0) and text in known:
                    found.others.setdefault(store, set()).add(known[text])
    return found


def _fields(findings: Findings) -> Iterator[tuple[CollectionAddress, str, str]]:
    for address, collection in findings.task.data_map.collections():
        for path, declared in collection.walk_fields():
            rule = declared.rules.file
            if rule is not None and rule.source != INLINE:
                yield address, path, rule.source


async def _is_there(store: FileSource, name: str) -> bool:
    """A name that the store refuses counts as there: a person should look at it."""
    reading = store.read(name)
    async with aclosing(reading):
        try:
            async for _ in reading:
                break
        except FileAbsent as absent:
            return absent.reason != "missing"
    return True
