"""The standing of whoever asks for another: what is needed, what was shown, and the gate before any act."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select

from dsr_service.domain.fees import FeeStatus, FeeUnpaid
from dsr_service.domain.identity.documents import DocumentStatus
from dsr_service.domain.identity.special_requesters import EvidenceKind, Requester, StandingNotProven
from dsr_service.domain.rights import Right, never_refusable
from dsr_service.services.context import OperationContext
from dsr_service.storage import fees as fee_rows
from dsr_service.storage.tables import RequestedRight, RequesterEvidence, SubjectRequest


@dataclass(frozen=True, slots=True)
class Standing:
    """What somebody who asks for another has shown, and what is missing."""

    requester: Requester | None
    needed: Mapping[EvidenceKind, RequesterEvidence | None]
    out_of_scope: Sequence[Right]

    @property
    def may_object(self) -> bool:
        """Whether nothing stands in the way of an objection to marketing."""
        existence = self.needed.get(EvidenceKind.MANDATE_EXISTS)
        shown = existence is not None and existence.status is DocumentStatus.ACCEPTED
        return shown or EvidenceKind.MANDATE_EXISTS not in self.needed

    @property
    def proven(self) -> bool:
        return not self.out_of_scope and all(
            row is not None and row.status is DocumentStatus.ACCEPTED for row in self.needed.values()
        )


async def standing_of(
    ctx: OperationContext, request: SubjectRequest, rights: Sequence[RequestedRight]
) -> Standing:
    """For these of the request's rights; a person who asks for themselves needs to show nothing here."""
    if not request.agent:
        return Standing(None, {}, ())
    requester = Requester.of(request.agent)
    received_on = request.received_at.astimezone(ctx.policy.zone).date()
    reviewed = {row.kind: row for row in await _rows(ctx, request.id)}
    needed: dict[EvidenceKind, RequesterEvidence | None] = {}
    for asked in rights:
        kinds = requester.needed(
            asked.right,
            frozenset(asked.particulars.get("purposes", ())),
            received_on,
            ctx.policy.identity.digital_age,
        )
        needed.update({kind: reviewed.get(kind) for kind in kinds})
    outside = [asked.right for asked in rights if not requester.may_ask(asked.right, received_on)]
    return Standing(requester, needed, outside)


async def _rows(ctx: OperationContext, request_id: UUID) -> Sequence[RequesterEvidence]:
    query = select(RequesterEvidence).where(RequesterEvidence.request_id == request_id)
    return (await ctx.session.scalars(query)).all()


async def require_standing(ctx: OperationContext, request: SubjectRequest, rights: Sequence[Right]) -> None:
    """Before anything is done: who asks for another has shown that they may, and a fee that was asked is settled.

    Raises StandingNotProven, FeeUnpaid.
    """
    asked = [right for right in request.rights if right.right in set(rights)]
    if not (await standing_of(ctx, request, asked)).proven:
        raise StandingNotProven
    fee = await fee_rows.of_request(ctx.session, request.id)
    free = all(never_refusable(r.right, frozenset(r.particulars.get("purposes", ()))) for r in asked)
    if fee is not None and fee.status is FeeStatus.ASKED and not free:
        raise FeeUnpaid


def ground_fits(request: SubjectRequest, ground: str) -> bool:
    """The two grounds of a missing standing are for those who ask for another, each for its own."""
    if ground not in {"MANDATE_NOT_PROVEN", "DECEASED_NO_STANDING"}:
        return True
    return bool(request.agent) and Requester.of(request.agent or {}).refusal_ground == ground
