"""Processors that speak OpenDSR 2: what is asked of them, and what their words mean here."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from typing import Final
from uuid import UUID

from dsr_service.domain.audit import AuditEvent
from dsr_service.domain.data_map.data_map import Dataset
from dsr_service.domain.errors import DsrError, Kind

OPENDSR: Final = "opendsr"
# Our kinds of identifier -> OpenDSR's identity types; a kind that OpenDSR names itself is taken as it is.
_IDENTITY_TYPES: Final[Mapping[str, str]] = {
    "email": "email",
    "external_id": "controller_customer_id",
    "customer_number": "controller_customer_id",
    "customer_id": "controller_customer_id",
}
IDENTITY_TYPES: Final = frozenset(
    {
        "controller_customer_id", "android_advertising_id", "android_id", "email", "fire_advertising_id",
        "ios_advertising_id", "ios_vendor_id", "microsoft_advertising_id", "microsoft_publisher_id",
        "roku_publisher_id", "roku_advertising_id",
    }
)  # fmt: skip


_FAMILIES: Final = ("opendsr", "opengdpr", "opencompliance")  # the names that the protocol has had


class OrderKind(StrEnum):
    """OpenDSR's request types."""

    ACCESS = "access"
    PORTABILITY = "portability"
    ERASURE = "erasure"


class OrderStatus(StrEnum):
    PLANNED = "planned"  # not sent yet
    PENDING = "pending"
    IN_PROGRESS = "in_progress"
    COMPLETED = "completed"
    CANCELLED = "cancelled"

    @property
    def waits(self) -> bool:
        return self in {OrderStatus.PLANNED, OrderStatus.PENDING, OrderStatus.IN_PROGRESS}


class CallbackRefused(DsrError):
    """No word about why: whoever forges callbacks learns nothing."""

    code = "callback_refused"
    kind = Kind.UNAUTHENTICATED
    title = "The callback's signature is not one of a processor that we work with."


@dataclass(frozen=True, slots=True)
class Order:
    """One request to a processor; the id is ours, and sending it twice is one request."""

    subject_request_id: UUID
    kind: OrderKind
    submitted_at: datetime
    identities: Mapping[str, Sequence[str]]  # our kinds -> values


@dataclass(frozen=True, slots=True)
class ProcessorAnswer:
    """What a processor says of an order."""

    status: OrderStatus
    expected_at: datetime | None = None
    results_url: str | None = None


@dataclass(frozen=True, slots=True)
class ProcessorAsked(AuditEvent):
    dataset: str
    kind: OrderKind
    subject_request_id: UUID


@dataclass(frozen=True, slots=True)
class ProcessorAnswered(AuditEvent):
    dataset: str
    status: OrderStatus


def is_processor(dataset: Dataset) -> bool:
    return dataset.rules.get("kind") == OPENDSR


def identity_type(kind: str) -> str | None:
    """OpenDSR's word for our kind of identifier, if it has one."""
    return _IDENTITY_TYPES.get(kind) or (kind if kind in IDENTITY_TYPES else None)


def signature_headers(headers: Mapping[str, str]) -> tuple[str, str] | None:
    """Domain and signature, under whichever of the protocol's names."""
    for family in _FAMILIES:
        domain, signature = (
            headers.get(f"x-{family}-{name}".lower()) for name in ("processor-domain", "signature")
        )
        if domain and signature:
            return domain.strip().lower(), signature
    return None
