from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="RightDecidedData")


@_attrs_define
class RightDecidedData:
    request_id: str
    right: str
    outcome: str
    ground: None | str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        right = self.right

        outcome = self.outcome

        ground: None | str
        ground = self.ground

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "right": right,
                "outcome": outcome,
                "ground": ground,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        right = d.pop("right")

        outcome = d.pop("outcome")

        def _parse_ground(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ground = _parse_ground(d.pop("ground"))

        right_decided_data = cls(
            request_id=request_id,
            right=right,
            outcome=outcome,
            ground=ground,
        )

        return right_decided_data
