"""What the person is written: the kinds of letters, what each tells, and which facts fill it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final, TypedDict
from uuid import UUID

from dsr_service.domain.audit import AuditEvent
from dsr_service.domain.rights import Right


class LetterKind(StrEnum):
    ACKNOWLEDGEMENT = "acknowledgement"
    IDENTITY_ASKED = "identity_asked"  # art. 12(6)
    IDENTITY_REJECTED = "identity_rejected"
    IDENTITY_REMINDER = "identity_reminder"
    IDENTITY_EXPIRED = "identity_expired"  # art. 12(2), 12(4)
    ONE_TIME_CODE = "one_time_code"
    ACCESS_LINK = "access_link"
    RELEASE_NOTICE = "release_notice"  # to all known channels, before a package is given out
    CLARIFICATION_ASKED = "clarification_asked"  # recital 63
    CLARIFICATION_REMINDER = "clarification_reminder"
    EXTENSION_NOTICE = "extension_notice"  # art. 12(3)
    FULFILLED = "fulfilled"
    PARTIAL_REFUSAL = "partial_refusal"  # art. 12(4)
    REFUSAL = "refusal"  # art. 12(4)
    FEE_NOTICE = "fee_notice"  # art. 12(5)(a), 15(3)
    RESTRICTION_SET = "restriction_set"  # art. 18(1)
    RESTRICTION_LIFTING = "restriction_lifting"  # art. 18(3): before it is lifted
    ERASURE_COOL_DOWN = "erasure_cool_down"
    ERASURE_CANCELLED = "erasure_cancelled"
    ERASURE_DONE = "erasure_done"  # art. 17
    RECTIFICATION_DONE = "rectification_done"  # art. 16
    OBJECTION_UPHELD = "objection_upheld"  # art. 21
    OBJECTION_REFUSED = "objection_refused"  # art. 21(1), 12(4)
    RECIPIENTS_TOLD = "recipients_told"  # art. 19: named on request
    CLOSURE = "closure"
    FREE_MESSAGE = "free_message"  # written by a member of staff


class Facts(TypedDict, total=False):
    """What one letter says beside the request's own reference, receipt and name. `link` and `code` are secrets."""

    rights: Sequence[Right]  # that the letter is about
    pending: Sequence[Right]  # that will be answered apart
    ground: str | None  # a code of the catalogue
    reasons: str  # in the words of the member of staff who decided
    due_on: date | None
    asked_on: date | None
    closing_on: date | None
    until: datetime | None  # a link's or code's end, a notice's, a cool-down's
    identity_needed: bool
    portability_first: bool  # a closing account is told of the copy that it may take along (WP242)
    rejection: str  # a RejectionReason
    question: str
    amount: str  # with its currency
    recipients: Sequence[str]  # by name (C-154/21)
    kept: Sequence[str]  # data that stay, each with its ground, law and end date
    masked: Sequence[str]  # categories whose rows stay without what they said: no erasure
    shared: Sequence[str]  # categories that are other people's too: the link went
    nothing_found: bool  # there was nothing of the person to erase
    refused_purposes: Sequence[str]  # of an objection, where others are upheld
    upheld_purposes: Sequence[str]
    noted: Sequence[
        str
    ]  # corrections of records that stay as they are, beside which a note says what is right
    statement_added: bool  # the person's supplementary statement is with the data
    title: str
    text: str
    link: str
    code: str


SECRET: Final = frozenset({"link", "code"})
_DAYS: Final = frozenset({"due_on", "asked_on", "closing_on"})


@dataclass(frozen=True, slots=True)
class LetterType:
    """Why a kind of letter exists, and what it can't be without."""

    article: str
    needs: frozenset[str] = field(default=frozenset())
    remedies: bool = False  # authority and judicial remedy are named (art. 12(4))
    automatic: bool = False  # what is sent without anybody of the controller having looked


