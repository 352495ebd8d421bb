from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="MessageWrittenData")


@_attrs_define
class MessageWrittenData:
    request_id: str
    message_id: str
    kind: str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        message_id = self.message_id

        kind = self.kind

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "message_id": message_id,
                "kind": kind,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        message_id = d.pop("message_id")

        kind = d.pop("kind")

        message_written_data = cls(
            request_id=request_id,
            message_id=message_id,
            kind=kind,
        )

        return message_written_data
