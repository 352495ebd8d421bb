from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.right_decided_data import RightDecidedData


T = TypeVar("T", bound="RightDecidedEvent")


@_attrs_define
class RightDecidedEvent:
    type_: Literal["right.decided"]
    timestamp: datetime.datetime
    """ When it happened. """
    data: RightDecidedData

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
        from ..models.right_decided_data import RightDecidedData  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["right.decided"], d.pop("type"))
        if type_ != "right.decided":
            raise ValueError(f"type must match const 'right.decided', got '{type_}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        data = RightDecidedData.from_dict(d.pop("data"))

        right_decided_event = cls(
            type_=type_,
            timestamp=timestamp,
            data=data,
        )

        return right_decided_event
