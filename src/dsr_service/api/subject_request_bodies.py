"""Bodies of requests: what is submitted, and what is shown of it."""

from datetime import date, datetime
from typing import Annotated, Any, Literal, Self
from uuid import UUID

from pydantic import Field, field_validator, model_validator

from dsr_service.api.agent_bodies import AgentIn
from dsr_service.api.schemas import Body, EmailAddress, Instant, Key, Locale, Prose, ShortText, View
from dsr_service.domain.errors import Refusal
from dsr_service.domain.identifiers import SubjectIdentifier
from dsr_service.domain.rights import Outcome, Right
from dsr_service.domain.subject_requests import Channel, Status
from dsr_service.services.known_channels import StatedChannel
from dsr_service.services.submissions import Submission
from dsr_service.storage.tables import DeadlineRow, SubjectRequest


class IdentifierIn(Body):
    type: Key = Field(description="One of the data map's identity keys.", examples=["email"])
    value: ShortText = Field(examples=["camille.martin@example.com"])

    def to_domain(self) -> SubjectIdentifier:
        return SubjectIdentifier(self.type, self.value)


class KnownChannelIn(Body):
    """Where the integration has reached the person since before the request."""

    email: EmailAddress
    known_since: Instant = Field(description="Since when, as your own records say.")


class SubjectIn(Body):
    name: ShortText | None = Field(None, examples=["Camille Martin"])
    identifiers: list[IdentifierIn] = Field(min_length=1, max_length=20)
    known_channels: list[KnownChannelIn] = Field(
        default_factory=list,
        max_length=10,
        description="Never what the person typed with this request: codes and answers go there.",
    )


class Correction(Body):
    field: ShortText = Field(
        description="What is wrong: a field of the data map, or in words.", examples=["city"]
    )
    new_value: Annotated[str, Field(max_length=2000)] = Field(examples=["Lyon"])
    old_value: Annotated[str, Field(max_length=2000)] | None = None


class ErasureParticulars(Body):
    ground: (
        Literal[
            "no_longer_necessary", "consent_withdrawn", "objection", "unlawful", "legal_duty", "child_service"
        ]
        | None
    ) = Field(None, description="Art. 17(1)(a)-(f); the person need not say.")
    data_categories: list[ShortText] = Field(default_factory=list, max_length=100)


class RestrictionParticulars(Body):
    ground: (
        Literal["accuracy_contested", "unlawful_erasure_opposed", "needed_for_claims", "objection_pending"]
        | None
    ) = Field(None, description="Art. 18(1)(a)-(d).")


class ObjectionParticulars(Body):
    purposes: list[Key] = Field(
        min_length=1,
        max_length=50,
        description="What the person objects to.",
        examples=[["direct_marketing"]],
    )
    situation: Prose | None = Field(
        None, description="The particular situation (art. 21(1)); never for marketing."
    )


class PortabilityParticulars(Body):
    recipient: ShortText | None = Field(
        None, description="Another controller to hand the data to (art. 20(2))."
    )


class ConsentParticulars(Body):
    purposes: list[Key] = Field(default_factory=list, max_length=50)


class ReviewParticulars(Body):
    decision: Prose | None = Field(None, description="The automated decision to be reviewed (art. 22(3)).")


class AccessParticulars(Body):
    scope: Prose | None = Field(None, description="What the person wants to know about; all, when left out.")


class Particulars(Body):
    access: AccessParticulars | None = None
    rectification: list[Correction] | None = Field(None, min_length=1, max_length=100)
    erasure: ErasureParticulars | None = None
    restriction: RestrictionParticulars | None = None
    objection: ObjectionParticulars | None = None
    portability: PortabilityParticulars | None = None
    consent_withdrawal: ConsentParticulars | None = None
    automated_decision_review: ReviewParticulars | None = None

    def of(self, right: Right) -> dict[str, Any]:
        given = getattr(self, right.value)
        if given is None:
            return {}
        if isinstance(given, list):
            return {"corrections": [item.model_dump(mode="json") for item in given]}
        shown: dict[str, Any] = given.model_dump(mode="json", exclude_none=True)
        return shown


