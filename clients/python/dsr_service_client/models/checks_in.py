from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ChecksIn")


@_attrs_define
class ChecksIn:
    valid_on_receipt: bool
    signed: bool
    name_matches: bool

    def to_dict(self) -> dict[str, Any]:
        valid_on_receipt = self.valid_on_receipt

        signed = self.signed

        name_matches = self.name_matches

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "valid_on_receipt": valid_on_receipt,
                "signed": signed,
                "name_matches": name_matches,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        valid_on_receipt = d.pop("valid_on_receipt")

        signed = d.pop("signed")

        name_matches = d.pop("name_matches")

        checks_in = cls(
            valid_on_receipt=valid_on_receipt,
            signed=signed,
            name_matches=name_matches,
        )

        return checks_in
