from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.change_out_change import ChangeOutChange

T = TypeVar("T", bound="ChangeOut")


@_attrs_define
class ChangeOut:
    address: str
    change: ChangeOutChange
    keys: list[str]
    """ Of a changed one: what of it differs. """

    def to_dict(self) -> dict[str, Any]:
        address = self.address

        change = self.change.value

        keys = self.keys

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "address": address,
                "change": change,
                "keys": keys,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        address = d.pop("address")

        change = ChangeOutChange(d.pop("change"))

        keys = cast(list[str], d.pop("keys"))

        change_out = cls(
            address=address,
            change=change,
            keys=keys,
        )

        return change_out
