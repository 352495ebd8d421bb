from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.previewed_row_values import PreviewedRowValues


T = TypeVar("T", bound="PreviewedRow")


@_attrs_define
class PreviewedRow:
    row: int
    """ Its number, from 1: give it to strike. """
    values: PreviewedRowValues
    """ As the package shows them; what is struck is `{"$redacted": GROUND}`. """

    def to_dict(self) -> dict[str, Any]:
        row = self.row

        values = self.values.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "row": row,
                "values": values,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.previewed_row_values import PreviewedRowValues  # noqa: PLC0415

        d = dict(src_dict)
        row = d.pop("row")

        values = PreviewedRowValues.from_dict(d.pop("values"))

        previewed_row = cls(
            row=row,
            values=values,
        )

        return previewed_row
