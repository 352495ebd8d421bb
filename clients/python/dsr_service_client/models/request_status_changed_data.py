from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RequestStatusChangedData")


@_attrs_define
class RequestStatusChangedData:
    request_id: str
    event: str
    before: str
    after: str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        event = self.event

        before = self.before

        after = self.after

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "event": event,
                "before": before,
                "after": after,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        event = d.pop("event")

        before = d.pop("before")

        after = d.pop("after")

        request_status_changed_data = cls(
            request_id=request_id,
            event=event,
            before=before,
            after=after,
        )

        return request_status_changed_data
