from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="RequestReceivedData")


@_attrs_define
class RequestReceivedData:
    request_id: str
    rights: list[str]
    channel: str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        rights = self.rights

        channel = self.channel

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "rights": rights,
                "channel": channel,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        rights = cast(list[str], d.pop("rights"))

        channel = d.pop("channel")

        request_received_data = cls(
            request_id=request_id,
            rights=rights,
            channel=channel,
        )

        return request_received_data
