"""What retention rules would change before they take effect, with what is kept by the same laws today."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from dsr_service.domain.actors import Permission
from dsr_service.domain.erasure.rule_changes import (
    KeepDifference,
    RuleDifference,
    keep_differences,
    rule_differences,
)
from dsr_service.formats.retention_rules_file import read_rules
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.retention_rules import chosen, map_in_force
from dsr_service.storage import retention_rules as storage


@dataclass(frozen=True, slots=True)
class KeptToday:
    """Parts of finished erasures that wait for their day."""

    parts: int
    rows: int
    until: date | None  # the last day of the longest; None: until a hold is lifted, or nothing is kept


@dataclass(frozen=True, slots=True)
class Preview:
    rules: Sequence[tuple[RuleDifference, KeptToday]]
    keeps: Sequence[tuple[KeepDifference, KeptToday]]
    year_ends: tuple[tuple[int, int], tuple[int, int]]  # (month, day) as it is, and as it would be


async def preview(ctx: OperationContext, content: str) -> Preview:
    """Changes nothing. Raises RetentionRulesInvalid, NoDataMap."""
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    data_map = await map_in_force(ctx)
    before = await chosen(ctx, data_map)
    after = read_rules(content.encode(), data_map)
    rules = [
        (change, KeptToday(*await storage.kept_by(ctx.session, change.known.ground, change.known.law)))
        for change in rule_differences(before, after)
    ]
    keeps = [(change, await _kept_there(ctx, change)) for change in keep_differences(before, after)]
    return Preview(rules, keeps, (before.year_end, after.year_end))


async def _kept_there(ctx: OperationContext, change: KeepDifference) -> KeptToday:
    keep = change.keep
    return KeptToday(*await storage.kept_by(ctx.session, keep.ground, keep.law, keep.collection))
