from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.message_sent_data import MessageSentData


T = TypeVar("T", bound="MessageSentEvent")


@_attrs_define
class MessageSentEvent:
    type_: Literal["message.sent"]
    timestamp: datetime.datetime
    """ When it happened. """
    data: MessageSentData

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
        from ..models.message_sent_data import MessageSentData  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["message.sent"], d.pop("type"))
        if type_ != "message.sent":
            raise ValueError(f"type must match const 'message.sent', got '{type_}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        data = MessageSentData.from_dict(d.pop("data"))

        message_sent_event = cls(
            type_=type_,
            timestamp=timestamp,
            data=data,
        )

        return message_sent_event