class RequestIn(Body):
    """What a person asks for."""

    rights: list[Right] = Field(min_length=1, max_length=len(Right), examples=[["access", "portability"]])
    subject: SubjectIn
    channel: Channel = Channel.STOREFRONT
    received_at: Instant | None = Field(None, description="When it reached the controller; staff only.")
    locale: Locale | None = None
    particulars: Particulars = Field(default_factory=Particulars)
    agent: AgentIn | None = None

    @field_validator("rights")
    @classmethod
    def _each_once(cls, rights: list[Right]) -> list[Right]:
        if len(set(rights)) != len(rights):
            raise Refusal("A right is named twice.")
        return rights

    @model_validator(mode="after")
    def _fits_together(self) -> Self:
        for right in Right:
            if getattr(self.particulars, right.value) is not None and right not in self.rights:
                raise Refusal("Particulars are given for a right that is not asked for.")
        if Right.RECTIFICATION in self.rights and self.particulars.rectification is None:
            raise Refusal("A rectification says in particulars what is wrong.")
        if Right.OBJECTION in self.rights and self.particulars.objection is None:
            raise Refusal("An objection says in particulars to which purposes.")
        return self

    def to_domain(self, body_sha256: str | None = None, assertion: str | None = None) -> Submission:
        return Submission(
            rights=self.rights,
            name=self.subject.name,
            identifiers=[identifier.to_domain() for identifier in self.subject.identifiers],
            channel=self.channel,
            received_at=self.received_at,
            locale=self.locale,
            particulars={right: self.particulars.of(right) for right in self.rights},
            agent=self.agent.model_dump(mode="json", exclude_none=True) if self.agent else None,
            known_channels=[StatedChannel(c.email, c.known_since) for c in self.subject.known_channels],
            body_sha256=body_sha256,
            assertion=assertion,
        )


class RightOut(View):
    right: Right
    outcome: Outcome
    particulars: dict[str, Any]
    ground: str | None = Field(description="The catalogue's code, where the right was refused.")
    reasons: str | None
    decided_at: datetime | None


class DeadlineOut(View):
    """The statutory clock (art. 12(3))."""

    due_date: date | None = Field(description="The last day; null while the clock is suspended.")
    due_before_exclusive_utc: datetime | None = Field(
        description="The instant before which the answer must be out."
    )
    safe_due: date | None = Field(
        description="The due date without contestable suspensions, where there are any."
    )
    internal_target: date | None
    extension_notice_due: date | None
    refusal_information_due: date | None
    suspension_open: bool
    extended: bool
    overdue: bool

    @classmethod
    def of(cls, row: DeadlineRow, request: SubjectRequest, now: datetime) -> Self:
        return cls(
            due_date=row.due_date,
            due_before_exclusive_utc=row.due_before,
            safe_due=row.safe_due,
            internal_target=row.internal_target,
            extension_notice_due=row.extension_notice_due,
            refusal_information_due=row.refusal_information_due,
            suspension_open=row.due_date is None,
            extended=row.extended_at is not None and row.extension_lapsed_at is None,
            overdue=row.due_before is not None and row.due_before <= (request.closed_at or now),
        )


class IdentifierOut(View):
    type: str
    value: str


class SubjectOut(View):
    name: str | None
    identifiers: list[IdentifierOut]


class IdentityOut(View):
    required: bool = Field(
        description="False for a marketing objection or a withdrawal of consent (art. 21(3), 7(3))."
    )
    verified_at: datetime | None
    method: str | None
    submission_sha256: str | None = Field(
        description="Of the submitted body: an assertion about this request is bound to it (docs/identity.md)."
    )


class RequestOut(View):
    id: UUID
    reference: str = Field(description="The receipt number that the person may quote.")
    status: Status
    rights: list[RightOut]
    subject: SubjectOut
    agent: dict[str, Any] | None
    channel: Channel
    locale: str
    received_at: datetime
    created_at: datetime
    closed_at: datetime | None
    deadline: DeadlineOut
    identity: IdentityOut
    assignee: str | None
    reminders: int = Field(description="How often the person has reminded us of this request.")
    next_actions: list[str] = Field(description="What this caller may do next.")

    @classmethod
    def of(cls, request: SubjectRequest, clock: DeadlineRow, now: datetime, actions: list[str]) -> Self:
        return cls(
            id=request.id,
            reference=request.reference,
            status=request.status,
            rights=[RightOut.model_validate(right) for right in request.rights],
            subject=SubjectOut.model_validate(request.subject),
            agent=request.agent,
            channel=request.channel,
            locale=request.locale,
            received_at=request.received_at,
            created_at=request.created_at,
            closed_at=request.closed_at,
            deadline=DeadlineOut.of(clock, request, now),
            identity=IdentityOut(
                required=request.identity_required,
                verified_at=request.identity_verified_at,
                method=request.identity_method,
                submission_sha256=request.submission_sha256,
            ),
            assignee=request.assignee,
            reminders=request.reminders,
            next_actions=actions,
        )


class SearchIn(Body):
    identifiers: list[IdentifierIn] = Field(min_length=1, max_length=20)


class AssignmentIn(Body):
    assignee: ShortText | None = Field(description="Who handles it; null gives it back to the queue.")


class EventOut(View):
    position: int
    occurred_at: datetime
    name: str
    request_id: UUID | None
    actor_role: str
    actor_id: str
    data: dict[str, Any]
    trace_id: str | None
