"""Keys that say something of a person, in rows to be masked: what stays and holds them must be able to go on."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from dsr_service.domain.erasure.graph import Fate, Resolution, SubjectRows
from dsr_service.domain.erasure.retention_rules import Kept


@dataclass
class Holding:
    """Who holds one column of one row: records that the law keeps, or rows that nobody may change with it."""

    grounds: list[Kept] = field(default_factory=list)
    tables: set[str] = field(default_factory=set)


def held_keys(rows: SubjectRows, result: Resolution) -> dict[int, dict[str, Holding]]:
    """Per row to be masked, which of its columns that would be masked the foreign keys of rows that stay hold."""
    found: dict[int, dict[str, Holding]] = {}
    if Fate.MASK not in result.fate:
        return found
    maskable = {
        profile.address: {each.path for each in profile.in_scope if not each.key} for profile in rows.profiles
    }
    for number, pointer in enumerate(rows.pointers):
        columns = [path for path in pointer.target_fields if path in maskable[pointer.target]]
        if not pointer.declared or not columns:
            continue
        for target, grounds in (*_inside(rows, result, number), *_outside(rows, result, number)):
            if not grounds and pointer.passes_on:
                continue  # the holder's key changes with it
            for column in columns:
                holding = found.setdefault(target, {}).setdefault(column, Holding())
                holding.grounds += [ground for ground in grounds if ground not in holding.grounds]
                if not grounds:
                    holding.tables.add(pointer.table)
    return found


def _inside(rows: SubjectRows, result: Resolution, number: int) -> Iterator[tuple[int, tuple[Kept, ...]]]:
    """Rows to be masked at which rows that were found point and stay, with what keeps these."""
    links, cut = rows.links[number], result.cuts.get(number, set())
    for holder, target in zip(links.holders, links.targets, strict=True):
        stays = result.fate[holder] != Fate.DELETE and holder not in cut and holder != target
        if stays and result.fate[target] == Fate.MASK:
            yield target, result.inherited.get(holder, rows.kept.get(holder, ()))


def _outside(rows: SubjectRows, result: Resolution, number: int) -> Iterator[tuple[int, tuple[Kept, ...]]]:
    for target in rows.used_outside.get(number, ()):
        if result.fate[target] == Fate.MASK:
            yield target, ()


def reason(column: str, holding: Holding) -> str:
    return (
        f"'{column}' is the key that rows of {', '.join(sorted(holding.tables))} hold, which stay: it can't be masked"
        " under them. Map that reference, so that it is erased too, or have ON UPDATE CASCADE pass it on."
    )
