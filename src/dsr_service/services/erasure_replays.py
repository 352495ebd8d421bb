"""The re-erasure ledger: what is known of erased rows, and that a restored source was gone through."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.erasure import events as erasure_events
from dsr_service.domain.erasure.retention_rules import RetentionRules
from dsr_service.services import audit, registers, retention_rules
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import erasures as storage

Scope = tuple[str, ...] | None


@dataclass(frozen=True, slots=True)
class Known:
    """Per scope and collection the pseudonyms of erased rows of one dataset."""

    data_map: DataMap
    rules: RetentionRules
    by_scope: Mapping[Scope, Mapping[str, Mapping[bytes, UUID]]]


async def known(ctx: OperationContext, dataset: str) -> Known:
    """What to look for in a restored source. Raises NotFound when no data map is in force."""
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    by_scope: dict[Scope, dict[str, dict[bytes, UUID]]] = {}
    for entry in await storage.ledger(ctx.session, dataset):
        scope = tuple(entry.scope) if entry.scope is not None else None
        found = by_scope.setdefault(scope, {}).setdefault(entry.collection, {})
        found[entry.pseudonym] = entry.erasure_id
    data_map = registers.parsed(await registers.active_data_map(ctx))
    # What was erased once is erased again: a hold on a person that came later finds nothing of it.
    rules = await retention_rules.retention_rules_in_force(ctx, data_map, None, held_persons=False)
    return Known(data_map, rules, by_scope)


async def record(ctx: OperationContext, dataset: str, erasures: int, rows: int) -> None:
    authorize(ctx.actor, Permission.CARRY_OUT_ERASURE)
    await audit.record(ctx, erasure_events.ErasuresReplayed(None, dataset, erasures, rows))
