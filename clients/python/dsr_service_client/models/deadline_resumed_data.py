from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="DeadlineResumedData")


@_attrs_define
class DeadlineResumedData:
    request_id: str
    suspension_id: str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        suspension_id = self.suspension_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "suspension_id": suspension_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        suspension_id = d.pop("suspension_id")

        deadline_resumed_data = cls(
            request_id=request_id,
            suspension_id=suspension_id,
        )

        return deadline_resumed_data
