from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

from ..models.handover_outcome import HandoverOutcome

T = TypeVar("T", bound="LetterOutcomeOut")


@_attrs_define
class LetterOutcomeOut:
    id: UUID
    outcome: HandoverOutcome

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        outcome = self.outcome.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "outcome": outcome,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        outcome = HandoverOutcome(d.pop("outcome"))

        letter_outcome_out = cls(
            id=id,
            outcome=outcome,
        )

        return letter_outcome_out
