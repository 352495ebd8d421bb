from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.message_written_data import MessageWrittenData


T = TypeVar("T", bound="MessageWrittenEvent")


@_attrs_define
class MessageWrittenEvent:
    type_: Literal["message.written"]
    timestamp: datetime.datetime
    """ When it happened. """
    data: MessageWrittenData

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
        from ..models.message_written_data import MessageWrittenData  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["message.written"], d.pop("type"))
        if type_ != "message.written":
            raise ValueError(f"type must match const 'message.written', got '{type_}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        data = MessageWrittenData.from_dict(d.pop("data"))

        message_written_event = cls(
            type_=type_,
            timestamp=timestamp,
            data=data,
        )

        return message_written_event
