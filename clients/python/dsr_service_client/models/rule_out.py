from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RuleOut")


@_attrs_define
class RuleOut:
    key: str
    ground: str
    law: str
    years: int
    months: int
    days: int
    counted_from: str
    ceiling: bool
    """ A longest time; no reason to refuse an erasure. """

    def to_dict(self) -> dict[str, Any]:
        key = self.key

        ground = self.ground

        law = self.law

        years = self.years

        months = self.months

        days = self.days

        counted_from = self.counted_from

        ceiling = self.ceiling

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "key": key,
                "ground": ground,
                "law": law,
                "years": years,
                "months": months,
                "days": days,
                "counted_from": counted_from,
                "ceiling": ceiling,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        key = d.pop("key")

        ground = d.pop("ground")

        law = d.pop("law")

        years = d.pop("years")

        months = d.pop("months")

        days = d.pop("days")

        counted_from = d.pop("counted_from")

        ceiling = d.pop("ceiling")

        rule_out = cls(
            key=key,
            ground=ground,
            law=law,
            years=years,
            months=months,
            days=days,
            counted_from=counted_from,
            ceiling=ceiling,
        )

        return rule_out
