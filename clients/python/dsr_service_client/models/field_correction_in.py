from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="FieldCorrectionIn")


@_attrs_define
class FieldCorrectionIn:
    field: str
    """ `dataset.collection.field`, `collection.field` or `field`: all of that name are looked for. """
    new_value: None | str
    """ null empties the field. """
    old_value: None | str | Unset = UNSET
    """ Only rows that hold this value. """

    def to_dict(self) -> dict[str, Any]:
        field = self.field

        new_value: None | str
        new_value = self.new_value

        old_value: None | str | Unset
        if isinstance(self.old_value, Unset):
            old_value = UNSET
        else:
            old_value = self.old_value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "field": field,
                "new_value": new_value,
            }
        )
        if old_value is not UNSET:
            field_dict["old_value"] = old_value

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        field = d.pop("field")

        def _parse_new_value(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        new_value = _parse_new_value(d.pop("new_value"))

        def _parse_old_value(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        old_value = _parse_old_value(d.pop("old_value", UNSET))

        field_correction_in = cls(
            field=field,
            new_value=new_value,
            old_value=old_value,
        )

        return field_correction_in
