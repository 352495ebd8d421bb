from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="RefusedCategoriesOut")


@_attrs_define
class RefusedCategoriesOut:
    categories: list[str]
    ground: str
    law: str
    reasons: str
    keep_until: datetime.date

    def to_dict(self) -> dict[str, Any]:
        categories = self.categories

        ground = self.ground

        law = self.law

        reasons = self.reasons

        keep_until = self.keep_until.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "categories": categories,
                "ground": ground,
                "law": law,
                "reasons": reasons,
                "keep_until": keep_until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        categories = cast(list[str], d.pop("categories"))

        ground = d.pop("ground")

        law = d.pop("law")

        reasons = d.pop("reasons")

        keep_until = datetime.date.fromisoformat(d.pop("keep_until"))

        refused_categories_out = cls(
            categories=categories,
            ground=ground,
            law=law,
            reasons=reasons,
            keep_until=keep_until,
        )

        return refused_categories_out
