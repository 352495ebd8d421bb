from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.extension_ground import ExtensionGround

T = TypeVar("T", bound="ExtensionOut")


@_attrs_define
class ExtensionOut:
    ground: ExtensionGround
    """ Art. 12(3): complexity or number of requests; a busy company is no ground (EDPB 01/2022, 162-164). """
    reasons: str
    decided_at: datetime.datetime
    lapsed_at: datetime.datetime | None
    """ When it was found that the notice had not gone out within the first month. """

    def to_dict(self) -> dict[str, Any]:
        ground = self.ground.value

        reasons = self.reasons

        decided_at = self.decided_at.isoformat()

        lapsed_at: None | str
        if isinstance(self.lapsed_at, datetime.datetime):
            lapsed_at = self.lapsed_at.isoformat()
        else:
            lapsed_at = self.lapsed_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ground": ground,
                "reasons": reasons,
                "decided_at": decided_at,
                "lapsed_at": lapsed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ground = ExtensionGround(d.pop("ground"))

        reasons = d.pop("reasons")

        decided_at = datetime.datetime.fromisoformat(d.pop("decided_at"))

        def _parse_lapsed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                lapsed_at_type_0 = datetime.datetime.fromisoformat(data)

                return lapsed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        lapsed_at = _parse_lapsed_at(d.pop("lapsed_at"))

        extension_out = cls(
            ground=ground,
            reasons=reasons,
            decided_at=decided_at,
            lapsed_at=lapsed_at,
        )

        return extension_out
