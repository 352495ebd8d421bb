"""Portability (art. 20): only what the person provided, processed on consent or contract."""

from collections.abc import Mapping
from typing import Final

from dsr_service.domain.data_map.data_map import Collection, Dataset, Field, FieldAddress
from dsr_service.domain.data_map.selection import (
    LeftOut,
    Selection,
    chains,
    select_for_access,
    without_empty_parents,
)
from dsr_service.domain.processing_activities import LegalBasis, ProcessingActivity

PORTABLE_BASES: Final = frozenset({LegalBasis.CONSENT, LegalBasis.CONTRACT})  # art. 20(1)(a)


def select_for_portability(
    dataset: Dataset, collection: Collection, activities: Mapping[str, ProcessingActivity]
) -> Selection:
    """What the person provided (observed data counts, inferred does not: WP242); the rest with its ground."""
    access = select_for_access(dataset, collection)
    portable = bool(legal_bases(dataset, collection, activities) & PORTABLE_BASES)
    default = collection.rules.extra.get("provided", dataset.rules.get("provided")) is True
    declared = dict(chains(collection))
    kept: list[str] = []
    left_out = list(access.left_out)
    for path in access.kept:
        if declared[path][-1].fields:  # a parent is listed by what is in it
            kept.append(path)
        elif not portable:
            left_out.append(LeftOut(FieldAddress(access.collection, path), "PORT_BASIS"))
        elif not _provided(declared[path], default):
            left_out.append(LeftOut(FieldAddress(access.collection, path), "PORT_NOT_PROVIDED"))
        else:
            kept.append(path)
    kept_paths = without_empty_parents(collection, kept)
    struck = {
        # art. 15(4) protects others in an access copy, art. 20(4) here
        path: "PORT_OTHERS_RIGHTS" if ground == "OTHERS_RIGHTS_COPY" else ground
        for path, ground in access.struck.items()
        if path in kept_paths
    }
    unless = {path: name for path, name in access.unless.items() if path in struck}
    return Selection(access.collection, kept_paths, struck, tuple(left_out), unless)


def legal_bases(
    dataset: Dataset, collection: Collection, activities: Mapping[str, ProcessingActivity]
) -> frozenset[LegalBasis]:
    """The basis that the map states for the collection, or else those of its processing activities."""
    stated = collection.rules.legal_basis or dataset.rules.get("legal_basis")
    if stated:
        return frozenset({LegalBasis(stated)}) if stated in set(LegalBasis) else frozenset()
    purposes = collection.rules.purposes or dataset.rules.get("purposes") or ()
    keys = (purposes,) if isinstance(purposes, str) else purposes
    bases = (activities[key].legal_basis for key in keys if key in activities)
    return frozenset(basis for basis in bases if basis)


def _provided(chain: tuple[Field, ...], default: bool) -> bool:
    """The field's own word counts, else the nearest around it, else the collection's."""
    stated = (declared.rules.provided for declared in reversed(chain))
    return next((word for word in stated if word is not None), default)