def _type(article: str, *needs: str, remedies: bool = False, automatic: bool = False) -> LetterType:
    return LetterType(article, frozenset(needs), remedies, automatic)


K = LetterKind
LETTERS: Final[Mapping[LetterKind, LetterType]] = {
    K.ACKNOWLEDGEMENT: _type("12(2)", "rights", automatic=True),
    K.IDENTITY_ASKED: _type("12(6)", automatic=True),
    K.IDENTITY_REJECTED: _type("12(6)", "rejection"),
    K.IDENTITY_REMINDER: _type("12(6)", "asked_on", automatic=True),
    K.IDENTITY_EXPIRED: _type("12(2), 12(4), 12(6)", "asked_on", remedies=True, automatic=True),
    K.ONE_TIME_CODE: _type("12(6)", "code", "until", automatic=True),
    K.ACCESS_LINK: _type("12(1), 12(2)", "link", "until", automatic=True),
    # Both notices follow an approval, and a flood must not hide them: they wait for nothing.
    K.RELEASE_NOTICE: _type("12(6), 32", "until"),
    K.CLARIFICATION_ASKED: _type("12(2), recital 63"),
    K.CLARIFICATION_REMINDER: _type("12(2), recital 63", "asked_on", automatic=True),
    K.EXTENSION_NOTICE: _type("12(3)", "ground", remedies=True),
    K.FULFILLED: _type("12(3)", "rights"),
    K.PARTIAL_REFUSAL: _type("12(4)", "rights", "ground", "reasons", remedies=True),
    K.REFUSAL: _type("12(4)", "rights", "ground", "reasons", remedies=True),
    K.FEE_NOTICE: _type("12(5)(a), 15(3)", "amount", "reasons", remedies=True),
    K.RESTRICTION_SET: _type("18(1)-(2)"),
    K.RESTRICTION_LIFTING: _type("18(3)", "until", "reasons", remedies=True),
    K.ERASURE_COOL_DOWN: _type("17, 32", "until"),
    K.ERASURE_CANCELLED: _type("17"),
    K.ERASURE_DONE: _type("17, 12(3)", remedies=True),
    K.RECTIFICATION_DONE: _type("16, 12(3)"),
    K.OBJECTION_UPHELD: _type("21, 12(3)"),
    K.OBJECTION_REFUSED: _type("21(1), 12(4)", "ground", "reasons", remedies=True),
    K.RECIPIENTS_TOLD: _type("19", "recipients"),
    K.CLOSURE: _type("12(3)", automatic=True),
    K.FREE_MESSAGE: _type("12(1)", "text"),
}


@dataclass(frozen=True, slots=True)
class MessageUndeliverable(AuditEvent):
    message_id: UUID
    kind: str
    code: str


class FactsMissing(ValueError):
    """A letter was asked for without what it must say."""

    def __init__(self, kind: LetterKind, missing: frozenset[str]) -> None:
        super().__init__(f"{kind} lacks {', '.join(sorted(missing))}")


def require_facts(kind: LetterKind, facts: Mapping[str, Any]) -> None:
    """Raises FactsMissing."""
    missing = frozenset(name for name in LETTERS[kind].needs if not facts.get(name))
    if missing:
        raise FactsMissing(kind, missing)


def stored(facts: Mapping[str, Any]) -> dict[str, Any]:
    """The facts as JSON, without the secrets."""
    return {
        name: _plain(value) for name, value in facts.items() if name not in SECRET and value not in (None, "")
    }


def _plain(value: Any) -> Any:
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    if isinstance(value, (list, tuple, frozenset)):
        return [str(item) for item in value]
    return value


def revived(facts: Mapping[str, Any]) -> dict[str, Any]:
    """What `stored` made of them, read back."""
    return {name: _typed(name, value) for name, value in facts.items()}


def _typed(name: str, value: Any) -> Any:
    if name in _DAYS:
        return date.fromisoformat(value)
    return datetime.fromisoformat(value) if name == "until" else value
