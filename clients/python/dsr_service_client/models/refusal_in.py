from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.right import Right

T = TypeVar("T", bound="RefusalIn")


@_attrs_define
class RefusalIn:
    rights: list[Right]
    ground: str
    reasons: str
    """ What the person is told (art. 12(4)). """

    def to_dict(self) -> dict[str, Any]:
        rights = []
        for rights_item_data in self.rights:
            rights_item = rights_item_data.value
            rights.append(rights_item)

        ground = self.ground

        reasons = self.reasons

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "rights": rights,
                "ground": ground,
                "reasons": reasons,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        rights = []
        _rights = d.pop("rights")
        for rights_item_data in _rights:
            rights_item = Right(rights_item_data)

            rights.append(rights_item)

        ground = d.pop("ground")

        reasons = d.pop("reasons")

        refusal_in = cls(
            rights=rights,
            ground=ground,
            reasons=reasons,
        )

        return refusal_in
