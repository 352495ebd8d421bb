from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.message_ready_data import MessageReadyData


T = TypeVar("T", bound="MessageReadyEvent")


@_attrs_define
class MessageReadyEvent:
    type_: Literal["message.ready"]
    timestamp: datetime.datetime
    """ When it happened. """
    data: MessageReadyData

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
        from ..models.message_ready_data import MessageReadyData  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["message.ready"], d.pop("type"))
        if type_ != "message.ready":
            raise ValueError(f"type must match const 'message.ready', got '{type_}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        data = MessageReadyData.from_dict(d.pop("data"))

        message_ready_event = cls(
            type_=type_,
            timestamp=timestamp,
            data=data,
        )

        return message_ready_event
