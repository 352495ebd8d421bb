"""Doubts that a data map alone shows: who can't be reached, what has no category, what is ambiguous."""

from collections.abc import Collection as Sized
from collections.abc import Iterator

from dsr_service.domain.data_map.data_categories import KNOWN_CATEGORIES, is_personal
from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, DataMap, Direction, Field
from dsr_service.domain.data_map.findings import Finding, Severity
from dsr_service.domain.masking.masking import strategy_fault

_WARNING = Severity.WARNING
ANSWERED_WHOLE = (
    "manual",
    "opendsr",
)  # the person or processor knows the subject by the request's identities


def check(data_map: DataMap, custom_categories: Sized[str] = frozenset()) -> Iterator[Finding]:
    """What `dsr data-map check` says without a source."""
    if not data_map.identity_keys():
        yield Finding("no_identity", "No field has an identity: no subject can be found by this map.")
    for address, collection in data_map.collections():
        yield from _categories(address, collection, custom_categories)
        yield from _keys(address, collection)
        yield from _masks(address, collection)
    yield from _unreachable(data_map)


def reachable(data_map: DataMap) -> frozenset[CollectionAddress]:
    """The collections that a walk can reach from some identity."""
    feeds: dict[CollectionAddress, set[CollectionAddress]] = {}
    found = {
        CollectionAddress(dataset.fides_key, each.name)
        for dataset in data_map.datasets
        for each in dataset.collections
        if dataset.rules.get("kind") in ANSWERED_WHOLE
    }
    skipped = {address for address, collection in data_map.collections() if collection.skip_processing}
    for address, collection in data_map.collections():
        for _, declared in collection.walk_fields():
            if declared.identity:
                found.add(address)
            for reference in declared.references:
                if reference.direction is not Direction.TO:
                    feeds.setdefault(reference.target.collection, set()).add(address)
                if reference.direction is not Direction.FROM:
                    feeds.setdefault(address, set()).add(reference.target.collection)
    found -= skipped
    pending = list(found)
    while pending:
        for following in feeds.get(pending.pop(), set()) - found - skipped:
            found.add(following)
            pending.append(following)
    return frozenset(found)


def _unreachable(data_map: DataMap) -> Iterator[Finding]:
    found = reachable(data_map)
    for address, collection in data_map.collections():
        if address in found or collection.skip_processing:
            continue
        personal = holds_personal_data(collection)
        message = (
            "No identity and no reference leads to this collection: its personal data would never be found."
            if personal
            else "No identity and no reference leads to this collection."
        )
        severity = Severity.ERROR if personal else _WARNING
        yield Finding("unreachable_collection", message, severity, str(address), ("name",))


def holds_personal_data(collection: Collection) -> bool:
    return any(
        is_personal(category)
        for _, declared in collection.walk_fields()
        for category in collection.categories_of(declared)
    )


def uncategorised(collection: Collection) -> Iterator[tuple[str, Field]]:
    """The fields that neither they, nor what they nest in or hold, nor the collection give a category."""
    if collection.data_categories:
        return
    covered: set[str] = set()
    for path, declared in collection.walk_fields():
        parent = path.rpartition(".")[0]
        if declared.data_categories or parent in covered:
            covered.add(path)
        elif not declared.fields:
            yield path, declared


def _categories(address: CollectionAddress, collection: Collection, custom: Sized[str]) -> Iterator[Finding]:
    for path, declared in collection.walk_fields():
        for index, category in enumerate(declared.data_categories):
            if category not in KNOWN_CATEGORIES and category not in custom:
                message = f"'{category}' is no category of fideslang's taxonomy, nor defined in this file."
                aspect = ("data_categories", index)
                yield Finding("unknown_category", message, _WARNING, f"{address}.{path}", aspect)
    for category in collection.data_categories:
        if category not in KNOWN_CATEGORIES and category not in custom:
            message = f"'{category}' is no category of fideslang's taxonomy, nor defined in this file."
            yield Finding("unknown_category", message, _WARNING, str(address), ("data_categories",))
    for path, _ in uncategorised(collection):
        message = "The field has no category: it comes out in a copy, but no erasure by category finds it."
        yield Finding("no_category", message, _WARNING, f"{address}.{path}", ("name",))


def _keys(address: CollectionAddress, collection: Collection) -> Iterator[Finding]:
    if not collection.primary_key:
        message = "No field is marked as primary key: rows can only be told apart by the live schema's key."
        yield Finding("no_primary_key", message, _WARNING, str(address), ("name",))


def _masks(address: CollectionAddress, collection: Collection) -> Iterator[Finding]:
    aspect = ("fides_meta", "masking_strategy_override")
    for path, declared in collection.walk_fields():
        if declared.masking is None:
            continue
        at = f"{address}.{path}"
        if fault := strategy_fault(declared.masking):
            yield Finding("masking_strategy", fault, address=at, aspect=aspect)
        if declared.primary_key:
            message = "The field is part of the primary key: a mask would break what refers to the row."
            yield Finding("mask_primary_key", message, _WARNING, at, aspect)
        if declared.read_only:
            message = "The field is read-only: its mask is never applied."
            yield Finding("mask_read_only", message, _WARNING, at, aspect)
