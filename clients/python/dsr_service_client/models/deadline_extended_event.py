from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.deadline_extended_data import DeadlineExtendedData


T = TypeVar("T", bound="DeadlineExtendedEvent")


@_attrs_define
class DeadlineExtendedEvent:
    type_: Literal["deadline.extended"]
    timestamp: datetime.datetime
    """ When it happened. """
    data: DeadlineExtendedData

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
        from ..models.deadline_extended_data import DeadlineExtendedData  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["deadline.extended"], d.pop("type"))
        if type_ != "deadline.extended":
            raise ValueError(f"type must match const 'deadline.extended', got '{type_}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        data = DeadlineExtendedData.from_dict(d.pop("data"))

        deadline_extended_event = cls(
            type_=type_,
            timestamp=timestamp,
            data=data,
        )

        return deadline_extended_event
