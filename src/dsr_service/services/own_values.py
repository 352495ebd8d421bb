"""Whose row is it: the values by which a shared row names the subject, for rules that strike what others wrote."""

from collections.abc import Iterator, Mapping

from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, Field, FieldAddress
from dsr_service.formats.ndjson import batches, objects
from dsr_service.formats.row_projection import own_text
from dsr_service.services.fulfilment import Search
from dsr_service.services.package_contents import Lines


def own_values(search: Search, lines: Lines) -> Mapping[FieldAddress, frozenset[str]]:
    """Per field that a `redact_unless` names: the subject's own identifiers, and the keys of the subject's own rows.

    A row is the subject's own where an identity field of it holds an identifier of the request: the other people of
    a household, whose rows a walk may reach too, stay others.
    """
    found: dict[FieldAddress, frozenset[str]] = {}
    for address, collection in search.data_map.collections():
        declared = dict(collection.walk_fields())
        for rules in (field.rules for field in declared.values()):
            deciding = declared.get(rules.redact_unless or "")
            if deciding is not None:
                place = FieldAddress(address, rules.redact_unless or "")
                found[place] = frozenset(_values(search, deciding, lines))
    return found


def _values(search: Search, deciding: Field, lines: Lines) -> Iterator[str]:
    if deciding.identity:
        yield from map(own_text, search.identities.get(deciding.identity, ()))
    for reference in deciding.references:
        target = reference.target
        yield from _keys_of_own_rows(search, target.collection, target.path, lines)


def _keys_of_own_rows(search: Search, address: CollectionAddress, path: str, lines: Lines) -> Iterator[str]:
    identities = _identities(search, search.data_map.collection(address))
    if not identities:
        return
    for batch in batches(lines(address)):
        for row in objects(batch):
            if row.get(path) is not None and any(
                own_text(row.get(field)) in own for field, own in identities.items()
            ):
                yield own_text(row[path])


def _identities(search: Search, collection: Collection) -> Mapping[str, frozenset[str]]:
    return {
        path: frozenset(map(own_text, search.identities[kind]))
        for path, kind in ((path, declared.identity) for path, declared in collection.walk_fields())
        if kind is not None and kind in search.identities
    }
