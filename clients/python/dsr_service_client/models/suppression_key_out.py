from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="SuppressionKeyOut")


@_attrs_define
class SuppressionKeyOut:
    key: str
    """ Base64. """
    input_: str
    """ What is hashed. """
    algorithm: Literal["HMAC-SHA256"] = "HMAC-SHA256"

    def to_dict(self) -> dict[str, Any]:
        algorithm = self.algorithm

        key = self.key

        input_ = self.input_

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "algorithm": algorithm,
                "key": key,
                "input": input_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        algorithm = cast(Literal["HMAC-SHA256"], d.pop("algorithm"))
        if algorithm != "HMAC-SHA256":
            raise ValueError(f"algorithm must match const 'HMAC-SHA256', got '{algorithm}'")

        key = d.pop("key")

        input_ = d.pop("input")

        suppression_key_out = cls(
            algorithm=algorithm,
            key=key,
            input_=input_,
        )

        return suppression_key_out
