from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.erasure_ground import ErasureGround
from ..types import UNSET, Unset

T = TypeVar("T", bound="ErasurePlanIn")


@_attrs_define
class ErasurePlanIn:
    ground: ErasureGround
    """ Why the data must go: one of these is needed (art. 17(1)). """
    categories: list[str] | None | Unset = UNSET
    """ Only these data categories and what lies below them; null: everything. """

    def to_dict(self) -> dict[str, Any]:
        ground = self.ground.value

        categories: list[str] | None | Unset
        if isinstance(self.categories, Unset):
            categories = UNSET
        elif isinstance(self.categories, list):
            categories = self.categories

        else:
            categories = self.categories

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ground": ground,
            }
        )
        if categories is not UNSET:
            field_dict["categories"] = categories

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ground = ErasureGround(d.pop("ground"))

        def _parse_categories(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                categories_type_0 = cast(list[str], data)

                return categories_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        categories = _parse_categories(d.pop("categories", UNSET))

        erasure_plan_in = cls(
            ground=ground,
            categories=categories,
        )

        return erasure_plan_in
