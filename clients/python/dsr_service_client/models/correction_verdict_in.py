from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.verdict import Verdict
from ..types import UNSET, Unset

T = TypeVar("T", bound="CorrectionVerdictIn")


@_attrs_define
class CorrectionVerdictIn:
    correction: int
    """ Its position. """
    verdict: Verdict
    evidence: None | str | Unset = UNSET
    """ What was looked at. """
    documents: list[UUID] | Unset = UNSET
    """ Uploaded copies of the kind `rectification_evidence` that were looked at. They are destroyed when the right
    is settled. """
    ground: None | str | Unset = UNSET
    """ Of a refusal: a code of the catalogue. """
    reasons: None | str | Unset = UNSET
    """ Of a refusal, for the person (art. 12(4)). """
    changes: list[UUID] | None | Unset = UNSET
    """ Only these of the rows that were found; null: all. """

    def to_dict(self) -> dict[str, Any]:
        correction = self.correction

        verdict = self.verdict.value

        evidence: None | str | Unset
        if isinstance(self.evidence, Unset):
            evidence = UNSET
        else:
            evidence = self.evidence

        documents: list[str] | Unset = UNSET
        if not isinstance(self.documents, Unset):
            documents = []
            for documents_item_data in self.documents:
                documents_item = str(documents_item_data)
                documents.append(documents_item)

        ground: None | str | Unset
        if isinstance(self.ground, Unset):
            ground = UNSET
        else:
            ground = self.ground

        reasons: None | str | Unset
        if isinstance(self.reasons, Unset):
            reasons = UNSET
        else:
            reasons = self.reasons

        changes: list[str] | None | Unset
        if isinstance(self.changes, Unset):
            changes = UNSET
        elif isinstance(self.changes, list):
            changes = []
            for changes_type_0_item_data in self.changes:
                changes_type_0_item = str(changes_type_0_item_data)
                changes.append(changes_type_0_item)

        else:
            changes = self.changes

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "correction": correction,
                "verdict": verdict,
            }
        )
        if evidence is not UNSET:
            field_dict["evidence"] = evidence
        if documents is not UNSET:
            field_dict["documents"] = documents
        if ground is not UNSET:
            field_dict["ground"] = ground
        if reasons is not UNSET:
            field_dict["reasons"] = reasons
        if changes is not UNSET:
            field_dict["changes"] = changes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        correction = d.pop("correction")

        verdict = Verdict(d.pop("verdict"))

        def _parse_evidence(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        evidence = _parse_evidence(d.pop("evidence", UNSET))

        _documents = d.pop("documents", UNSET)
        documents: list[UUID] | Unset = UNSET
        if _documents is not UNSET:
            documents = []
            for documents_item_data in _documents:
                documents_item = UUID(documents_item_data)

                documents.append(documents_item)

        def _parse_ground(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        ground = _parse_ground(d.pop("ground", UNSET))

        def _parse_reasons(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reasons = _parse_reasons(d.pop("reasons", UNSET))

        def _parse_changes(data: object) -> list[UUID] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                changes_type_0 = []
                _changes_type_0 = data
                for changes_type_0_item_data in _changes_type_0:
                    changes_type_0_item = UUID(changes_type_0_item_data)

                    changes_type_0.append(changes_type_0_item)

                return changes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[UUID] | None | Unset, data)

        changes = _parse_changes(d.pop("changes", UNSET))

        correction_verdict_in = cls(
            correction=correction,
            verdict=verdict,
            evidence=evidence,
            documents=documents,
            ground=ground,
            reasons=reasons,
            changes=changes,
        )

        return correction_verdict_in
