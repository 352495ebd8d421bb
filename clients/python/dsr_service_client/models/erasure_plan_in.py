from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.erasure_ground import ErasureGround
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.category_refusal_in import CategoryRefusalIn


T = TypeVar("T", bound="ErasurePlanIn")


@_attrs_define
class ErasurePlanIn:
    ground: ErasureGround
    """ Why the data must go: one of these is needed (art. 17(1)). """
    categories: list[str] | None | Unset = UNSET
    """ Only these data categories and what lies below them; null: those that the person named in the request, or
    everything. What was asked for and is left out has to be refused. """
    refused: list[CategoryRefusalIn] | Unset = UNSET
    """ Categories that stay on a ground of the catalogue: the plan keeps them, the letter says why. """

    def to_dict(self) -> dict[str, Any]:
        ground = self.ground.value

        categories: list[str] | None | Unset
        if isinstance(self.categories, Unset):
            categories = UNSET
        elif isinstance(self.categories, list):
            categories = self.categories

        else:
            categories = self.categories

        refused: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.refused, Unset):
            refused = []
            for refused_item_data in self.refused:
                refused_item = refused_item_data.to_dict()
                refused.append(refused_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ground": ground,
            }
        )
        if categories is not UNSET:
            field_dict["categories"] = categories
        if refused is not UNSET:
            field_dict["refused"] = refused

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.category_refusal_in import CategoryRefusalIn  # noqa: PLC0415

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

        _refused = d.pop("refused", UNSET)
        refused: list[CategoryRefusalIn] | Unset = UNSET
        if _refused is not UNSET:
            refused = []
            for refused_item_data in _refused:
                refused_item = CategoryRefusalIn.from_dict(refused_item_data)

                refused.append(refused_item)

        erasure_plan_in = cls(
            ground=ground,
            categories=categories,
            refused=refused,
        )

        return erasure_plan_in
