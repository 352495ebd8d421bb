"""The catalogue of grounds: to refuse a right, to extend a deadline, to reject an identity copy."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

from dsr_service.domain.errors import DsrError, Kind, Violation
from dsr_service.domain.rights import Right

R = Right
_ALL: Final = frozenset(Right) - {R.CONSENT_WITHDRAWAL}


class ExtensionGround(StrEnum):
    """Art. 12(3): complexity or number of requests; a busy company is no ground (EDPB 01/2022, 162-164)."""

    COMPLEXITY_VOLUME = "complexity_volume"
    COMPLEXITY_DISPERSED_DATA = "complexity_dispersed_data"
    COMPLEXITY_REDACTION = "complexity_redaction"
    COMPLEXITY_INTELLIGIBILITY = "complexity_intelligibility"
    NUMBER_OF_REQUESTS = "number_of_requests"


class RejectionReason(StrEnum):
    """Why an identity document was not accepted."""

    EXPIRED = "expired"
    NOT_SIGNED = "not_signed"
    NAME_MISMATCH = "name_mismatch"
    ILLEGIBLE = "illegible"
    NOT_AN_IDENTITY_DOCUMENT = "not_an_identity_document"
    INCOMPLETE = "incomplete"
    SUSPECTED_FORGERY = "suspected_forgery"


@dataclass(frozen=True, slots=True)
class RefusalGround:
    """A ground by which a right may be refused, wholly or in part (art. 12(4)), and what must be recorded."""

    code: str
    article: str
    rights: frozenset[Right]
    partial_only: bool
    must_record: str


def _ground(
    code: str, article: str, rights: frozenset[Right], must_record: str, *, partial: bool = False
) -> RefusalGround:
    return RefusalGround(code, article, rights, partial, must_record)


_ERASURE: Final = frozenset({R.ERASURE})
_PORTABILITY: Final = frozenset({R.PORTABILITY})
_OBJECTION: Final = frozenset({R.OBJECTION})
_REVIEW: Final = frozenset({R.AUTOMATED_DECISION_REVIEW})
_COPY: Final = frozenset({R.ACCESS})

REFUSAL_GROUNDS: Final[Mapping[str, RefusalGround]] = {
    ground.code: ground
    for ground in (
        _ground(
            "MANIFESTLY_UNFOUNDED",
            "GDPR 12(5)(b)",
            _ALL,
            "the facts that show it clearly; the burden is the controller's",
        ),
        _ground(
            "EXCESSIVE_REPETITIVE",
            "GDPR 12(5)(b)",
            _ALL,
            "interval, rate of change, nature of the data, overlap",
        ),
        _ground(
            "EXCESSIVE_ABUSIVE",
            "GDPR 12(5)(b); C-526/24",
            _ALL,
            "the objective element and the subjective intent",
        ),
        _ground(
            "CANNOT_IDENTIFY",
            "GDPR 11(2), 12(2)",
            _ALL - _OBJECTION - _REVIEW,
            "the demonstration; the person was told",
        ),
        _ground(
            "IDENTITY_NOT_CONFIRMED",
            "GDPR 12(6)",
            _ALL - _REVIEW,
            "the doubt; what was asked and when; reminders",
        ),
        _ground(
            "MANDATE_NOT_PROVEN",
            "decree 2019-536 art. 77; EDPB 01/2022, 80-81",
            _ALL,
            "the mandate asked for; both identities",
        ),
        _ground("NOT_CONTROLLER", "GDPR 4(7), 28(3)(e)", _ALL, "who the controller is"),
        _ground(
            "OTHERS_RIGHTS_COPY",
            "GDPR 15(4)",
            _COPY,
            "per item: whose right, what harm, why redaction does not do",
            partial=True,
        ),
        _ground(
            "TRADE_SECRET_IP",
            "GDPR 15(4), 20(4)",
            _COPY | _PORTABILITY,
            "per item: whose right, what harm",
            partial=True,
        ),
        _ground(
            "RECTIFY_DATA_ACCURATE",
            "GDPR 16",
            frozenset({R.RECTIFICATION}),
            "evidence of accuracy; supplementary statement",
        ),
        _ground(
            "ERASE_NO_GROUND", "GDPR 17(1)", _ERASURE, "why still necessary, legal basis, retention rule"
        ),
        _ground("ERASE_EXPRESSION", "GDPR 17(3)(a)", _ERASURE, "the balancing", partial=True),
        _ground(
            "ERASE_LEGAL_OBLIGATION",
            "GDPR 17(3)(b)",
            _ERASURE,
            "the named law and the end date",
            partial=True,
        ),
        _ground("ERASE_PUBLIC_TASK", "GDPR 17(3)(b)", _ERASURE, "the task", partial=True),
        _ground("ERASE_PUBLIC_HEALTH", "GDPR 17(3)(c)", _ERASURE, "the interest", partial=True),
        _ground("ERASE_ARCHIVE_RESEARCH", "GDPR 17(3)(d)", _ERASURE, "the serious impairment", partial=True),
        _ground(
            "ERASE_LEGAL_CLAIMS", "GDPR 17(3)(e)", _ERASURE, "the dispute or limitation period", partial=True
        ),
        _ground(
            "RESTRICT_NO_GROUND", "GDPR 18(1)", frozenset({R.RESTRICTION}), "which of (a)-(d) was examined"
        ),
        _ground("PORT_BASIS", "GDPR 20(1)(a)", _PORTABILITY, "the legal basis of the processing"),
        _ground("PORT_NOT_AUTOMATED", "GDPR 20(1)(b)", _PORTABILITY, "that the files are on paper"),
        _ground("PORT_NOT_PROVIDED", "GDPR 20(1); WP242", _PORTABILITY, "the excluded fields"),
        _ground("PORT_PUBLIC_TASK", "GDPR 20(3)", _PORTABILITY, "the task"),
        _ground(
            "PORT_OTHERS_RIGHTS", "GDPR 20(4)", _PORTABILITY, "per item: whose right, what harm", partial=True
        ),
        _ground("PORT_DIRECT_NOT_FEASIBLE", "GDPR 20(2)", _PORTABILITY, "the technical reason", partial=True),
        _ground("OBJECT_WRONG_BASIS", "GDPR 21(1)", _OBJECTION, "the legal basis"),
        _ground("OBJECT_NO_SITUATION", "GDPR 21(1)", _OBJECTION, "what was asked"),
        _ground("OBJECT_COMPELLING", "GDPR 21(1)", _OBJECTION, "the written balancing"),
        _ground("OBJECT_LEGAL_CLAIMS", "GDPR 21(1)", _OBJECTION, "the claim"),
        _ground("OBJECT_RESEARCH_PUBLIC_INTEREST", "GDPR 21(6)", _OBJECTION, "the task"),
        _ground("ADM_CONTRACT", "GDPR 22(2)(a)", _REVIEW, "the necessity"),
        _ground("ADM_LAW", "GDPR 22(2)(b)", _REVIEW, "the law"),
        _ground("ADM_CONSENT", "GDPR 22(2)(c)", _REVIEW, "the explicit consent"),
        _ground("ADM_NOT_SOLELY_AUTOMATED", "GDPR 22(1)", _REVIEW, "that the human part is real (C-634/21)"),
        _ground("NATIONAL_RESTRICTION", "GDPR 23", _ALL, "the named legislative measure"),
        _ground(
            "DECEASED_NO_STANDING",
            "loi Informatique et Libertes 84-85",
            _ALL,
            "directives searched; proof of heirship",
        ),
    )
}


class GroundDoesNotFit(DsrError):
    code = "ground_does_not_fit"
    kind = Kind.INVALID
    title = "This ground is not in the catalogue for this right."


def require_ground(code: str, right: Right, pointer: str) -> RefusalGround:
    """The ground of the catalogue, if it is one for this right. Raises GroundDoesNotFit."""
    ground = REFUSAL_GROUNDS.get(code)
    if ground is None or right not in ground.rights:
        raise GroundDoesNotFit(violations=[Violation("No such ground for this right.", pointer)])
    return ground
