from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.extension_ground import ExtensionGround

T = TypeVar("T", bound="ExtensionIn")


@_attrs_define
class ExtensionIn:
    ground: ExtensionGround
    """ Art. 12(3): complexity or number of requests; a busy company is no ground (EDPB 01/2022, 162-164). """
    reasons: str
    """ What the person is told. """

    def to_dict(self) -> dict[str, Any]:
        ground = self.ground.value

        reasons = self.reasons

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ground": ground,
                "reasons": reasons,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ground = ExtensionGround(d.pop("ground"))

        reasons = d.pop("reasons")

        extension_in = cls(
            ground=ground,
            reasons=reasons,
        )

        return extension_in
