from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.document_status import DocumentStatus
from ..models.evidence_kind import EvidenceKind

if TYPE_CHECKING:
    from ..models.evidence_out_checks import EvidenceOutChecks


T = TypeVar("T", bound="EvidenceOut")


@_attrs_define
class EvidenceOut:
    kind: EvidenceKind
    checks: EvidenceOutChecks
    """ To be made one by one; null: not made yet. """
    source: str
    """ The text that asks for it. """
    status: DocumentStatus | None
    """ Null: not reviewed yet. """
    document_id: None | UUID
    note: None | str
    reviewed_at: datetime.datetime | None
    reviewed_by: None | str

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind.value

        checks = self.checks.to_dict()

        source = self.source

        status: None | str
        if isinstance(self.status, DocumentStatus):
            status = self.status.value
        else:
            status = self.status

        document_id: None | str
        if isinstance(self.document_id, UUID):
            document_id = str(self.document_id)
        else:
            document_id = self.document_id

        note: None | str
        note = self.note

        reviewed_at: None | str
        if isinstance(self.reviewed_at, datetime.datetime):
            reviewed_at = self.reviewed_at.isoformat()
        else:
            reviewed_at = self.reviewed_at

        reviewed_by: None | str
        reviewed_by = self.reviewed_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "checks": checks,
                "source": source,
                "status": status,
                "document_id": document_id,
                "note": note,
                "reviewed_at": reviewed_at,
                "reviewed_by": reviewed_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.evidence_out_checks import EvidenceOutChecks  # noqa: PLC0415

        d = dict(src_dict)
        kind = EvidenceKind(d.pop("kind"))

        checks = EvidenceOutChecks.from_dict(d.pop("checks"))

        source = d.pop("source")

        def _parse_status(data: object) -> DocumentStatus | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                status_type_0 = DocumentStatus(data)

                return status_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(DocumentStatus | None, data)

        status = _parse_status(d.pop("status"))

        def _parse_document_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                document_id_type_0 = UUID(data)

                return document_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        document_id = _parse_document_id(d.pop("document_id"))

        def _parse_note(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        note = _parse_note(d.pop("note"))

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

        evidence_out = cls(
            kind=kind,
            checks=checks,
            source=source,
            status=status,
            document_id=document_id,
            note=note,
            reviewed_at=reviewed_at,
            reviewed_by=reviewed_by,
        )

        return evidence_out
