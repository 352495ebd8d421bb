from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.discard_reason import DiscardReason

T = TypeVar("T", bound="DiscardIn")


@_attrs_define
class DiscardIn:
    reason: DiscardReason
    """ Why an operator gives a held job up; a code, since the audit log holds no prose about people. """

    def to_dict(self) -> dict[str, Any]:
        reason = self.reason.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        reason = DiscardReason(d.pop("reason"))

        discard_in = cls(
            reason=reason,
        )

        return discard_in
