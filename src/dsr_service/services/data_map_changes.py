"""Changes of the data map: proposed, compared, reviewed by another person, put in force; every version is kept."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.changes import (
    Change,
    DataMapProposalReviewed,
    DataMapProposed,
    OwnProposal,
    ProposalClosed,
    ProposalOutdated,
    ProposalStatus,
    changes_between,
)
from dsr_service.domain.errors import NotFound
from dsr_service.domain.identifiers import new_id
from dsr_service.formats.data_map_keys import json_schema
from dsr_service.formats.data_map_yaml import read_data_map
from dsr_service.services import audit, registers
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import data_map_changes as storage
from dsr_service.storage import registers as register_rows
from dsr_service.storage.tables import DataMapProposal, DataMapVersion


@dataclass(frozen=True, slots=True)
class Reviewable:
    """A proposal with what it would change."""

    proposal: DataMapProposal
    changes: Sequence[Change]


def schema(ctx: OperationContext) -> Mapping[str, Any]:
    """The format's JSON Schema, for editors."""
    authorize(ctx.actor, Permission.READ_REGISTERS)
    return json_schema()


async def versions(ctx: OperationContext, after: UUID | None, limit: int) -> Sequence[DataMapVersion]:
    """All that were ever in force, the newest first."""
    authorize(ctx.actor, Permission.READ_REGISTERS)
    return await storage.versions(ctx.session, after, limit)


async def version(ctx: OperationContext, version_id: UUID) -> DataMapVersion:
    authorize(ctx.actor, Permission.READ_REGISTERS)
    found = await ctx.session.get(DataMapVersion, version_id)
    if found is None:
        raise NotFound
    return found


async def diff(ctx: OperationContext, version_id: UUID, against: UUID | None) -> Sequence[Change]:
    """What a version says otherwise than another one; without one, than the version before it."""
    newer = await version(ctx, version_id)
    if against is not None:
        older: DataMapVersion | None = await version(ctx, against)
    else:
        older = await storage.version_before(ctx.session, newer)
    before = registers.parsed(older) if older else None
    return changes_between(before, registers.parsed(newer))


async def propose(ctx: OperationContext, content: str, reason: str) -> Reviewable:
    """A change for another person to review. Raises the reader's error for a faulty map."""
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    proposed = read_data_map(content.encode())
    active = await register_rows.active_data_map(ctx.session)
    proposal = DataMapProposal(
        id=new_id(ctx.now),
        base_version_id=active.id if active else None,
        content=content,
        sha256=hashlib.sha256(content.encode()).hexdigest(),
        status=ProposalStatus.OPEN,
        reason=reason,
        proposed_at=ctx.now,
        proposed_by=ctx.actor.id,
    )
    ctx.session.add(proposal)
    await ctx.session.flush()
    await audit.record(ctx, DataMapProposed(None, proposal.id, proposal.sha256))
    return Reviewable(proposal, changes_between(registers.parsed(active) if active else None, proposed))


async def proposals(ctx: OperationContext, status: ProposalStatus | None) -> Sequence[DataMapProposal]:
    authorize(ctx.actor, Permission.READ_REGISTERS)
    return await storage.proposals(ctx.session, status)


async def proposal(ctx: OperationContext, proposal_id: UUID) -> Reviewable:
    authorize(ctx.actor, Permission.READ_REGISTERS)
    found = await storage.proposal(ctx.session, proposal_id)
    if found is None:
        raise NotFound
    base = await ctx.session.get(DataMapVersion, found.base_version_id) if found.base_version_id else None
    before = registers.parsed(base) if base else None
    return Reviewable(found, changes_between(before, read_data_map(found.content.encode())))


async def approve(ctx: OperationContext, proposal_id: UUID) -> DataMapProposal:
    """Put the proposed map in force. Raises OwnProposal, ProposalClosed, ProposalOutdated."""
    found = await _open(ctx, proposal_id)
    active = await register_rows.active_data_map(ctx.session, lock=True)
    if (active.id if active else None) != found.base_version_id:
        raise ProposalOutdated
    made = await registers.put_in_force(ctx, found.content)
    found.version_id = made.id
    await _review(ctx, found, ProposalStatus.APPROVED)
    return found


async def reject(ctx: OperationContext, proposal_id: UUID) -> DataMapProposal:
    found = await _open(ctx, proposal_id)
    await _review(ctx, found, ProposalStatus.REJECTED)
    return found


async def _open(ctx: OperationContext, proposal_id: UUID) -> DataMapProposal:
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    found = await storage.proposal(ctx.session, proposal_id, lock=True)
    if found is None:
        raise NotFound
    if found.status is not ProposalStatus.OPEN:
        raise ProposalClosed
    if found.proposed_by == ctx.actor.id:
        raise OwnProposal
    return found


async def _review(ctx: OperationContext, found: DataMapProposal, outcome: ProposalStatus) -> None:
    found.status, found.reviewed_at, found.reviewed_by = outcome, ctx.now, ctx.actor.id
    await audit.record(ctx, DataMapProposalReviewed(None, found.id, outcome))
    await ctx.session.flush()
