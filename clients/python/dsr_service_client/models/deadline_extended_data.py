from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="DeadlineExtendedData")


@_attrs_define
class DeadlineExtendedData:
    request_id: str
    ground: None | str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        ground: None | str
        ground = self.ground

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "ground": ground,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        def _parse_ground(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ground = _parse_ground(d.pop("ground"))

        deadline_extended_data = cls(
            request_id=request_id,
            ground=ground,
        )

        return deadline_extended_data
