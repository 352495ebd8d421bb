"""Requests as bytes of JSON, past the models that describe them: for the routes that are called all day.

A test holds what is written here against `RequestOut`, field by field.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Final

import orjson
from fastapi import Response

from dsr_service.storage.tables import DeadlineRow, RequestedRight, SubjectRequest

_OPTIONS: Final = orjson.OPT_UTC_Z  # instants are aware and in UTC: the driver gives no others


def answer(body: Any, status: int = 200) -> Response:
    return Response(orjson.dumps(body, default=str, option=_OPTIONS), status, media_type="application/json")


def request_fields(
    request: SubjectRequest, clock: DeadlineRow, now: datetime, actions: Sequence[str]
) -> dict[str, Any]:
    """What `RequestOut` shows."""
    subject = request.subject
    return {
        "id": str(request.id),
        "reference": request.reference,
        "status": request.status,
        "rights": [_right_fields(right) for right in request.rights],
        "subject": {
            "name": subject.name,
            "identifiers": [{"type": i.type, "value": i.value} for i in subject.identifiers],
        },
        "agent": request.agent,
        "channel": request.channel,
        "locale": request.locale,
        "received_at": request.received_at,
        "created_at": request.created_at,
        "closed_at": request.closed_at,
        "deadline": _deadline_fields(clock, request.closed_at or now),
        "identity": {
            "required": request.identity_required,
            "verified_at": request.identity_verified_at,
            "method": request.identity_method,
            "submission_sha256": request.submission_sha256,
        },
        "assignee": request.assignee,
        "reminders": request.reminders,
        "next_actions": actions,
    }


def _right_fields(right: RequestedRight) -> dict[str, Any]:
    return {
        "right": right.right,
        "outcome": right.outcome,
        "particulars": right.particulars,
        "ground": right.ground,
        "reasons": right.reasons,
        "decided_at": right.decided_at,
    }


def _deadline_fields(clock: DeadlineRow, at: datetime) -> dict[str, Any]:
    return {
        "due_date": clock.due_date,
        "due_before_exclusive_utc": clock.due_before,
        "safe_due": clock.safe_due,
        "internal_target": clock.internal_target,
        "extension_notice_due": clock.extension_notice_due,
        "refusal_information_due": clock.refusal_information_due,
        "suspension_open": clock.due_date is None,
        "extended": clock.extended_at is not None and clock.extension_lapsed_at is None,
        "overdue": clock.due_before is not None and clock.due_before <= at,
    }
