from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="FormFieldOut")


@_attrs_define
class FormFieldOut:
    name: str
    data_type: None | str
    """ As the data map says: string, integer[], object, ... """
    description: None | str
    required: bool

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        data_type: None | str
        data_type = self.data_type

        description: None | str
        description = self.description

        required = self.required

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "data_type": data_type,
                "description": description,
                "required": required,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        def _parse_data_type(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        data_type = _parse_data_type(d.pop("data_type"))

        def _parse_description(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        description = _parse_description(d.pop("description"))

        required = d.pop("required")

        form_field_out = cls(
            name=name,
            data_type=data_type,
            description=description,
            required=required,
        )

        return form_field_out
