from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="SignatureOut")


@_attrs_define
class SignatureOut:
    algorithm: str
    value: str
    """ Base64, over the certificate as canonical JSON: keys sorted, no blanks, UTF-8. """
    public_key: str
    """ Base64 of the 32 bytes. """

    def to_dict(self) -> dict[str, Any]:
        algorithm = self.algorithm

        value = self.value

        public_key = self.public_key

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "algorithm": algorithm,
                "value": value,
                "public_key": public_key,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        algorithm = d.pop("algorithm")

        value = d.pop("value")

        public_key = d.pop("public_key")

        signature_out = cls(
            algorithm=algorithm,
            value=value,
            public_key=public_key,
        )

        return signature_out
