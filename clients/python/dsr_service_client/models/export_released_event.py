from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.export_released_data import ExportReleasedData


T = TypeVar("T", bound="ExportReleasedEvent")


@_attrs_define
class ExportReleasedEvent:
    type_: Literal["export.released"]
    timestamp: datetime.datetime
    """ When it happened. """
    data: ExportReleasedData

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
        from ..models.export_released_data import ExportReleasedData  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["export.released"], d.pop("type"))
        if type_ != "export.released":
            raise ValueError(f"type must match const 'export.released', got '{type_}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        data = ExportReleasedData.from_dict(d.pop("data"))

        export_released_event = cls(
            type_=type_,
            timestamp=timestamp,
            data=data,
        )

        return export_released_event
