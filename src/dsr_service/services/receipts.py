"""Receipts: what was asked and when, and what the answer was, with sums that prove both; no personal data."""

import hashlib
import json
from typing import Any
from uuid import UUID

from dsr_service.domain.fulfilment import PackageStatus
from dsr_service.services import subject_requests
from dsr_service.services.context import OperationContext
from dsr_service.storage import fulfilment as packages
from dsr_service.storage import messages
from dsr_service.storage.tables import ExportPackage, Message, SubjectRequest


async def receipt_of(ctx: OperationContext, request_id: UUID) -> dict[str, Any]:
    """The receipt as JSON values; `sha256` is that of the rest, written canonically (RFC 8785 for these values)."""
    request = await subject_requests.read(ctx, request_id)
    released = [
        package
        for package in await packages.packages(ctx.session, request.id)
        if package.released_at is not None
    ]
    letters = await messages.of_request(ctx.session, request.id)
    receipt = {
        "request_id": str(request.id),
        "reference": request.reference,
        "asked": _asked(request),
        "answer": {
            "status": request.status.value,
            "closed_at": _instant(request.closed_at),
            "rights": [
                {
                    "right": right.right.value,
                    "outcome": right.outcome.value,
                    "decided_at": _instant(right.decided_at),
                    "ground": right.ground,
                }
                for right in request.rights
            ],
            "packages": [_package(package) for package in released],
            "letters": [_letter(letter) for letter in letters],
        },
    }
    return {**receipt, "sha256": digest_of(receipt)}


def digest_of(receipt: dict[str, Any]) -> str:
    """Names sorted, no blanks, UTF-8: anybody can reckon it again."""
    plain = json.dumps(receipt, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
    return hashlib.sha256(plain.encode()).hexdigest()


def _asked(request: SubjectRequest) -> dict[str, Any]:
    return {
        "received_at": _instant(request.received_at),
        "recorded_at": _instant(request.created_at),
        "channel": request.channel.value,
        "rights": [right.right.value for right in request.rights],
        "reminders": request.reminders,
        "identity_method": request.identity_method,
        "identity_verified_at": _instant(request.identity_verified_at),
    }


def _package(package: ExportPackage) -> dict[str, Any]:
    return {
        "id": str(package.id),
        "right": package.right.value,
        "status": PackageStatus(package.status).value,
        "size": package.built["size"],
        "sha256": package.built["sha256"],
        "released_at": _instant(package.released_at),
        "downloads": package.downloads,
    }


def _letter(letter: Message) -> dict[str, Any]:
    said = f"{letter.subject}\n\n{letter.body}"
    return {
        "id": str(letter.id),
        "kind": letter.kind,
        "sha256": hashlib.sha256(said.encode()).hexdigest(),
        "written_at": _instant(letter.created_at),
        "sent_at": _instant(letter.sent_at),
    }


def _instant(at: Any) -> str | None:
    return None if at is None else at.isoformat().replace("+00:00", "Z")
