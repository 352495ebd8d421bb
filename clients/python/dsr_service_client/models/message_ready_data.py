from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="MessageReadyData")


@_attrs_define
class MessageReadyData:
    request_id: str
    letter_id: str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        letter_id = self.letter_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "letter_id": letter_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        letter_id = d.pop("letter_id")

        message_ready_data = cls(
            request_id=request_id,
            letter_id=letter_id,
        )

        return message_ready_data
