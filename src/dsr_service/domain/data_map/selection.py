"""Which fields of a collection leave in a copy, which are struck in it, and which stay behind and why."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, Dataset, Field, FieldAddress


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A field that does not leave, and why: a ground's code, or the map's own reason."""

    address: FieldAddress
    ground: str | None
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class Selection:
    """The fields of one collection that leave, as dotted paths; parents of kept nested fields are kept."""

    collection: CollectionAddress
    kept: tuple[str, ...]
    struck: Mapping[
        str, str
    ]  # path -> ground: the cell stays and says so, its value goes (art. 15(4), 20(4))
    left_out: tuple[LeftOut, ...]
    unless: Mapping[str, str] = field(default_factory=dict)  # struck path -> the field that may spare a row


def select_for_access(dataset: Dataset, collection: Collection) -> Selection:
    """Every mapped field (art. 15(3)), except those that the map excludes with a reason."""
    address = CollectionAddress(dataset.fides_key, collection.name)
    kept: list[str] = []
    struck: dict[str, str] = {}
    left_out: list[LeftOut] = []
    for path, chain in chains(collection):
        reasons = (collection.rules.exclude, *(declared.rules.exclude for declared in chain))
        reason = next((reason for reason in reasons if reason is not None), None)
        if reason is not None:
            left_out.append(LeftOut(FieldAddress(address, path), None, reason))
            continue
        kept.append(path)
        if chain[-1].rules.redact:
            struck[path] = chain[-1].rules.redact
    unless = {
        path: chain[-1].rules.redact_unless
        for path, chain in chains(collection)
        if path in struck and chain[-1].rules.redact_unless
    }
    return Selection(address, without_empty_parents(collection, kept), struck, tuple(left_out), unless)


def chains(collection: Collection) -> Iterator[tuple[str, tuple[Field, ...]]]:
    """Every field with its dotted path, as the fields around it, outermost first, and itself."""
    pending: list[tuple[str, tuple[Field, ...]]] = [
        (declared.name, (declared,)) for declared in reversed(collection.fields)
    ]
    while pending:
        path, chain = pending.pop()
        yield path, chain
        pending += [(f"{path}.{inner.name}", (*chain, inner)) for inner in reversed(chain[-1].fields)]


def without_empty_parents(collection: Collection, kept: list[str]) -> tuple[str, ...]:
    """The kept paths less the parents in which no leaf is left."""
    leaves = {path for path, chain in chains(collection) if not chain[-1].fields}.intersection(kept)
    return tuple(path for path in kept if path in leaves or any(le.startswith(f"{path}.") for le in leaves))
