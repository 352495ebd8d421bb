"""What must be remembered of rows before they change: how to find them again, and how to know them after a restore."""

import hashlib
from array import array
from collections.abc import Iterable, Iterator, Sequence

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.erasure.graph import Fate, Standing
from dsr_service.domain.erasure.seeds import SeedRows, Seeds
from dsr_service.domain.identifiers import SubjectIdentifier
from dsr_service.services.erasure.planning import Prepared
from dsr_service.services.erasure.reading import Findings

Trait = tuple[str, str, tuple[str | None, ...]]
"""(identity key or '', its text or '', row key): what tells an erased row from a new one of the same person."""


def seeds_of(findings: Findings, prepared: Prepared) -> Seeds:
    """The rows that stay, those by which a source is entered (if one column is their key), and the files that go."""
    entered = _entered(findings)
    own, shared = array("I"), array("I")
    for row, standing in enumerate(findings.rows.standing):
        stays = prepared.fates[row] in (Fate.KEEP, Fate.MASK)
        if standing == Standing.OWN and (stays or row in entered):
            own.append(row)
        elif standing in (Standing.SHARED, Standing.DEPENDENT) and stays:
            shared.append(row)  # once the row that used it is gone, nothing else leads to it
    return Seeds(_keys_of(findings, own), tuple(prepared.files), _keys_of(findings, shared))


def _keys_of(findings: Findings, rows: Iterable[int]) -> SeedRows:
    found: dict[CollectionAddress, tuple[str, list[str]]] = {}
    for row in rows:
        address = findings.profiles[findings.rows.place[row]].address
        columns, key = findings.row_keys[address], findings.collected.keys[row]
        if len(columns) == 1 and key[0]:
            found.setdefault(address, (columns[0], []))[1].append(str(key[0]))
    return {address: (column, tuple(keys)) for address, (column, keys) in found.items()}


def traits_of(findings: Findings) -> Iterator[tuple[CollectionAddress, Trait]]:
    """Per row by which its source is entered, everything that a restored copy of it would show again."""
    for row in sorted(_entered(findings)):
        if findings.rows.standing[row] != Standing.OWN:
            continue
        address = findings.profiles[findings.rows.place[row]].address
        key = findings.collected.keys[row]
        known = findings.collected.identities.get(row, ())
        pairs = [(identity, text) for identity, texts in known for text in texts]
        for identity, text in pairs if row in findings.collected.identified and pairs else [("", "")]:
            yield address, (identity, text, key)


def identifiers_in(findings: Findings) -> frozenset[SubjectIdentifier]:
    """Every name by which the subject's own rows know the subject, beside those that were given."""
    rows, known = findings.rows, findings.collected.identities
    return frozenset(
        SubjectIdentifier(identity, text)
        for row, its in known.items()
        if rows.standing[row] == Standing.OWN
        for identity, texts in its
        for text in texts
    )


def _entered(findings: Findings) -> set[int]:
    """Rows reached by an identity, or from another source."""
    found = set(findings.collected.identified)
    for number, way in enumerate(findings.ways):
        pointer = way.pointer
        if pointer.holder is None or pointer.holder.dataset == pointer.target.dataset:
            continue
        links = findings.rows.links[number]
        found.update(links.holders if way.child else links.targets)
    return found


def fingerprint(findings: Findings) -> str:
    """The same as long as tables, columns, keys, CHECKs and permissions of all sources are."""
    parts: list[str] = []
    for dataset, schema in sorted(findings.schemas.items()):
        parts += [dataset, schema.dialect]
        parts += [f"{name}:{table!r}" for name, table in sorted(schema.tables.items())]
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def datasets_of(prepared: Prepared) -> Sequence[str]:
    return list(prepared.steps)
