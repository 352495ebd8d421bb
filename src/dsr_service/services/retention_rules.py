"""Retention rules and legal holds: what an erasure planned now keeps, and how the DPO changes that (art. 17(3))."""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.erasure.retention_rules import Condition, Keep, RetentionRules
from dsr_service.domain.erasure.scope import CategoryRefusal, keeps_for
from dsr_service.domain.errors import DsrError, InvalidInput, Kind, NotFound, Violation
from dsr_service.domain.fulfilment import NoDataMap
from dsr_service.domain.identifiers import SubjectIdentifier, new_id
from dsr_service.formats.retention_rules_file import read_rules
from dsr_service.services import audit, registers
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import registers as register_rows
from dsr_service.storage import retention_rules as storage
from dsr_service.storage.tables import LegalHold, RetentionRulesVersion, SubjectRequest


class HoldLiftedAlready(DsrError):
    code = "hold_lifted_already"
    kind = Kind.CONFLICT
    title = "This hold was lifted already."


@dataclass(frozen=True, slots=True)
class HoldScope:
    """What a hold keeps: a person's data, a collection, or a person's rows of one."""

    identifiers: Sequence[SubjectIdentifier] = ()
    collection: str | None = None
    fields: Sequence[str] = ()
    categories: Sequence[str] = ()
    condition: Mapping[str, Any] | None = None  # {"field", "equals" or "at_least"}


@dataclass(frozen=True, slots=True)
class InForce:
    """The DPO's rules over the law's defaults, and every hold of today."""

    data_map: DataMap
    rules: RetentionRules
    holds: Sequence[LegalHold]

    def meeting(
        self, person: Collection[bytes] | None, refused: Sequence[CategoryRefusal] = ()
    ) -> RetentionRules:
        """Those rules with the holds that meet a person, given as `lookups_of`.

        `refused` are the categories that an erasure leaves by a decision of its own. Where the request's file is gone
        (None), nobody can tell whose data it was: every person's hold counts, since an erasure can't be undone.
        """
        known = frozenset(person) if person is not None else None
        met = (
            hold
            for hold in self.holds
            if hold.lookups is None or known is None or not known.isdisjoint(hold.lookups)
        )
        held = (keep for hold in met for keep in _keeps(hold, self.data_map))
        keeps = (*self.rules.keeps, *held, *keeps_for(refused, self.data_map))
        return replace(self.rules, keeps=keeps)


async def in_force(ctx: OperationContext, data_map: DataMap) -> InForce:
    """Raises RetentionRulesInvalid when the rules name what that data map has not."""
    rules = await chosen(ctx, data_map)
    return InForce(data_map, rules, await storage.holds(ctx.session, in_force_on=ctx.today))


async def chosen(ctx: OperationContext, data_map: DataMap) -> RetentionRules:
    """The DPO's rules over the law's defaults, without the holds. Raises RetentionRulesInvalid."""
    version = await storage.active(ctx.session)
    rules = read_rules(version.content.encode(), data_map) if version else RetentionRules()
    return replace(rules, zone=ctx.policy.zone)


async def retention_rules_in_force(
    ctx: OperationContext,
    data_map: DataMap,
    person: Collection[bytes] | None,
    refused: Sequence[CategoryRefusal] = (),
) -> RetentionRules:
    """What keeps data of one person's today."""
    return (await in_force(ctx, data_map)).meeting(person, refused)


def lookups_of(request: SubjectRequest | None, known_as: Collection[bytes] = ()) -> frozenset[bytes] | None:
    """Keyed hashes of whom a request is about; None where its file is gone.

    `known_as` are the person's other identifiers, as the sources show them: a hold names whichever its author knew.
    """
    return frozenset((*known_as, *(i.lookup for i in request.subject.identifiers))) if request else None


def version_of(rules: RetentionRules) -> str:
    """The same for the same rules: an approval holds only for the rules by which its plan was made."""
    text = repr((sorted(rules.rules.items()), rules.keeps, rules.year_end))
    return hashlib.sha256(text.encode()).hexdigest()


def _keeps(hold: LegalHold, data_map: DataMap) -> list[Keep]:
    """A hold that names a collection which this map has not, keeps nothing in it."""
    return [
        Keep(
            address,
            hold.ground,
            hold.law,
            until=hold.until,
            fields=tuple(hold.fields),
            categories=tuple(hold.categories),
            condition=_condition(hold.condition),
        )
        for address, _ in data_map.collections()
        if hold.collection is None or str(address) == hold.collection
    ]


def _condition(given: Mapping[str, Any] | None) -> Condition | None:
    if given is None:
        return None
    least = given.get("at_least")
    return Condition(
        given["field"], tuple(given.get("equals") or ()), None if least is None else Decimal(str(least))
    )


