from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="CategoryRefusalIn")


@_attrs_define
class CategoryRefusalIn:
    """Data that stay although the person asked for their erasure."""

    categories: list[str]
    ground: str
    """ Of the catalogue, for erasure (art. 17(1), 17(3)). """
    reasons: str
    """ What the person is told (art. 12(4)). """
    keep_until: datetime.date
    """ The last day; on the next one they are erased. """
    law: None | str | Unset = UNSET
    """ The law or the dispute; null: the ground's own article. """

    def to_dict(self) -> dict[str, Any]:
        categories = self.categories

        ground = self.ground

        reasons = self.reasons

        keep_until = self.keep_until.isoformat()

        law: None | str | Unset
        if isinstance(self.law, Unset):
            law = UNSET
        else:
            law = self.law

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "categories": categories,
                "ground": ground,
                "reasons": reasons,
                "keep_until": keep_until,
            }
        )
        if law is not UNSET:
            field_dict["law"] = law

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        categories = cast(list[str], d.pop("categories"))

        ground = d.pop("ground")

        reasons = d.pop("reasons")

        keep_until = datetime.date.fromisoformat(d.pop("keep_until"))

        def _parse_law(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        law = _parse_law(d.pop("law", UNSET))

        category_refusal_in = cls(
            categories=categories,
            ground=ground,
            reasons=reasons,
            keep_until=keep_until,
            law=law,
        )

        return category_refusal_in
