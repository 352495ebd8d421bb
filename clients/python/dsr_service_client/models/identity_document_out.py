from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.document_status import DocumentStatus
from ..models.rejection_reason import RejectionReason

if TYPE_CHECKING:
    from ..models.identity_document_out_checks_type_0 import IdentityDocumentOutChecksType0


T = TypeVar("T", bound="IdentityDocumentOut")


@_attrs_define
class IdentityDocumentOut:
    """What is known of a copy; its content is not here."""

    id: UUID
    kind: str
    """ `identity_document`, or a kind of evidence. """
    type_: str
    """ By content, not as declared. """
    status: DocumentStatus
    size: int
    uploaded_at: datetime.datetime
    reviewed_at: datetime.datetime | None
    reviewed_by: None | str
    checks: IdentityDocumentOutChecksType0 | None
    reason: None | RejectionReason
    note: None | str
    destroyed_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        from ..models.identity_document_out_checks_type_0 import IdentityDocumentOutChecksType0  # noqa: PLC0415

        id = str(self.id)

        kind = self.kind

        type_ = self.type_

        status = self.status.value

        size = self.size

        uploaded_at = self.uploaded_at.isoformat()

        reviewed_at: None | str
        if isinstance(self.reviewed_at, datetime.datetime):
            reviewed_at = self.reviewed_at.isoformat()
        else:
            reviewed_at = self.reviewed_at

        reviewed_by: None | str
        reviewed_by = self.reviewed_by

        checks: dict[str, Any] | None
        if isinstance(self.checks, IdentityDocumentOutChecksType0):
            checks = self.checks.to_dict()
        else:
            checks = self.checks

        reason: None | str
        if isinstance(self.reason, RejectionReason):
            reason = self.reason.value
        else:
            reason = self.reason

        note: None | str
        note = self.note

        destroyed_at: None | str
        if isinstance(self.destroyed_at, datetime.datetime):
            destroyed_at = self.destroyed_at.isoformat()
        else:
            destroyed_at = self.destroyed_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "type": type_,
                "status": status,
                "size": size,
                "uploaded_at": uploaded_at,
                "reviewed_at": reviewed_at,
                "reviewed_by": reviewed_by,
                "checks": checks,
                "reason": reason,
                "note": note,
                "destroyed_at": destroyed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.identity_document_out_checks_type_0 import IdentityDocumentOutChecksType0  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        type_ = d.pop("type")

        status = DocumentStatus(d.pop("status"))

        size = d.pop("size")

        uploaded_at = datetime.datetime.fromisoformat(d.pop("uploaded_at"))

        def _parse_reviewed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reviewed_at_type_0 = datetime.datetime.fromisoformat(data)

                return reviewed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        reviewed_at = _parse_reviewed_at(d.pop("reviewed_at"))

        def _parse_reviewed_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reviewed_by = _parse_reviewed_by(d.pop("reviewed_by"))

        def _parse_checks(data: object) -> IdentityDocumentOutChecksType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                checks_type_0 = IdentityDocumentOutChecksType0.from_dict(data)

                return checks_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(IdentityDocumentOutChecksType0 | None, data)

        checks = _parse_checks(d.pop("checks"))

        def _parse_reason(data: object) -> None | RejectionReason:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_0 = RejectionReason(data)

                return reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RejectionReason, data)

        reason = _parse_reason(d.pop("reason"))

        def _parse_note(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        note = _parse_note(d.pop("note"))

        def _parse_destroyed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                destroyed_at_type_0 = datetime.datetime.fromisoformat(data)

                return destroyed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        destroyed_at = _parse_destroyed_at(d.pop("destroyed_at"))

        identity_document_out = cls(
            id=id,
            kind=kind,
            type_=type_,
            status=status,
            size=size,
            uploaded_at=uploaded_at,
            reviewed_at=reviewed_at,
            reviewed_by=reviewed_by,
            checks=checks,
            reason=reason,
            note=note,
            destroyed_at=destroyed_at,
        )

        return identity_document_out
