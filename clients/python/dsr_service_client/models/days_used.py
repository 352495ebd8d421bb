from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="DaysUsed")


@_attrs_define
class DaysUsed:
    """Days from receipt to the answer, without those on which the clock stood still; null without an answer."""

    median: int | None
    p95: int | None

    def to_dict(self) -> dict[str, Any]:
        median: int | None
        median = self.median

        p95: int | None
        p95 = self.p95

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "median": median,
                "p95": p95,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_median(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        median = _parse_median(d.pop("median"))

        def _parse_p95(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        p95 = _parse_p95(d.pop("p95"))

        days_used = cls(
            median=median,
            p95=p95,
        )

        return days_used