async def map_in_force(ctx: OperationContext) -> DataMap:
    version = await register_rows.active_data_map(ctx.session)
    if version is None:
        raise NoDataMap
    return registers.parsed(version)


async def rules_version(ctx: OperationContext) -> RetentionRulesVersion | None:
    """The version in force; None while only the law's defaults count."""
    authorize(ctx.actor, Permission.READ_REGISTERS)
    return await storage.active(ctx.session)


async def versions(ctx: OperationContext) -> Sequence[RetentionRulesVersion]:
    authorize(ctx.actor, Permission.READ_REGISTERS)
    return await storage.versions(ctx.session)


async def rules_to_replace(ctx: OperationContext) -> RetentionRulesVersion | None:
    """The version in force, locked; None when the first one is to come."""
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    return await storage.active(ctx.session, lock=True)


async def put_rules(ctx: OperationContext, content: str) -> RetentionRulesVersion:
    """Put rules in force: plans made before are to be made anew. Raises RetentionRulesInvalid, NoDataMap."""
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    read_rules(content.encode(), await map_in_force(ctx))
    digest = hashlib.sha256(content.encode()).hexdigest()
    before = await storage.active(ctx.session, lock=True)
    if before is not None and before.sha256 == digest:
        return before
    if before is not None:
        before.active = False
        await ctx.session.flush()
    version = RetentionRulesVersion(
        id=new_id(ctx.now),
        number=await storage.next_number(ctx.session),
        sha256=digest,
        content=content,
        active=True,
        created_at=ctx.now,
        created_by=ctx.actor.id,
    )
    ctx.session.add(version)
    await ctx.session.flush()
    await audit.record(
        ctx, events.RegisterChanged(None, "retention_rules", "retention_rules", version.number)
    )
    return version


async def holds(ctx: OperationContext) -> Sequence[LegalHold]:
    authorize(ctx.actor, Permission.READ_REGISTERS)
    return await storage.holds(ctx.session)


async def set_hold(
    ctx: OperationContext, reference: str, ground: str, law: str, scope: HoldScope, until: date | None
) -> LegalHold:
    """From now on no erasure takes what the hold names. Raises InvalidInput, NoDataMap."""
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    _require_known(scope, await map_in_force(ctx))
    if until is not None and until < ctx.today:
        raise InvalidInput(violations=[Violation("That day is over.", "/until")])
    hold = LegalHold(
        id=new_id(ctx.now),
        reference=reference,
        ground=ground,
        law=law,
        lookups=[i.lookup(ctx.policy.lookup_key) for i in scope.identifiers] or None,
        collection=scope.collection,
        fields=list(scope.fields),
        categories=list(scope.categories),
        condition=dict(scope.condition) if scope.condition else None,
        until=until,
        created_at=ctx.now,
        created_by=ctx.actor.id,
    )
    ctx.session.add(hold)
    await ctx.session.flush()
    await audit.record(ctx, events.LegalHoldSet(None, hold.id, ground, until.isoformat() if until else None))
    return hold


def _require_known(scope: HoldScope, data_map: DataMap) -> None:
    if not scope.identifiers and scope.collection is None:
        raise InvalidInput(violations=[Violation("A hold names a person or a collection.", "/identifiers")])
    collections = {str(address): collection for address, collection in data_map.collections()}
    if scope.collection is None:
        if scope.fields or scope.condition:
            raise InvalidInput(violations=[Violation("Fields are those of a collection.", "/collection")])
        return
    if scope.collection not in collections:
        raise InvalidInput(violations=[Violation("The data map has no such collection.", "/collection")])
    known = {path for path, _ in collections[scope.collection].walk_fields()}
    faults = [
        Violation("The collection has no such field.", f"/fields/{position}")
        for position, field in enumerate(scope.fields)
        if field not in known
    ]
    if scope.condition and scope.condition["field"] not in known:
        faults.append(Violation("The collection has no such field.", "/where/field"))
    if faults:
        raise InvalidInput(violations=faults)


async def lift_hold(ctx: OperationContext, hold_id: UUID, reasons: str) -> LegalHold:
    """The dispute is over: what the hold alone kept comes up again for its erasure."""
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    hold = await storage.hold(ctx.session, hold_id)
    if hold is None:
        raise NotFound
    if hold.lifted_at is not None:
        raise HoldLiftedAlready
    hold.lifted_at, hold.lifted_by, hold.lift_reasons = ctx.now, ctx.actor.id, reasons
    await ctx.session.flush()
    again = await storage.bring_up_again(ctx.session, hold.ground, hold.law, ctx.today - timedelta(days=1))
    await audit.record(ctx, events.LegalHoldLifted(None, hold.id, again))
    return hold
