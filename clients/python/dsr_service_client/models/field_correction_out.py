from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.verdict import Verdict

if TYPE_CHECKING:
    from ..models.source_change_out import SourceChangeOut


T = TypeVar("T", bound="FieldCorrectionOut")


@_attrs_define
class FieldCorrectionOut:
    field: str
    new_value: None | str
    old_value: None | str
    verdict: None | Verdict
    evidence: None | str
    documents: list[UUID]
    """ The copies on which the verdict rests. """
    ground: None | str
    reasons: None | str
    changes: list[SourceChangeOut]
    """ Where it is written: old value, new value, row. """

    def to_dict(self) -> dict[str, Any]:
        field = self.field

        new_value: None | str
        new_value = self.new_value

        old_value: None | str
        old_value = self.old_value

        verdict: None | str
        if isinstance(self.verdict, Verdict):
            verdict = self.verdict.value
        else:
            verdict = self.verdict

        evidence: None | str
        evidence = self.evidence

        documents = []
        for documents_item_data in self.documents:
            documents_item = str(documents_item_data)
            documents.append(documents_item)

        ground: None | str
        ground = self.ground

        reasons: None | str
        reasons = self.reasons

        changes = []
        for changes_item_data in self.changes:
            changes_item = changes_item_data.to_dict()
            changes.append(changes_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "field": field,
                "new_value": new_value,
                "old_value": old_value,
                "verdict": verdict,
                "evidence": evidence,
                "documents": documents,
                "ground": ground,
                "reasons": reasons,
                "changes": changes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.source_change_out import SourceChangeOut  # noqa: PLC0415

        d = dict(src_dict)
        field = d.pop("field")

        def _parse_new_value(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        new_value = _parse_new_value(d.pop("new_value"))

        def _parse_old_value(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        old_value = _parse_old_value(d.pop("old_value"))

        def _parse_verdict(data: object) -> None | Verdict:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                verdict_type_0 = Verdict(data)

                return verdict_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Verdict, data)

        verdict = _parse_verdict(d.pop("verdict"))

        def _parse_evidence(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        evidence = _parse_evidence(d.pop("evidence"))

        documents = []
        _documents = d.pop("documents")
        for documents_item_data in _documents:
            documents_item = UUID(documents_item_data)

            documents.append(documents_item)

        def _parse_ground(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ground = _parse_ground(d.pop("ground"))

        def _parse_reasons(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reasons = _parse_reasons(d.pop("reasons"))

        changes = []
        _changes = d.pop("changes")
        for changes_item_data in _changes:
            changes_item = SourceChangeOut.from_dict(changes_item_data)

            changes.append(changes_item)

        field_correction_out = cls(
            field=field,
            new_value=new_value,
            old_value=old_value,
            verdict=verdict,
            evidence=evidence,
            documents=documents,
            ground=ground,
            reasons=reasons,
            changes=changes,
        )

        return field_correction_out
