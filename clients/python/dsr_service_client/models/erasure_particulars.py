from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.erasure_particulars_ground_type_0 import ErasureParticularsGroundType0
from ..types import UNSET, Unset

T = TypeVar("T", bound="ErasureParticulars")


@_attrs_define
class ErasureParticulars:
    ground: ErasureParticularsGroundType0 | None | Unset = UNSET
    """ Art. 17(1)(a)-(f); the person need not say. """
    data_categories: list[str] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        ground: None | str | Unset
        if isinstance(self.ground, Unset):
            ground = UNSET
        elif isinstance(self.ground, ErasureParticularsGroundType0):
            ground = self.ground.value
        else:
            ground = self.ground

        data_categories: list[str] | Unset = UNSET
        if not isinstance(self.data_categories, Unset):
            data_categories = self.data_categories

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if ground is not UNSET:
            field_dict["ground"] = ground
        if data_categories is not UNSET:
            field_dict["data_categories"] = data_categories

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_ground(data: object) -> ErasureParticularsGroundType0 | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ground_type_0 = ErasureParticularsGroundType0(data)

                return ground_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ErasureParticularsGroundType0 | None | Unset, data)

        ground = _parse_ground(d.pop("ground", UNSET))

        data_categories = cast(list[str], d.pop("data_categories", UNSET))

        erasure_particulars = cls(
            ground=ground,
            data_categories=data_categories,
        )

        return erasure_particulars
