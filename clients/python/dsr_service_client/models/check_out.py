from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="CheckOut")


@_attrs_define
class CheckOut:
    restricted: bool
    """ The person's data may be stored, and not used (art. 18(2)). """
    suppressed_purposes: list[str]
    """ For these purposes it may not be used (art. 21). """

    def to_dict(self) -> dict[str, Any]:
        restricted = self.restricted

        suppressed_purposes = self.suppressed_purposes

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "restricted": restricted,
                "suppressed_purposes": suppressed_purposes,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        restricted = d.pop("restricted")

        suppressed_purposes = cast(list[str], d.pop("suppressed_purposes"))

        check_out = cls(
            restricted=restricted,
            suppressed_purposes=suppressed_purposes,
        )

        return check_out
