from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.deadline_marked_data import DeadlineMarkedData


T = TypeVar("T", bound="DeadlineMarkedEvent")


@_attrs_define
class DeadlineMarkedEvent:
    type_: Literal["deadline.marked"]
    timestamp: datetime.datetime
    """ When it happened. """
    data: DeadlineMarkedData

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
        from ..models.deadline_marked_data import DeadlineMarkedData  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["deadline.marked"], d.pop("type"))
        if type_ != "deadline.marked":
            raise ValueError(f"type must match const 'deadline.marked', got '{type_}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        data = DeadlineMarkedData.from_dict(d.pop("data"))

        deadline_marked_event = cls(
            type_=type_,
            timestamp=timestamp,
            data=data,
        )

        return deadline_marked_event
