"""Of the rows that a plan is made from only what it judges by is read: keys, references, identities, dates, files."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace

from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, DataMap
from dsr_service.domain.data_map.references import References
from dsr_service.domain.erasure.pointers import Way
from dsr_service.domain.erasure.profile import CollectionProfile

Needed = Mapping[CollectionAddress, Iterable[str]]


def narrowed(data_map: DataMap, needed: Needed) -> DataMap:
    """The map without the fields of these collections that nobody asks for; collections not named stay whole."""
    return DataMap(
        tuple(
            replace(
                dataset,
                collections=tuple(
                    _narrow(collection, needed.get(CollectionAddress(dataset.fides_key, collection.name)))
                    for collection in dataset.collections
                ),
            )
            for dataset in data_map.datasets
        )
    )


def _narrow(collection: Collection, needed: Iterable[str] | None) -> Collection:
    if needed is None:
        return collection
    names = {path.partition(".")[0] for path in needed} | set(needed)
    names |= {
        path.partition(".")[0]
        for path, declared in collection.walk_fields()
        if declared.primary_key or declared.references or declared.identity or declared.rules.file
    }
    return replace(collection, fields=tuple(each for each in collection.fields if each.name in names))


def _missing(profile: CollectionProfile) -> set[str]:
    """Fields that the table lacks: asked for, they make the walk say so."""
    names = {declared.name for declared in profile.collection.fields}
    return {name for name in names if profile.table and profile.table.column(name) is None}


def needed(
    profiles: Sequence[CollectionProfile],
    ways: Sequence[Way],
    references: References,
    row_keys: Mapping[CollectionAddress, tuple[str, ...]],
) -> dict[CollectionAddress, set[str]]:
    """Per collection whose rows a key of its table tells apart; others are told apart by all that they hold."""
    found: dict[CollectionAddress, set[str]] = defaultdict(set)
    for profile in profiles:
        found[profile.address] |= {*row_keys[profile.address]}
        found[profile.address] |= {name for keep in profile.keeps for name in keep.needs()}
        found[profile.address] |= _missing(profile)
        if profile.collection.rules.retention_from:
            found[profile.address].add(profile.collection.rules.retention_from)
    for way in ways:
        pointer = way.pointer
        found[pointer.target] |= {*pointer.target_fields}
        if pointer.holder is not None:
            found[pointer.holder] |= {*pointer.holder_fields, *(name for name, _ in pointer.when)}
    for entry in references.entries:
        found[entry.lookup.collection] |= {*entry.lookup.needs}
    for feed in references.feeds:
        found[feed.source] |= {*feed.needs}
        found[feed.lookup.collection] |= {*feed.lookup.needs}
    return {
        profile.address: found[profile.address]
        for profile in profiles
        if profile.tells_apart(row_keys[profile.address])
    }
