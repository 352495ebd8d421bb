from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.extension_ground import ExtensionGround

T = TypeVar("T", bound="ExtensionOut")


@_attrs_define
class ExtensionOut:
    ground: ExtensionGround
    """ Art. 12(3): complexity or number of requests; a busy company is no ground (EDPB 01/2022, 162-164). """
    reasons: str
    decided_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        ground = self.ground.value

        reasons = self.reasons

        decided_at = self.decided_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ground": ground,
                "reasons": reasons,
                "decided_at": decided_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ground = ExtensionGround(d.pop("ground"))

        reasons = d.pop("reasons")

        decided_at = datetime.datetime.fromisoformat(d.pop("decided_at"))

        extension_out = cls(
            ground=ground,
            reasons=reasons,
            decided_at=decided_at,
        )

        return extension_out
