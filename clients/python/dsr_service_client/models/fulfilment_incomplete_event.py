from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.fulfilment_incomplete_data import FulfilmentIncompleteData


T = TypeVar("T", bound="FulfilmentIncompleteEvent")


@_attrs_define
class FulfilmentIncompleteEvent:
    type_: Literal["fulfilment.incomplete"]
    timestamp: datetime.datetime
    """ When it happened. """
    data: FulfilmentIncompleteData

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
        from ..models.fulfilment_incomplete_data import FulfilmentIncompleteData  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["fulfilment.incomplete"], d.pop("type"))
        if type_ != "fulfilment.incomplete":
            raise ValueError(f"type must match const 'fulfilment.incomplete', got '{type_}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        data = FulfilmentIncompleteData.from_dict(d.pop("data"))

        fulfilment_incomplete_event = cls(
            type_=type_,
            timestamp=timestamp,
            data=data,
        )

        return fulfilment_incomplete_event
