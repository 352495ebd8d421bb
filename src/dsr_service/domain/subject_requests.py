"""The life of a request: one table of statuses and events; nothing else sets a status."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from dsr_service.domain.errors import DsrError, Kind
from dsr_service.domain.rights import Outcome


class Status(StrEnum):
    RECEIVED = "received"
    AWAITING_IDENTITY = "awaiting_identity"
    IN_PROGRESS = "in_progress"
    AWAITING_APPROVAL = "awaiting_approval"
    IN_FULFILMENT = "in_fulfilment"
    FULFILLED = "fulfilled"
    PARTLY_REFUSED = "partly_refused"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Event(StrEnum):
    IDENTITY_NOT_REQUIRED = "identity_not_required"
    IDENTITY_ASKED = "identity_asked"
    IDENTITY_VERIFIED = "identity_verified"
    FULFILMENT_STARTED = "fulfilment_started"
    FULFILMENT_PREPARED = "fulfilment_prepared"
    APPROVED = "approved"
    APPROVAL_DECLINED = "approval_declined"
    FULFILMENT_STOPPED = "fulfilment_stopped"  # a source did not answer, or information is missing
    RIGHTS_REMAIN = "rights_remain"  # what the worker does is done; a person settles the rest
    FULFILLED = "fulfilled"
    PARTLY_REFUSED = "partly_refused"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"


class Channel(StrEnum):
    STOREFRONT = "storefront"
    EMAIL = "email"
    POST = "post"
    PHONE = "phone"
    IN_PERSON = "in_person"


OPEN: Final = frozenset(
    {
        Status.RECEIVED,
        Status.AWAITING_IDENTITY,
        Status.IN_PROGRESS,
        Status.AWAITING_APPROVAL,
        Status.IN_FULFILMENT,
    }
)
CLOSED: Final = frozenset(Status) - OPEN

LIFECYCLE: Final[Mapping[tuple[Status, Event], Status]] = {
    (Status.RECEIVED, Event.IDENTITY_NOT_REQUIRED): Status.IN_PROGRESS,
    (Status.RECEIVED, Event.IDENTITY_ASKED): Status.AWAITING_IDENTITY,
    (Status.RECEIVED, Event.IDENTITY_VERIFIED): Status.IN_PROGRESS,
    (Status.AWAITING_IDENTITY, Event.IDENTITY_ASKED): Status.AWAITING_IDENTITY,
    (Status.AWAITING_IDENTITY, Event.IDENTITY_VERIFIED): Status.IN_PROGRESS,
    (Status.IN_PROGRESS, Event.IDENTITY_ASKED): Status.AWAITING_IDENTITY,
    (Status.IN_PROGRESS, Event.FULFILMENT_STARTED): Status.IN_FULFILMENT,
    (Status.IN_FULFILMENT, Event.FULFILMENT_PREPARED): Status.AWAITING_APPROVAL,
    (Status.IN_FULFILMENT, Event.FULFILMENT_STOPPED): Status.IN_PROGRESS,
    (Status.IN_FULFILMENT, Event.RIGHTS_REMAIN): Status.IN_PROGRESS,
    (Status.AWAITING_APPROVAL, Event.APPROVED): Status.IN_FULFILMENT,
    (Status.AWAITING_APPROVAL, Event.APPROVAL_DECLINED): Status.IN_PROGRESS,
    (Status.AWAITING_IDENTITY, Event.EXPIRED): Status.EXPIRED,
    # A right that asks for no identity (art. 21(3), 7(3)) may be settled before the rest is verified.
    **{
        (status, event): target
        for status in (Status.RECEIVED, Status.AWAITING_IDENTITY, Status.IN_PROGRESS, Status.IN_FULFILMENT)
        for event, target in (
            (Event.FULFILLED, Status.FULFILLED),
            (Event.PARTLY_REFUSED, Status.PARTLY_REFUSED),
        )
    },
    **{(status, Event.REFUSED): Status.REFUSED for status in OPEN - {Status.IN_FULFILMENT}},
    **{(status, Event.WITHDRAWN): Status.WITHDRAWN for status in OPEN},
}


class IllegalTransition(DsrError):
    code = "illegal_transition"
    kind = Kind.CONFLICT
    title = "The request's status does not allow this."


class RightNotRequested(DsrError):
    code = "right_not_requested"
    kind = Kind.CONFLICT
    title = "The request does not ask for this right."


class RightAlreadyDecided(DsrError):
    code = "right_already_decided"
    kind = Kind.CONFLICT
    title = "This right has its outcome already."


def next_status(status: Status, event: Event) -> Status:
    """The status after an event. Raises IllegalTransition when the lifecycle has no such step."""
    try:
        return LIFECYCLE[status, event]
    except KeyError:
        raise IllegalTransition(f"A request that is {status} can't take the step {event}.") from None


def closing_event(outcomes: Iterable[Outcome]) -> Event | None:
    """How a request ends once each right has an outcome; None while one is pending."""
    settled = set(outcomes)
    if Outcome.PENDING in settled:
        return None
    if settled <= {Outcome.REFUSED}:
        return Event.REFUSED
    if settled <= {Outcome.WITHDRAWN}:
        return Event.WITHDRAWN
    if settled <= {Outcome.EXPIRED}:
        return Event.EXPIRED
    if settled & {Outcome.REFUSED, Outcome.PARTLY_REFUSED, Outcome.EXPIRED}:
        return Event.PARTLY_REFUSED
    return Event.FULFILLED


def lifecycle_diagram() -> str:
    """The lifecycle as a Mermaid state diagram, for docs/lifecycle.md."""
    lines = ["stateDiagram-v2", "    [*] --> received: submitted"]
    lines += [
        f"    {status} --> {target}: {event}"
        for (status, event), target in sorted(LIFECYCLE.items(), key=lambda item: (*item[0], item[1]))
    ]
    lines += [f"    {status} --> [*]" for status in sorted(CLOSED)]
    return "\n".join(lines)
