from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.restriction_ground import RestrictionGround

T = TypeVar("T", bound="RestrictionIn")


@_attrs_define
class RestrictionIn:
    ground: RestrictionGround

    def to_dict(self) -> dict[str, Any]:
        ground = self.ground.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ground": ground,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ground = RestrictionGround(d.pop("ground"))

        restriction_in = cls(
            ground=ground,
        )

        return restriction_in
