from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.restriction_particulars_ground_type_0 import RestrictionParticularsGroundType0
from ..types import UNSET, Unset

T = TypeVar("T", bound="RestrictionParticulars")


@_attrs_define
class RestrictionParticulars:
    ground: None | RestrictionParticularsGroundType0 | Unset = UNSET
    """ Art. 18(1)(a)-(d). """

    def to_dict(self) -> dict[str, Any]:
        ground: None | str | Unset
        if isinstance(self.ground, Unset):
            ground = UNSET
        elif isinstance(self.ground, RestrictionParticularsGroundType0):
            ground = self.ground.value
        else:
            ground = self.ground

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if ground is not UNSET:
            field_dict["ground"] = ground

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_ground(data: object) -> None | RestrictionParticularsGroundType0 | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ground_type_0 = RestrictionParticularsGroundType0(data)

                return ground_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RestrictionParticularsGroundType0 | Unset, data)

        ground = _parse_ground(d.pop("ground", UNSET))

        restriction_particulars = cls(
            ground=ground,
        )

        return restriction_particulars
