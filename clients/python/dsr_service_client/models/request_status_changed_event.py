from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.request_status_changed_data import RequestStatusChangedData


T = TypeVar("T", bound="RequestStatusChangedEvent")


@_attrs_define
class RequestStatusChangedEvent:
    type_: Literal["request.status_changed"]
    timestamp: datetime.datetime
    """ When it happened. """
    data: RequestStatusChangedData

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        timestamp = self.timestamp.isoformat()

        data = self.data.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "type": type_,
                "timestamp": timestamp,
                "data": data,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.request_status_changed_data import RequestStatusChangedData  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["request.status_changed"], d.pop("type"))
        if type_ != "request.status_changed":
            raise ValueError(f"type must match const 'request.status_changed', got '{type_}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        data = RequestStatusChangedData.from_dict(d.pop("data"))

        request_status_changed_event = cls(
            type_=type_,
            timestamp=timestamp,
            data=data,
        )

        return request_status_changed_event
