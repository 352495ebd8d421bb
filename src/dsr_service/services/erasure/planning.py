"""From findings to a plan: items to show, and steps to carry out."""

from array import array
from collections import Counter, defaultdict
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.erasure import held_keys as erasure_held_keys
from dsr_service.domain.erasure.files import Fates, NamedFile, as_items
from dsr_service.domain.erasure.graph import Fate, Resolution, Standing, resolve
from dsr_service.domain.erasure.plan import Action, Blocked, ErasurePlan, PlanItem
from dsr_service.domain.erasure.profile import Aim, CollectionProfile
from dsr_service.domain.erasure.retention_rules import Kept
from dsr_service.domain.masking.masking import Mask, Strategy
from dsr_service.services.erasure import files
from dsr_service.services.erasure.masks import choices_for
from dsr_service.services.erasure.ordering import arranged, ordered_deletions
from dsr_service.services.erasure.preflight import preflight
from dsr_service.services.erasure.reading import Findings
from dsr_service.services.ports.data_sources import SourceFailed
from dsr_service.services.ports.erasing import Eraser, Step
from dsr_service.services.ports.file_sources import FileSource


@dataclass
class Prepared:
    """A plan with the steps that carry it out, per dataset."""

    plan: ErasurePlan
    steps: dict[str, list[Step]] = field(default_factory=dict)
    staying: dict[CollectionAddress, int] = field(default_factory=dict)  # found rows that the plan leaves
    fates: bytearray = field(default_factory=bytearray)
    files: Fates = field(default_factory=dict)  # that go with the rows, or with their fields


@dataclass
class _Masked:
    """Rows of one collection in which the same fields are masked."""

    place: int
    fields: frozenset[str]
    rows: "array[int]" = field(default_factory=lambda: array("I"))


async def prepare(
    findings: Findings,
    erasers: Mapping[str, Eraser],
    hash_key: bytes,
    stores: Mapping[str, FileSource] = MappingProxyType({}),
) -> Prepared:
    """The plan. What stands against it is in `blocked`; then its steps may not be carried out.

    `stores` are those of the files that rows name. Raises SourceFailed when one of them is away.
    """
    planner = _Planner(findings, erasers, hash_key)
    prepared = await planner.prepare()
    if named := list(planner.files_going()):
        prepared.files = await files.planned(named, findings, erasers, stores)
        prepared.plan.files = as_items(prepared.files)
    return prepared


