from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="WhereIn")


@_attrs_define
class WhereIn:
    """Only rows whose field equals one of these values, or is at least that number."""

    field: str
    equals: list[str] | None | Unset = UNSET
    at_least: float | None | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        field = self.field

        equals: list[str] | None | Unset
        if isinstance(self.equals, Unset):
            equals = UNSET
        elif isinstance(self.equals, list):
            equals = self.equals

        else:
            equals = self.equals

        at_least: float | None | Unset
        if isinstance(self.at_least, Unset):
            at_least = UNSET
        else:
            at_least = self.at_least

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "field": field,
            }
        )
        if equals is not UNSET:
            field_dict["equals"] = equals
        if at_least is not UNSET:
            field_dict["at_least"] = at_least

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        field = d.pop("field")

        def _parse_equals(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                equals_type_0 = cast(list[str], data)

                return equals_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        equals = _parse_equals(d.pop("equals", UNSET))

        def _parse_at_least(data: object) -> float | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(float | None | Unset, data)

        at_least = _parse_at_least(d.pop("at_least", UNSET))

        where_in = cls(
            field=field,
            equals=equals,
            at_least=at_least,
        )

        return where_in
