from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.handover_outcome import HandoverOutcome
from ..types import UNSET, Unset

T = TypeVar("T", bound="LetterOutcomeIn")


@_attrs_define
class LetterOutcomeIn:
    outcome: HandoverOutcome
    code: None | str | Unset = UNSET
    """ Why it failed for good. """

    def to_dict(self) -> dict[str, Any]:
        outcome = self.outcome.value

        code: None | str | Unset
        if isinstance(self.code, Unset):
            code = UNSET
        else:
            code = self.code

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "outcome": outcome,
            }
        )
        if code is not UNSET:
            field_dict["code"] = code

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        outcome = HandoverOutcome(d.pop("outcome"))

        def _parse_code(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        code = _parse_code(d.pop("code", UNSET))

        letter_outcome_in = cls(
            outcome=outcome,
            code=code,
        )

        return letter_outcome_in
