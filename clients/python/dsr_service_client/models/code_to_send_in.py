from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="CodeToSendIn")


@_attrs_define
class CodeToSendIn:
    """A code that went to an address known before the request."""

    method: Literal["one_time_code"]
    code: str

    def to_dict(self) -> dict[str, Any]:
        method = self.method

        code = self.code

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "method": method,
                "code": code,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        method = cast(Literal["one_time_code"], d.pop("method"))
        if method != "one_time_code":
            raise ValueError(f"method must match const 'one_time_code', got '{method}'")

        code = d.pop("code")

        code_to_send_in = cls(
            method=method,
            code=code,
        )

        return code_to_send_in
