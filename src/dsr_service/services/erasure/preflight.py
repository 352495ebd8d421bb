"""What stands against a plan's steps before the first of them: permissions, views, rows that no key tells apart."""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet

from dsr_service.domain.erasure import views as erasure_views
from dsr_service.domain.erasure.graph import Resolution
from dsr_service.domain.erasure.plan import Blocked
from dsr_service.services.erasure.found_keys import NO_KEY
from dsr_service.services.erasure.reading import Findings
from dsr_service.services.ports.erasing import Eraser, Step


def preflight(
    findings: Findings,
    erasers: Mapping[str, Eraser],
    steps: Mapping[str, Sequence[Step]],
    result: Resolution,
    changed: AbstractSet[int],
) -> Iterator[Blocked]:
    """`changed`: the places of collections whose rows are deleted or masked."""
    yield from _access(findings, erasers, steps)
    yield from _keys(findings, result, set(changed))


def _access(
    findings: Findings, erasers: Mapping[str, Eraser], by_dataset: Mapping[str, Sequence[Step]]
) -> Iterator[Blocked]:
    """What the live schema says against the steps."""
    for dataset, steps in by_dataset.items():
        schema = findings.schemas.get(dataset)
        by_table = {
            findings.table_of(p.address): p for p in findings.rows.profiles if p.address.dataset == dataset
        }
        for step in steps:
            address = by_table[step.rows.table].address
            table = schema.table(step.rows.table) if schema else None
            if dataset not in erasers:
                yield Blocked.of(address, "This kind of source can't be changed from here.")
            elif table is None:
                yield Blocked.of(address, "The source has no such table.")
            elif schema and table.is_view:
                why = erasure_views.reason(schema, step.rows.table, by_table.keys())
                yield Blocked.of(address, why)
            elif step.deletes and table.can_delete is False:
                yield Blocked.of(address, "The account may not delete its rows.")
            elif not step.deletes and table.can_update is False:
                yield Blocked.of(address, "The account may not change its rows.")
            elif not step.deletes and table.updatable is not None:
                for column in sorted({mask.column for mask in step.masks} - table.updatable):
                    yield Blocked.of(address, f"The account may not change '{column}'.")


def _keys(findings: Findings, result: Resolution, changed: set[int]) -> Iterator[Blocked]:
    """Rows that no key tells apart must share one fate."""
    fates: dict[tuple[int, object], set[tuple[int, frozenset[str]]]] = {}
    loose = {
        place
        for place, found in enumerate(findings.rows.profiles)
        if not found.tells_apart(findings.row_keys[found.address])
    }
    loose &= changed
    for row, place in enumerate(findings.rows.place if loose else ()):
        if place in loose and place in changed:
            key = findings.collected.keys[row]
            address = findings.rows.profiles[place].address
            if not findings.row_keys[address] or key == NO_KEY:
                yield Blocked.of(address, "No key tells its rows apart: give the map a primary key.")
                changed.discard(place)
                continue
            fate = (result.fate[row], findings.rows.remaining(row))
            fates.setdefault((place, key), set()).add(fate)
    for (place, _), found_fates in fates.items():
        if len(found_fates) > 1:
            address = findings.rows.profiles[place].address
            yield Blocked.of(address, "No key tells its rows apart: some of them go, others stay.")
