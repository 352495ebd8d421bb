from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.event_out_data import EventOutData


T = TypeVar("T", bound="EventOut")


@_attrs_define
class EventOut:
    position: int
    occurred_at: datetime.datetime
    name: str
    request_id: None | UUID
    actor_role: str
    actor_id: str
    data: EventOutData
    trace_id: None | str

    def to_dict(self) -> dict[str, Any]:
        position = self.position

        occurred_at = self.occurred_at.isoformat()

        name = self.name

        request_id: None | str
        if isinstance(self.request_id, UUID):
            request_id = str(self.request_id)
        else:
            request_id = self.request_id

        actor_role = self.actor_role

        actor_id = self.actor_id

        data = self.data.to_dict()

        trace_id: None | str
        trace_id = self.trace_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "position": position,
                "occurred_at": occurred_at,
                "name": name,
                "request_id": request_id,
                "actor_role": actor_role,
                "actor_id": actor_id,
                "data": data,
                "trace_id": trace_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.event_out_data import EventOutData  # noqa: PLC0415

        d = dict(src_dict)
        position = d.pop("position")

        occurred_at = datetime.datetime.fromisoformat(d.pop("occurred_at"))

        name = d.pop("name")

        def _parse_request_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                request_id_type_0 = UUID(data)

                return request_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        request_id = _parse_request_id(d.pop("request_id"))

        actor_role = d.pop("actor_role")

        actor_id = d.pop("actor_id")

        data = EventOutData.from_dict(d.pop("data"))

        def _parse_trace_id(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        trace_id = _parse_trace_id(d.pop("trace_id"))

        event_out = cls(
            position=position,
            occurred_at=occurred_at,
            name=name,
            request_id=request_id,
            actor_role=actor_role,
            actor_id=actor_id,
            data=data,
            trace_id=trace_id,
        )

        return event_out
