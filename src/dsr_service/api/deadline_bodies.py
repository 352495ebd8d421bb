"""A deadline as JSON: the case of a what-if, and what is computed with every step to it."""

from datetime import date
from typing import Any, Final

from pydantic import ConfigDict, Field

from dsr_service.api.schemas import View
from dsr_service.domain.deadlines.cases import COMPANIONS
from dsr_service.domain.deadlines.deadlines import AskingEnd, CountedSuspensions
from dsr_service.domain.deadlines.suspensions import SuspensionCause
from dsr_service.domain.errors import InvalidInput, Violation

_Day = date  # a field below bears the type's name


class ExplanationOut(View):
    """One step on the way to the date, with the article behind it."""

    step: str = Field(examples=["rollover"])
    article: str = Field(examples=["Reg. 1182/71 art. 3(4)"])
    date: _Day | None = Field(description="The date reached by this step.")
    text: dict[str, str] = Field(
        description="In French and English.",
        examples=[{"fr": "Le 4 avril 2026 est un samedi.", "en": "4 April 2026 is a Saturday."}],
    )
    values: dict[str, Any] = Field(description="What a machine needs to do the step again.")


class ComputedOut(View):
    """A deadline as computed, with the ordered steps by which it was reached (art. 12(3), Regulation 1182/71)."""

    received_local_date: date
    nominal_end: date
    suspension_days: int
    nominal_end_with_suspension: date
    due_date: date | None = Field(description="The last day; null while a suspension is open.")
    rolled: bool = Field(description="Whether the end fell on a weekend or a public holiday.")
    extension_notice_due: date | None
    refusal_information_due: date | None
    due_last_second_local: str | None = Field(examples=["2026-04-02T23:59:59+02:00"])
    due_before_exclusive_utc: str | None = Field(examples=["2026-04-02T22:00:00Z"])
    suspension_open: bool
    safe_due: date | None = Field(
        description="The due date without contestable suspensions, where there are any."
    )
    contestable: bool
    internal_target: date | None
    rules_version: str
    explanation: list[ExplanationOut]


class WhatIfOut(ComputedOut):
    model_config = ConfigDict(json_schema_serialization_defaults_required=False)  # no `id`, none echoed

    id: Any = Field(None, description="What was given as `id`, echoed.", examples=["case-1"])


_INSTANT_SCHEMA: Final = {"type": "string", "format": "date-time", "maxLength": 64}
_MAX_SUSPENSIONS: Final = 100
_MAX_REASON: Final = 5000


def check_lengths(case: dict[str, Any]) -> None:
    """The bounds that the schema states: on the command line a case may be of any size, over the network not."""
    suspensions = case.get("suspensions")
    if not isinstance(suspensions, list):
        return
    if len(suspensions) > _MAX_SUSPENSIONS:
        raise InvalidInput(
            violations=[Violation(f"Must have at most {_MAX_SUSPENSIONS} items.", "/suspensions")]
        )
    for number, suspension in enumerate(suspensions):
        reason = suspension.get("reasonable_doubt_reason") if isinstance(suspension, dict) else None
        if isinstance(reason, str) and len(reason) > _MAX_REASON:
            place = f"/suspensions/{number}/reasonable_doubt_reason"
            raise InvalidInput(violations=[Violation(f"Must have at most {_MAX_REASON} characters.", place)])


_DAYS_SCHEMA: Final = {"type": "integer", "format": "int32", "minimum": 0, "maximum": 366}
CASE_SCHEMA: Final = {
    "title": "DeadlineCase",
    "type": "object",
    "description": "Only `received_at` must be there. A worked case may be posted whole: the answer and the notes that "
    "it carries are passed over; any other field is refused.",
    "properties": {
        "id": {"description": "Echoed."},
        "received_at": {**_INSTANT_SCHEMA, "examples": ["2026-01-31T10:00:00+01:00"]},
        "time_zone": {
            "type": "string",
            "maxLength": 100,
            "pattern": "^[A-Za-z0-9_+/-]+$",
            "description": "An IANA name.",
            "examples": ["Europe/Paris"],
        },
        "calendar": {
            "type": "string",
            "maxLength": 50,
            "pattern": "^[A-Z]{2}(-.{1,40})?$",
            "description": "ISO country, FR-AM (with the Alsace-Moselle days), or country-subdivision.",
            "examples": ["FR"],
        },
        "extended": {"type": "boolean", "default": False},
        "suspensions": {
            "type": "array",
            "maxItems": _MAX_SUSPENSIONS,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "required": ["from", "to", "cause"],
                "properties": {
                    "from": _INSTANT_SCHEMA,
                    "to": {**_INSTANT_SCHEMA, "type": ["string", "null"], "description": "null: still open."},
                    "cause": {"type": "string", "enum": list(SuspensionCause)},
                    "reasonable_doubt_reason": {
                        "type": ["string", "null"],
                        "maxLength": _MAX_REASON,
                        "pattern": "^[^\\x00]*$",
                    },
                },
            },
        },
        "rules": {
            "type": "object",
            "description": "Other readings than the controller's (docs/interpretations.md).",
            "additionalProperties": False,
            "properties": {
                "max_days_for_asking": _DAYS_SCHEMA,
                "internal_target_working_days": _DAYS_SCHEMA,
                "suspensions_counted": {"type": "string", "enum": list(CountedSuspensions)},
                "asking_end": {"type": "string", "enum": list(AskingEnd)},
            },
        },
        **{name: {"description": "Passed over."} for name in sorted(COMPANIONS)},
    },
    "required": ["received_at"],
    "additionalProperties": False,
    "examples": [
        {
            "received_at": "2026-01-31T10:00:00+01:00",
            "time_zone": "Europe/Paris",
            "calendar": "FR",
            "extended": False,
            "suspensions": [
                {
                    "from": "2026-02-03T09:00:00+01:00",
                    "to": "2026-02-10T12:00:00+01:00",
                    "cause": "identity",
                    "reasonable_doubt_reason": "The request came from an address that the customer never used.",
                }
            ],
        }
    ],
}