class _Planner:
    def __init__(self, findings: Findings, erasers: Mapping[str, Eraser], hash_key: bytes) -> None:
        self.findings = findings
        self.erasers = erasers
        self.hash_key = hash_key
        self.rows = findings.rows
        self.result: Resolution = resolve(findings.rows)
        self.prepared = Prepared(ErasurePlan(), fates=self.result.fate)
        self.blocked: list[Blocked] = list(findings.blocked)
        self.deletions: dict[int, array[int]] = defaultdict(lambda: array("I"))
        self.masked: dict[tuple[int, frozenset[str]], _Masked] = {}
        self.kept: Counter[tuple[int, Kept]] = Counter()  # rows
        self.held = erasure_held_keys.held_keys(self.rows, self.result)
        self.kept_keys: Counter[tuple[int, Kept, str]] = Counter()
        self.spared: Counter[int] = Counter()

    async def prepare(self) -> Prepared:
        self._sort()
        self._forget_views()
        cut_steps = self._cuts()
        delete_steps = self._deletions()
        mask_steps = [step async for step in self._masks()]
        self._kept_items()
        for dataset, step in (*cut_steps, *delete_steps, *mask_steps):
            self.prepared.steps.setdefault(dataset, []).append(step)
        self.prepared.steps = arranged(self.findings, self.prepared.steps)
        changed = {*self.deletions, *(group.place for group in self.masked.values())}
        self.blocked += preflight(self.findings, self.erasers, self.prepared.steps, self.result, changed)
        self.prepared.plan.block(self.blocked)
        self._order_items()
        return self.prepared

    def _sort(self) -> None:
        """Rows by what becomes of them."""
        for row, fate in enumerate(self.result.fate):
            place = self.rows.place[row]
            if fate == Fate.DELETE:
                self.deletions[place].append(row)
                continue
            found = self.rows.profiles[place]
            self.prepared.staying[found.address] = self.prepared.staying.get(found.address, 0) + 1
            if fate == Fate.MASK:
                self._sort_masked(place, row)
            if fate in (Fate.KEEP, Fate.MASK):
                for kept in self.result.inherited.get(row, self.rows.kept.get(row, ())):
                    self.kept[place, kept] += 1
            if fate == Fate.STAY and found.aim is Aim.FOLLOW and self.rows.standing[row] == Standing.OWN:
                for kept in self._of_parents(row):
                    self.kept[place, kept] += 1
            shared = self.rows.standing[row] == Standing.SHARED and row in self.result.used
            if shared and found.aim in (Aim.DELETE, Aim.MASK):
                self.spared[place] += 1

    def _forget_views(self) -> None:
        """A view may show rows afterwards only if rows of the tables behind it stay."""
        for found in self.rows.profiles:
            staying = self.prepared.staying
            if found.shows_others and not any(staying.get(address) for address in found.behind):
                staying.pop(found.address, None)

    def _of_parents(self, row: int) -> set[Kept]:
        """The rules that keep the rows to which this one belongs: it stays with them."""
        found: set[Kept] = set()
        for number, pointer in enumerate(self.rows.pointers):
            if pointer.holder == self.rows.profile(row).address:
                for target in self.rows.links[number].of_holder(row):
                    if self.rows.standing[target] == Standing.OWN:
                        found.update(self.rows.kept.get(target, ()))
        return found

    def _sort_masked(self, place: int, row: int) -> None:
        found = self.rows.profiles[place]
        keys = {each.path for each in found.fields if each.key}
        fields = self.rows.remaining(row)
        wanted = self._without_held(place, row, fields - keys)
        if not wanted:
            if self.findings.task.scope is not None and found.aim is Aim.MASK:
                reason = "Only keys are in scope here, and keys can't be masked: rows would lose what belongs to them."
                self.blocked.append(Blocked.of(found.address, reason))
            return
        group = self.masked.setdefault((place, wanted), _Masked(place, wanted))
        group.rows.append(row)

    def _without_held(self, place: int, row: int, wanted: frozenset[str]) -> frozenset[str]:
        """A key that kept records hold is kept with them; under other rows that stay it can't be masked."""
        for column, holding in self.held.get(row, {}).items():
            if column not in wanted:
                continue
            wanted -= {column}
            if not holding.grounds:
                address = self.rows.profiles[place].address
                self.blocked.append(Blocked.of(address, erasure_held_keys.reason(column, holding)))
            for ground in holding.grounds:
                self.kept_keys[place, ground, column] += 1
        return wanted

    def files_going(self) -> Iterator[NamedFile]:
        """What deleted rows name, and what masked fields do."""
        named = self.findings.collected.files
        for rows in self.deletions.values():
            for row in rows:
                yield from named.get(row, ())
        for group in self.masked.values():
            for row in group.rows:
                yield from (file for file in named.get(row, ()) if file.field in group.fields)

    def _item(self, place: int, action: Action, fields: Sequence[str], rows: int) -> PlanItem:
        found = self.rows.profiles[place]
        named = set(fields)
        categories = sorted({c for each in found.fields if each.path in named for c in each.categories})
        item = PlanItem(found.address, action, tuple(fields), tuple(categories), rows)
        self.prepared.plan.items.append(item)
        return item

    def _number(self, item: PlanItem) -> int:
        return next(n for n, other in enumerate(self.prepared.plan.items) if other is item)

    def _cuts(self) -> list[tuple[str, Step]]:
        """Links of rows that stay; in one item per collection and columns."""
        places = {profile.address: number for number, profile in enumerate(self.rows.profiles)}
        steps = []
        for number, holders in sorted(self.result.cuts.items()):
            pointer = self.rows.pointers[number]
            if not holders or pointer.holder is None:
                continue
            place = places[pointer.holder]
            item = self._item(place, Action.UNLINK, pointer.cut, len(holders))
            masks = tuple(Mask(column, Strategy.NULL) for column in pointer.cut)
            keys = self.findings.keys_of(place, sorted(holders))
            step = Step(keys, masks, expected=len(holders), items=(self._number(item),))
            steps.append((pointer.dataset, step))
        for place, spared in self.spared.items():
            paths = [each.path for each in self.rows.profiles[place].in_scope]
            self._item(place, Action.UNLINK, paths, spared)
        return steps

    def _deletions(self) -> list[tuple[str, Step]]:
        items = {}
        for place, rows in self.deletions.items():
            paths = [each.path for each in self.rows.profiles[place].fields]
            items[place] = self._number(self._item(place, Action.DELETE, paths, len(rows)))
        steps, blocked = ordered_deletions(self.findings, self.deletions, self.result.fate)
        self.blocked += blocked
        return [
            (
                self.rows.profiles[place].address.dataset,
                replace(step, items=(items[place],) if step.deletes else ()),
            )
            for place, step in steps
        ]

    async def _masks(self) -> AsyncIterator[tuple[str, Step]]:
        for group in self.masked.values():
            found = self.rows.profiles[group.place]
            eraser = self.erasers.get(found.address.dataset)
            keys = self.findings.keys_of(group.place, group.rows)
            choices = choices_for(found, group.fields, self.hash_key)
            if isinstance(choices, str):
                chosen: Mapping[str, Mask] | str = choices
            elif eraser is None:
                chosen = "This kind of source can't be changed from here."
            else:
                try:
                    chosen = await eraser.fitting(keys, choices)
                except SourceFailed as error:
                    chosen = f"The source can't be read: {error.reason}."
            if isinstance(chosen, str):
                self.blocked.append(Blocked.of(found.address, chosen))
                self._item(group.place, Action.MASK, sorted(group.fields), len(group.rows))
                continue
            items = self._mask_items(group, found, chosen)
            masks = tuple(chosen[column] for column in sorted(chosen))
            if masks:
                step = Step(keys, masks, expected=len(group.rows), items=tuple(items))
                yield found.address.dataset, step

    def _mask_items(self, group: _Masked, found: CollectionProfile, chosen: Mapping[str, Mask]) -> list[int]:
        """One item per strategy."""
        by_strategy: dict[str, list[str]] = defaultdict(list)
        for each in found.fields:
            if each.path in group.fields and each.column in chosen:
                by_strategy[chosen[each.column].strategy].append(each.path)
        numbers = []
        for strategy, paths in sorted(by_strategy.items()):
            item = self._item(group.place, Action.MASK, paths, len(group.rows))
            item.strategy = strategy
            numbers.append(self._number(item))
        return numbers

    def _kept_items(self) -> None:
        for (place, kept), rows in self.kept.items():
            found = self.rows.profiles[place]
            covered = found.kept_by(kept.keep) if kept.keep.collection == found.address else None
            paths = [each.path for each in found.in_scope if covered is None or each.path in covered]
            if not paths and self.findings.task.scope is not None:
                continue  # nobody asked for what the rule keeps here
            item = self._item(place, Action.KEEP, paths or [each.path for each in found.fields], rows)
            item.ground, item.law, item.keep_until = kept.keep.ground, kept.keep.law, kept.until
        for (place, kept, column), rows in self.kept_keys.items():
            item = self._item(place, Action.KEEP, [column], rows)
            item.ground, item.law, item.keep_until = kept.keep.ground, kept.keep.law, kept.until

    def _order_items(self) -> None:
        """In the order of the map; the steps' numbers follow."""
        order = {profile.address: n for n, profile in enumerate(self.rows.profiles)}
        items = self.prepared.plan.items
        actions = list(Action)
        sorted_numbers = sorted(
            range(len(items)),
            key=lambda n: (
                order[items[n].collection],
                actions.index(items[n].action),
                str(items[n].keep_until),
                n,
            ),
        )
        new_place = {old: new for new, old in enumerate(sorted_numbers)}
        self.prepared.plan.items = [items[n] for n in sorted_numbers]
        for dataset, steps in self.prepared.steps.items():
            self.prepared.steps[dataset] = [
                replace(step, items=tuple(new_place[n] for n in step.items)) for step in steps
            ]
