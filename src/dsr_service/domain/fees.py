"""A reasonable fee for an abusive request or a further copy (art. 12(5)(a), 15(3)), and what must come first."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from uuid import UUID

from dsr_service.domain.audit import AuditEvent
from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.rights import Right


class FeeGround(StrEnum):
    """The catalogue's conditions."""

    ABUSE = "FEE_ABUSE"  # manifestly unfounded or excessive, art. 12(5)(a)
    FURTHER_COPY = "FEE_FURTHER_COPY"  # same scope and period as an earlier copy, art. 15(3)


FITS: Final[Mapping[FeeGround, frozenset[Right]]] = {
    FeeGround.ABUSE: frozenset(Right) - {Right.CONSENT_WITHDRAWAL},
    FeeGround.FURTHER_COPY: frozenset({Right.ACCESS}),
}


class FeeStatus(StrEnum):
    ASKED = "asked"  # the request waits for payment, or for its withdrawal
    PAID = "paid"
    WAIVED = "waived"


class FeeUnpaid(DsrError):
    code = "fee_unpaid"
    kind = Kind.CONFLICT
    title = "A fee was asked for this request: it waits for payment or withdrawal (art. 12(5)(a))."


class FeeAsked(DsrError):
    code = "fee_asked"
    kind = Kind.CONFLICT
    title = "A fee was asked for this request already."


class NoFee(DsrError):
    code = "no_fee"
    kind = Kind.NOT_FOUND
    title = "No fee was asked for this request."


class FeeSettled(DsrError):
    code = "fee_settled"
    kind = Kind.CONFLICT
    title = "This fee is paid or waived already."


class FeeNotTold(DsrError):
    code = "fee_not_told"
    kind = Kind.CONFLICT
    title = "The person must be told of the fee, and may withdraw, before it is paid: the letter has not gone out."


@dataclass(frozen=True, slots=True)
class FeeDemanded(AuditEvent):
    fee_id: UUID
    ground: FeeGround
    amount_cents: int
    currency: str


@dataclass(frozen=True, slots=True)
class FeeClosed(AuditEvent):
    fee_id: UUID
    status: FeeStatus
