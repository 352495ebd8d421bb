from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.request_reminded_data import RequestRemindedData


T = TypeVar("T", bound="RequestRemindedEvent")


@_attrs_define
class RequestRemindedEvent:
    type_: Literal["request.reminded"]
    timestamp: datetime.datetime
    """ When it happened. """
    data: RequestRemindedData

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
        from ..models.request_reminded_data import RequestRemindedData  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["request.reminded"], d.pop("type"))
        if type_ != "request.reminded":
            raise ValueError(f"type must match const 'request.reminded', got '{type_}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        data = RequestRemindedData.from_dict(d.pop("data"))

        request_reminded_event = cls(
            type_=type_,
            timestamp=timestamp,
            data=data,
        )

        return request_reminded_event
