from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="MessageUndeliverableData")


@_attrs_define
class MessageUndeliverableData:
    request_id: str
    message_id: str
    kind: str
    code: str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        message_id = self.message_id

        kind = self.kind

        code = self.code

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "message_id": message_id,
                "kind": kind,
                "code": code,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        message_id = d.pop("message_id")

        kind = d.pop("kind")

        code = d.pop("code")

        message_undeliverable_data = cls(
            request_id=request_id,
            message_id=message_id,
            kind=kind,
            code=code,
        )

        return message_undeliverable_data
