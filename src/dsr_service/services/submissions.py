"""Taking a request in: who asks for what, or the reminder of an open request."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import InvalidInput, Violation
from dsr_service.domain.identifiers import SubjectIdentifier, new_id, new_reference
from dsr_service.domain.rights import Outcome, Right
from dsr_service.domain.subject_requests import Channel, Event, Status
from dsr_service.services import (
    audit,
    correspondence,
    deadlines,
    identity_proofs,
    known_channels,
    lifecycle,
    registers,
    standings,
    suppressions,
)
from dsr_service.services.authorization import authorize, sees_all
from dsr_service.services.context import OperationContext
from dsr_service.services.known_channels import StatedChannel
from dsr_service.services.subject_requests import purposes_of
from dsr_service.storage import subject_requests as storage
from dsr_service.storage.tables import RequestedRight, Subject, SubjectIdentifierRow, SubjectRequest


@dataclass(frozen=True, slots=True)
class Submission:
    """What a person asks for, as it came in."""

    rights: Sequence[Right]
    name: str | None
    identifiers: Sequence[SubjectIdentifier]
    channel: Channel
    received_at: datetime | None = None
    locale: str | None = None
    particulars: Mapping[Right, Mapping[str, Any]] = field(default_factory=dict)
    agent: Mapping[str, Any] | None = None
    body_sha256: str | None = None  # of the body as it came
    known_channels: Sequence[StatedChannel] = ()
    assertion: str | None = None  # the storefront's word, signed, that the person is signed in


async def submit(ctx: OperationContext, submission: Submission) -> tuple[SubjectRequest, bool]:
    """Take a request in and start its clock; a reminder of an open one is linked instead (EDPB 01/2022, 29).

    Returns the request and whether it is new.
    """
    authorize(ctx.actor, Permission.SUBMIT_REQUEST)
    _check_receipt(ctx, submission)
    await _check_identifiers(ctx, submission)
    lookups = [identifier.lookup(ctx.policy.lookup_key) for identifier in submission.identifiers]
    await storage.serialise_submissions(ctx.session, min(lookups))
    reminded = await _reminded(ctx, submission, lookups)
    if reminded is not None:
        reminded.reminders += 1
        await audit.record(
            ctx, events.ReminderLinked(reminded.id, tuple(submission.rights), submission.channel)
        )
        if submission.assertion is not None and reminded.status in identity_proofs.WAITING:
            await _assert_session(ctx, reminded, submission, submission.assertion)
        return reminded, False
    request = _new_request(ctx, submission, lookups)
    await storage.add(ctx.session, request)
    await audit.record(
        ctx, events.RequestSubmitted(request.id, request.reference, tuple(submission.rights), request.channel)
    )
    await deadlines.start(ctx, request)
    if not request.identity_required:
        await lifecycle.transition(ctx, request, Event.IDENTITY_NOT_REQUIRED)
    if submission.assertion is not None:
        await _assert_session(ctx, request, submission, submission.assertion)
    await known_channels.record_stated(ctx, request, submission.known_channels, "/subject/known_channels")
    await known_channels.expect_search(ctx, request)
    await correspondence.acknowledge_later(ctx, request)
    # An agent's objection to marketing waits for the mandate's existence, and for nothing else.
    standing = await standings.standing_of(ctx, request, request.rights)
    if standing.may_object and await suppressions.object_at_once(ctx, request):
        await lifecycle.close_if_settled(ctx, request)
    return request, True


async def _assert_session(
    ctx: OperationContext, request: SubjectRequest, submission: Submission, token: str
) -> None:
    await identity_proofs.assert_session(ctx, request, token, None, submission.body_sha256)


def _check_receipt(ctx: OperationContext, submission: Submission) -> None:
    """Only staff state another instant of receipt than now."""
    if submission.received_at is None:
        return
    authorize(ctx.actor, Permission.SET_RECEIPT)
    if submission.received_at > ctx.now:
        raise InvalidInput(
            violations=[Violation("A request can't have been received in the future.", "/received_at")]
        )
    if submission.received_at.year < 2018:
        raise InvalidInput(violations=[Violation("The GDPR applies since 25 May 2018.", "/received_at")])


async def _check_identifiers(ctx: OperationContext, submission: Submission) -> None:
    """An identifier by which no collection can be searched would be a request that finds nothing."""
    known = await registers.identity_keys(ctx)
    unknown = [
        Violation("The data map has no such identity key.", f"/subject/identifiers/{position}/type")
        for position, identifier in enumerate(submission.identifiers)
        if known is not None and identifier.type not in known
    ]
    if unknown:
        raise InvalidInput(violations=unknown)


async def _reminded(
    ctx: OperationContext, submission: Submission, lookups: Sequence[bytes]
) -> SubjectRequest | None:
    """The open request that this one repeats: same identifiers, no right or particular beyond it."""
    client = None if sees_all(ctx.actor) else ctx.actor.client
    for candidate in await storage.open_by_lookups(ctx.session, lookups, client):
        pending = {r.right: r.particulars for r in candidate.rights if r.outcome is Outcome.PENDING}
        same_person = {i.lookup for i in candidate.subject.identifiers} == set(lookups)
        same_ask = all(pending.get(r) == dict(submission.particulars.get(r, {})) for r in submission.rights)
        if (
            same_person
            and same_ask
            and candidate.agent == (dict(submission.agent) if submission.agent else None)
        ):
            return await storage.get_for_update(ctx.session, candidate.id)
    return None


def _new_request(ctx: OperationContext, submission: Submission, lookups: Sequence[bytes]) -> SubjectRequest:
    request_id = new_id(ctx.now)
    rights = [
        RequestedRight(
            request_id=request_id,
            right=right,
            position=position,
            outcome=Outcome.PENDING,
            particulars=dict(submission.particulars.get(right, {})),
        )
        for position, right in enumerate(submission.rights)
    ]
    subject = Subject(
        id=new_id(ctx.now),
        name=submission.name,
        identifiers=[
            SubjectIdentifierRow(
                position=position, type=identifier.type, value=identifier.value, lookup=lookup
            )
            for position, (identifier, lookup) in enumerate(zip(submission.identifiers, lookups, strict=True))
        ],
    )
    return SubjectRequest(
        id=request_id,
        reference=new_reference(ctx.today.year),
        status=Status.RECEIVED,
        channel=submission.channel,
        locale=submission.locale or ctx.policy.default_locale,
        subject=subject,
        agent=dict(submission.agent) if submission.agent else None,
        received_at=submission.received_at or ctx.now,
        created_at=ctx.now,
        client=ctx.actor.client,
        submitted_by=ctx.actor.id,
        submission_sha256=submission.body_sha256,
        reminders=0,
        identity_required=ctx.policy.identity.asks_for_proof((r.right, purposes_of(r)) for r in rights),
        rights=rights,
        version=1,
    )
