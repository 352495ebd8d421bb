"""From what a search found to what a package says: the copy, the information of art. 15, and what is missing."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import Final

from dsr_service.domain.article_15 import (
    Article15Information,
    CollectionInformation,
    Controller,
    assemble,
    missing_parts,
    told_of,
)
from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap, FieldAddress
from dsr_service.domain.data_map.selection import Selection, select_for_access
from dsr_service.domain.fulfilment import AnswerIncomplete
from dsr_service.domain.portability import select_for_portability
from dsr_service.domain.processing_activities import ProcessingActivity
from dsr_service.domain.redactions import Target
from dsr_service.domain.rights import Right
from dsr_service.formats.packages import AttachedFile, PackageContents, Redaction, redactions_of, section_of
from dsr_service.formats.row_projection import WHOLE, Strikes
from dsr_service.services.fulfilment import Search

Lines = Callable[[CollectionAddress], Iterator[bytes]]
_KEPT: Final = 8


def contents_of(
    search: Search,
    right: Right,
    found: Mapping[CollectionAddress, int],
    lines: Lines,
    *,
    generated_at: datetime,
    read_at: Mapping[str, tuple[datetime, ...]],
    struck: Sequence[Target] | None = None,
    files: Sequence[AttachedFile] = (),
    own: Mapping[FieldAddress, frozenset[str]] | None = None,
) -> PackageContents:
    """The package of one right. Raises AnswerIncomplete with the list of what an access answer still lacks.

    `struck` by a reviewer: then `lines` come out of an earlier package, and the map's own rules have been applied.
    """
    if search.controller is None:
        raise AnswerIncomplete(["controller"])
    information = _information(search, found, search.controller) if right is Right.ACCESS else None
    selections = selections_of(search, right, found)
    strikes = strikes_of(struck or ())
    sections = [
        section_of(
            search.data_map.collection(selection.collection),
            selection,
            _reader(lines, selection.collection),
            found[selection.collection],
            strikes=strikes.get(str(selection.collection)),
            projected_already=struck is not None,
            own=own,
        )
        for selection in selections
        if right is Right.ACCESS or selection.kept
    ]
    return PackageContents(
        reference=search.reference,
        right=right,
        locale=search.locale,
        generated_at=generated_at,
        controller=search.controller,
        sections=tuple(sections),
        read_at=read_at,
        identified_by=tuple(sorted(search.identities)),
        article_15=information,
        left_out=tuple(left for selection in selections for left in selection.left_out),
        redactions=(
            *(rule for selection in selections for rule in redactions_of(selection)),
            *_summed(struck or (), {str(address): address for address in found}),
        ),
        struck=tuple(struck or ()),
        files=tuple(files),
    )


def strikes_of(struck: Sequence[Target]) -> Mapping[str, Strikes]:
    """By collection; of two grounds for one place the first stays."""
    everywhere: dict[str, dict[str, str]] = {}
    rows: dict[str, dict[int, dict[str, str]]] = {}
    for target in struck:
        if target.row is None:
            place = everywhere.setdefault(target.collection, {})
        else:
            place = rows.setdefault(target.collection, {}).setdefault(target.row, {})
        place.setdefault(target.field or WHOLE, target.ground)
    return {name: Strikes(everywhere.get(name, {}), rows.get(name, {})) for name in {*everywhere, *rows}}


def _summed(struck: Sequence[Target], known: Mapping[str, CollectionAddress]) -> Iterator[Redaction]:
    """What is told of single strikes: field, ground, in how many rows."""
    counted: dict[tuple[str, str, str], set[int] | None] = {}
    for target in struck:
        key = (target.collection, target.field or WHOLE, target.ground)
        rows = counted.setdefault(key, set())
        if target.row is None or rows is None:
            counted[key] = None
        else:
            rows.add(target.row)
    for (collection, path, ground), rows in sorted(counted.items(), key=lambda item: item[0]):
        yield Redaction(FieldAddress(known[collection], path), ground, None if rows is None else len(rows))


def _information(
    search: Search, found: Mapping[CollectionAddress, int], controller: Controller
) -> Article15Information:
    """Confirmation, copy and information are all mandatory: the gate that no answer passes without them."""
    told = _told(search.data_map, search.activities)
    information = assemble(
        search.data_map, found, search.activities, search.recipients, controller, told=told
    )
    missing = missing_parts(information)
    if missing:
        raise AnswerIncomplete(missing)
    return information


_known_told: list[
    tuple[DataMap, Mapping[str, ProcessingActivity], Mapping[CollectionAddress, CollectionInformation]]
] = []  # newest first


def _told(
    data_map: DataMap, activities: Mapping[str, ProcessingActivity]
) -> Mapping[CollectionAddress, CollectionInformation]:
    """What the very same map and activities say of each collection is not worked out again."""
    for known_map, known_activities, told in _known_told:
        if known_map is data_map and known_activities is activities:
            return told
    made = told_of(data_map, activities)
    _known_told.insert(0, (data_map, activities, made))
    del _known_told[_KEPT:]
    return made


def selections_of(search: Search, right: Right, found: Mapping[CollectionAddress, int]) -> list[Selection]:
    """What leaves of each collection that was searched."""
    return [selection for selection in _selections(search, right) if selection.collection in found]


_known: list[
    tuple[DataMap, Mapping[str, ProcessingActivity], Right, tuple[Selection, ...]]
] = []  # newest first


def _selections(search: Search, right: Right) -> Sequence[Selection]:
    """Those of the very same map and activities are not worked out again."""
    for data_map, activities, known_right, selections in _known:
        if data_map is search.data_map and activities is search.activities and known_right is right:
            return selections
    made = tuple(_made(search, right))
    _known.insert(0, (search.data_map, search.activities, right, made))
    del _known[_KEPT:]
    return made


def _made(search: Search, right: Right) -> Iterator[Selection]:
    for dataset in search.data_map.datasets:
        for collection in dataset.collections:
            if right is Right.ACCESS:
                yield select_for_access(dataset, collection)
            else:
                yield select_for_portability(dataset, collection, search.activities)


def _reader(lines: Lines, address: CollectionAddress) -> Callable[[], Iterator[bytes]]:
    return lambda: lines(address)
