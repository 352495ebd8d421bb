"""Find the rows that a restriction marks, as the data map says of each collection."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, Field
from dsr_service.domain.data_map.source_changes import CellPlace, ChangePurpose, ChangeState, ProposedChange
from dsr_service.domain.identifiers import SubjectIdentifier
from dsr_service.domain.rectifications import Correction
from dsr_service.services.erasure.reading import Task, read
from dsr_service.services.erasure.remembering import identifiers_in
from dsr_service.services.ports.data_sources import DataSource, KeyStore, SourceFailed
from dsr_service.services.ports.erasing import Eraser
from dsr_service.services.source_writing.finding import Finder
from dsr_service.services.source_writing.places import Meant, asked_elsewhere, within_reach


def text_of(value: object) -> str | None:
    """A mark as the map writes it."""
    if value is None:
        return None
    return str(value).lower() if isinstance(value, bool) else str(value)


async def find_marks(
    task: Task, sources: Mapping[str, DataSource], erasers: Mapping[str, Eraser], keys: KeyStore
) -> tuple[list[ProposedChange], frozenset[SubjectIdentifier]]:
    """Every row of the person in a collection that is marked, and all names under which rows know the person.

    Raises SourceFailed where a mark depends on it; names that can't be read now are read the next night.
    """
    marked = list(_marked(task))
    findings = await read(replace(task, data_map=within_reach(task.data_map)), sources, erasers, keys)
    finder = None
    if any(not asked_elsewhere(place.dataset) for place in marked):
        if findings.unread:
            raise SourceFailed("unreachable", "Not every source could be read; it is tried again.")
        finder = Finder(findings, erasers)
    changes: list[ProposedChange] = []
    for place in marked:
        rule = place.collection.rules.restriction
        if finder is None or asked_elsewhere(place.dataset) or not rule.get("field"):
            changes.append(
                ProposedChange(
                    CellPlace(place.address, place.path),
                    ChangePurpose.MARK,
                    ChangeState.MANUAL,
                    None,
                    text_of(rule.get("value", True)),
                    "moved_row" if not rule.get("field") else "not_writable",
                )
            )
            continue
        wish = Correction(place.path, text_of(rule.get("value", True)))
        changes += [
            replace(change, purpose=ChangePurpose.MARK)
            for change in await finder.changes(wish, place, marks=True)
        ]
    return changes, identifiers_in(findings)


def _marked(task: Task) -> Iterator[Meant]:
    for dataset in task.data_map.datasets:
        for collection in dataset.collections:
            rule = collection.rules.restriction
            if rule and not collection.skip_processing:
                name = str(rule.get("field", ""))
                address = CollectionAddress(dataset.fides_key, collection.name)
                yield Meant(dataset, address, collection, name, _field(collection, name))


def _field(collection: Collection, name: str) -> Field:
    """The map need not mention the flag among its fields."""
    return next((each for each in collection.fields if each.name == name), Field(name))
