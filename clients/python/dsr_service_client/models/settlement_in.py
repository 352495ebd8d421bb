from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="SettlementIn")


@_attrs_define
class SettlementIn:
    reasons: str
    """ What was done, for the file and the person. """

    def to_dict(self) -> dict[str, Any]:
        reasons = self.reasons

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reasons": reasons,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reasons = d.pop("reasons")

        settlement_in = cls(
            reasons=reasons,
        )

        return settlement_in
