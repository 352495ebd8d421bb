"""Faults between the parts of a data map: references and orders that lead nowhere, or round in a circle."""

from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from typing import TypeVar

from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, DataMap, Field, FieldAddress
from dsr_service.domain.data_map.findings import Finding

_Key = TypeVar("_Key", bound=Hashable)


def faults_between(data_map: DataMap) -> Iterator[Finding]:
    """All faults that make a map unusable, without a source to compare it with."""
    fields = {address: dict(collection.walk_fields()) for address, collection in data_map.collections()}
    datasets = {dataset.fides_key for dataset in data_map.datasets}
    yield from _references(data_map, fields, datasets)
    yield from _rule_fields(data_map, fields)
    yield from _orders(data_map, fields, datasets)
    yield from _circles(data_map)


def _references(
    data_map: DataMap, fields: Mapping[CollectionAddress, Mapping[str, Field]], datasets: set[str]
) -> Iterator[Finding]:
    for address, collection in data_map.collections():
        for path, declared in collection.walk_fields():
            for index, reference in enumerate(declared.references):
                target = reference.target
                aspect: tuple[str | int, ...] = ("fides_meta", "references", index, "field")
                at = f"{address}.{path}"
                if target.collection.dataset not in datasets:
                    message = f"There is no dataset '{target.collection.dataset}' in this map."
                    yield Finding("unknown_dataset", message, address=at, aspect=(*aspect[:-1], "dataset"))
                elif target.collection not in fields:
                    message = f"There is no collection '{target.collection}' in this map."
                    yield Finding("unknown_collection", message, address=at, aspect=aspect)
                elif not target.path or target.path not in fields[target.collection]:
                    message = f"There is no field '{target.path}' in '{target.collection}'."
                    yield Finding("unknown_field", message, address=at, aspect=aspect)
                elif unknown := [name for name, _ in reference.when if name not in fields[address]]:
                    message = f"'when' names '{unknown[0]}', which is no field of '{address}'."
                    inner = (*aspect[:-1], "dsr", "when", unknown[0])
                    yield Finding("unknown_field", message, address=at, aspect=inner)
                elif target == FieldAddress(address, path) and not _is_part_of_a_key(collection, target):
                    yield Finding(
                        "reference_to_itself", "The field refers to itself.", address=at, aspect=aspect
                    )


def _is_part_of_a_key(collection: Collection, target: FieldAddress) -> bool:
    """Whether another field refers to the collection too: (shop, parent) -> (shop, id) has a part that stays itself."""
    return any(
        path != target.path and reference.target.collection == target.collection
        for path, declared in collection.walk_fields()
        for reference in declared.references
    )


def _rule_fields(
    data_map: DataMap, fields: Mapping[CollectionAddress, Mapping[str, Field]]
) -> Iterator[Finding]:
    for address, collection in data_map.collections():
        rules = collection.rules
        named = {
            "retention_from": rules.retention_from,
            "contact_since": rules.contact_since,
            "restriction": rules.restriction.get("field"),
            "files": rules.files.get("field"),
        }
        for path, declared in collection.walk_fields():
            yield from _deciding(address, path, declared, fields[address])
            rule = declared.rules.file
            if rule is not None and rule.name is not None and rule.name not in fields[address]:
                message = f"'file' names '{rule.name}', which is no field of '{address}'."
                yield Finding(
                    "unknown_field",
                    message,
                    address=f"{address}.{path}",
                    aspect=("fides_meta", "dsr", "file"),
                )
        target = str(rules.correction.get("collection", ""))
        if target and target not in {str(known) for known in fields}:
            aspect = ("fides_meta", "dsr", "correction")
            message = f"'correction' names '{target}', which is no collection of this map."
            yield Finding("unknown_collection", message, address=str(address), aspect=aspect)
        for key, name in named.items():
            if name is not None and name not in fields[address]:
                message = f"'{key}' names '{name}', which is no field of '{address}'."
                aspect = ("fides_meta", "dsr", key)
                yield Finding("unknown_field", message, address=str(address), aspect=aspect)


def _deciding(
    address: CollectionAddress, path: str, declared: Field, fields: Mapping[str, Field]
) -> Iterator[Finding]:
    """A rule that spares the subject's own rows needs a field that can tell whose row it is."""
    name = declared.rules.redact_unless
    if name is None:
        return
    deciding = fields.get(name)
    place, aspect = f"{address}.{path}", ("fides_meta", "dsr", "redact_unless")
    if deciding is None:
        yield Finding(
            "unknown_field",
            f"'redact_unless' names '{name}', which is no field of '{address}'.",
            address=place,
            aspect=aspect,
        )
    elif not deciding.identity and not deciding.references:
        message = f"'{name}' has neither an identity nor a reference: it can't tell whose row it is."
        yield Finding("undecided_owner", message, address=place, aspect=aspect)


def _orders(
    data_map: DataMap, fields: Mapping[CollectionAddress, Mapping[str, Field]], datasets: set[str]
) -> Iterator[Finding]:
    for dataset in data_map.datasets:
        for index, key in enumerate(dataset.after):
            if key not in datasets:
                aspect = ("fides_meta", "after", index)
                message = f"There is no dataset '{key}' in this map."
                yield Finding("unknown_dataset", message, address=dataset.fides_key, aspect=aspect)
    for address, collection in data_map.collections():
        for name, listed in (("after", collection.after), ("erase_after", collection.erase_after)):
            for index, other in enumerate(listed):
                if other not in fields:
                    message = f"There is no collection '{other}' in this map."
                    aspect = ("fides_meta", name, index)
                    yield Finding("unknown_collection", message, address=str(address), aspect=aspect)


def _circles(data_map: DataMap) -> Iterator[Finding]:
    collections = dict(data_map.collections())
    datasets = {dataset.fides_key: dataset.after for dataset in data_map.datasets}
    yield from _circle(datasets, datasets.__getitem__, "after")
    members = {dataset.fides_key: dataset.collections for dataset in data_map.datasets}
    # a dataset's order holds for each of its collections, so a circle may run through both kinds of order
    waits = {
        address: (
            *collection.after,
            *(
                CollectionAddress(key, other.name)
                for key in datasets[address.dataset]
                if key != address.dataset
                for other in members.get(key, ())
            ),
        )
        for address, collection in collections.items()
    }
    if not any(True for _ in _circle(datasets, datasets.__getitem__, "after")):
        yield from _circle(collections, waits.__getitem__, "after")
    yield from _circle(collections, lambda address: collections[address].erase_after, "erase_after")


def _circle(
    keys: Iterable[_Key], waits_for: Callable[[_Key], Sequence[_Key]], name: str
) -> Iterator[Finding]:
    """One finding for the first circle met, at the entry that closes it."""
    members = set(keys)
    done: set[_Key] = set()
    for start in sorted(members, key=str):
        trail: list[_Key] = [] if start in done else [start]
        pending = [enumerate(waits_for(key)) for key in trail]
        while trail:
            for index, following in pending[-1]:
                if following in trail:
                    names = " -> ".join(str(key) for key in (*trail[trail.index(following) :], following))
                    message = f"'{name}' runs in a circle: {names}."
                    aspect = ("fides_meta", name, index)
                    yield Finding("order_circle", message, address=str(trail[-1]), aspect=aspect)
                    return
                if following in members and following not in done:
                    trail.append(following)
                    pending.append(enumerate(waits_for(following)))
                    break
            else:
                done.add(trail.pop())
                pending.pop()
