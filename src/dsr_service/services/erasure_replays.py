"""The re-erasure ledger: what is known of erased rows, and that a restored source was gone through."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.erasure import events as erasure_events
from dsr_service.domain.erasure.retention_rules import RetentionRules
from dsr_service.domain.erasure.scope import refusals_of
from dsr_service.services import audit, registers, retention_rules
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import erasures as storage


@dataclass(frozen=True, slots=True)
class Part:
    """Erasures of one scope, which meet the same holds."""

    scope: tuple[str, ...] | None
    rules: RetentionRules
    entries: dict[str, dict[bytes, UUID]]  # pseudonyms of erased rows per collection, each with its erasure


@dataclass(frozen=True, slots=True)
class Known:
    """What was erased of one dataset."""

    data_map: DataMap
    parts: Sequence[Part]


async def known(ctx: OperationContext, dataset: str) -> Known:
    """What to look for in a restored source. Raises NotFound when no data map is in force."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    ledger = await storage.ledger(ctx.session, dataset)
    data_map = registers.parsed(await registers.active_data_map(ctx))
    in_force = await retention_rules.in_force(ctx, data_map)
    persons = await storage.persons_of(ctx.session, {entry.erasure_id for entry in ledger})
    rules: dict[UUID, RetentionRules] = {}
    parts: dict[tuple[tuple[str, ...] | None, str], Part] = {}
    for entry in ledger:
        if entry.erasure_id not in rules:
            # who was erased under a hold, or with a part refused, is not erased whole because a backup came back
            rules[entry.erasure_id] = in_force.meeting(persons[entry.erasure_id], refusals_of(entry.refused))
        own = rules[entry.erasure_id]
        scope = tuple(entry.scope) if entry.scope is not None else None
        part = parts.setdefault((scope, retention_rules.version_of(own)), Part(scope, own, defaultdict(dict)))
        part.entries[entry.collection][entry.pseudonym] = entry.erasure_id
    return Known(data_map, list(parts.values()))


async def record(ctx: OperationContext, dataset: str, erasures: int, rows: int) -> None:
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    await audit.record(ctx, erasure_events.ErasuresReplayed(None, dataset, erasures, rows))
