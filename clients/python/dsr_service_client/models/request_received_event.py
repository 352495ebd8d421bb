from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.request_received_data import RequestReceivedData


T = TypeVar("T", bound="RequestReceivedEvent")


@_attrs_define
class RequestReceivedEvent:
    type_: Literal["request.received"]
    timestamp: datetime.datetime
    """ When it happened. """
    data: RequestReceivedData

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
        from ..models.request_received_data import RequestReceivedData  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["request.received"], d.pop("type"))
        if type_ != "request.received":
            raise ValueError(f"type must match const 'request.received', got '{type_}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        data = RequestReceivedData.from_dict(d.pop("data"))

        request_received_event = cls(
            type_=type_,
            timestamp=timestamp,
            data=data,
        )

        return request_received_event
