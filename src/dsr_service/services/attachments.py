"""Fetching the files that a person's rows refer to (art. 15(3): the copy is of the data, wherever they lie)."""

import base64
import binascii
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import aclosing, asynccontextmanager
from dataclasses import dataclass
from typing import Final

from dsr_service.domain.attachments import (
    INLINE,
    MOST_BYTES,
    MOST_BYTES_IN_ALL,
    MOST_FILES,
    Attachment,
    FileRule,
    path_in_package,
    texts_at,
)
from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.data_map.selection import Selection
from dsr_service.domain.fulfilment import AnswerIncomplete
from dsr_service.formats.ndjson import batches, objects
from dsr_service.formats.packages import AttachedFile
from dsr_service.services.fulfilment import Search
from dsr_service.services.package_contents import Lines
from dsr_service.services.ports.file_sources import FileAbsent, FileSource
from dsr_service.services.ports.scratch import FileStore, SpooledFile
from dsr_service.services.runtime import Runtime

_CUT: Final = 200  # of a name that is a whole address


@dataclass(frozen=True, slots=True)
class Reference:
    """A value of a row that names a file, or is one."""

    collection: CollectionAddress
    row: int
    field: str
    number: int
    value: str
    rule: FileRule
    shown_name: str | None


@asynccontextmanager
async def sources_of(runtime: Runtime) -> AsyncIterator[Mapping[str, FileSource]]:
    sources = runtime.file_sources()
    try:
        yield sources
    finally:
        for source in sources.values():
            await source.close()


async def collect(
    runtime: Runtime, search: Search, selections: list[Selection], lines: Lines, store: FileStore
) -> list[AttachedFile]:
    """The files of all rows that leave, in their order; what can't be had is told with its reason.

    Raises AnswerIncomplete when a store of the map is not configured, SourceFailed when one is away now.
    """
    async with sources_of(runtime) as sources:
        rules = _rules(search, selections)
        named = {rule.source for found in rules.values() for rule in found.values()} - {INLINE, *sources}
        if named:
            raise AnswerIncomplete([f"files: {name} is not configured" for name in sorted(named)])
        collected: list[AttachedFile] = []
        size = 0
        for reference in _references(rules, lines):
            made = await _fetched(reference, sources, store, len(collected), size)
            size += made.attachment.size or 0
            collected.append(made)
    return collected


def _rules(search: Search, selections: list[Selection]) -> Mapping[CollectionAddress, Mapping[str, FileRule]]:
    """The fields that name files and leave: not those that stay behind, nor those that are struck."""
    found = {}
    for selection in selections:
        collection = search.data_map.collection(selection.collection)
        leaving = set(selection.kept) - set(selection.struck)
        rules = {
            path: declared.rules.file
            for path, declared in collection.walk_fields()
            if declared.rules.file and path in leaving
        }
        if rules:
            found[selection.collection] = rules
    return found


def _references(
    rules: Mapping[CollectionAddress, Mapping[str, FileRule]], lines: Lines
) -> Iterator[Reference]:
    for address, fields in rules.items():
        row = 0
        for batch in batches(lines(address)):
            for values in objects(batch):
                row += 1
                for path, rule in fields.items():
                    shown = values.get(rule.name) if rule.name else None
                    for number, value in enumerate(texts_at(values, path)):
                        yield Reference(
                            address, row, path, number, value, rule, shown if isinstance(shown, str) else None
                        )


async def _fetched(
    reference: Reference, sources: Mapping[str, FileSource], store: FileStore, count: int, size: int
) -> AttachedFile:
    collection = str(reference.collection)
    name = reference.shown_name or (
        "file"
        if reference.rule.source == INLINE
        else reference.value.partition("?")[0][-_CUT:].rpartition("/")[2]
    )
    try:
        room = MOST_BYTES_IN_ALL - size if count < MOST_FILES else None
        spooled = await _spooled(reference, sources, store, room)
    except FileAbsent as absent:
        told = Attachment(collection, reference.row, reference.field, None, reason=absent.reason)
        return AttachedFile(told)
    path = path_in_package(collection, reference.row, reference.field, name, reference.number)
    attachment = Attachment(collection, reference.row, reference.field, path, spooled.size, spooled.sha256)
    return AttachedFile(attachment, reader(store, spooled))


def reader(store: FileStore, file: SpooledFile) -> Callable[[], Iterator[bytes]]:
    return lambda: store.read(file)


async def _spooled(
    reference: Reference, sources: Mapping[str, FileSource], store: FileStore, room: int | None
) -> SpooledFile:
    """`room` is what may still come; None where no further file may."""
    if room is None:
        raise FileAbsent("too_many")
    writer = store.writer()
    if reference.rule.source == INLINE:
        writer.write(_decoded(reference.value))
        if writer.size > min(MOST_BYTES, room):
            raise FileAbsent("too_large")
    else:
        reading = sources[reference.rule.source].read(reference.value)
        async with aclosing(reading):
            async for block in reading:
                writer.write(block)
                if writer.size > min(MOST_BYTES, room):
                    raise FileAbsent("too_large")
    writer.finish()
    return writer.file()


def _decoded(value: str) -> bytes:
    """Rows carry bytes as base64."""
    try:
        return base64.b64decode(value, validate=True)
    except (binascii.Error, ValueError):
        raise FileAbsent("refused") from None
