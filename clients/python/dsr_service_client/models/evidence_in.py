from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.evidence_in_verdict import EvidenceInVerdict
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.evidence_in_checks import EvidenceInChecks


T = TypeVar("T", bound="EvidenceIn")


@_attrs_define
class EvidenceIn:
    verdict: EvidenceInVerdict
    checks: EvidenceInChecks | Unset = UNSET
    """ Each check of that kind; to accept, all must be true. """
    document_id: None | Unset | UUID = UNSET
    """ The uploaded file that it was read from; destroyed now. """
    note: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        verdict = self.verdict.value

        checks: dict[str, Any] | Unset = UNSET
        if not isinstance(self.checks, Unset):
            checks = self.checks.to_dict()

        document_id: None | str | Unset
        if isinstance(self.document_id, Unset):
            document_id = UNSET
        elif isinstance(self.document_id, UUID):
            document_id = str(self.document_id)
        else:
            document_id = self.document_id

        note: None | str | Unset
        if isinstance(self.note, Unset):
            note = UNSET
        else:
            note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "verdict": verdict,
            }
        )
        if checks is not UNSET:
            field_dict["checks"] = checks
        if document_id is not UNSET:
            field_dict["document_id"] = document_id
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.evidence_in_checks import EvidenceInChecks  # noqa: PLC0415

        d = dict(src_dict)
        verdict = EvidenceInVerdict(d.pop("verdict"))

        _checks = d.pop("checks", UNSET)
        checks: EvidenceInChecks | Unset
        if isinstance(_checks, Unset):
            checks = UNSET
        else:
            checks = EvidenceInChecks.from_dict(_checks)

        def _parse_document_id(data: object) -> None | Unset | UUID:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                document_id_type_0 = UUID(data)

                return document_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | UUID, data)

        document_id = _parse_document_id(d.pop("document_id", UNSET))

        def _parse_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        note = _parse_note(d.pop("note", UNSET))

        evidence_in = cls(
            verdict=verdict,
            checks=checks,
            document_id=document_id,
            note=note,
        )

        return evidence_in
