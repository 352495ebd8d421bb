from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="SuppressionLiftOut")


@_attrs_define
class SuppressionLiftOut:
    lifted: int
    """ How many entries were in force. """

    def to_dict(self) -> dict[str, Any]:
        lifted = self.lifted

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "lifted": lifted,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        lifted = d.pop("lifted")

        suppression_lift_out = cls(
            lifted=lifted,
        )

        return suppression_lift_out
