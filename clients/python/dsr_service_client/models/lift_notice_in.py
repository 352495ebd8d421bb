from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="LiftNoticeIn")


@_attrs_define
class LiftNoticeIn:
    ends_at: datetime.datetime
    """ When it will be lifted, at the earliest. """
    reasons: str
    """ Why it is lifted, for the person. """

    def to_dict(self) -> dict[str, Any]:
        ends_at = self.ends_at.isoformat()

        reasons = self.reasons

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ends_at": ends_at,
                "reasons": reasons,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ends_at = datetime.datetime.fromisoformat(d.pop("ends_at"))

        reasons = d.pop("reasons")

        lift_notice_in = cls(
            ends_at=ends_at,
            reasons=reasons,
        )

        return lift_notice_in
