from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.manual_result_in_rows_item import ManualResultInRowsItem


T = TypeVar("T", bound="ManualResultIn")


@_attrs_define
class ManualResultIn:
    rows: list[ManualResultInRowsItem] | Unset = UNSET
    """ What was found, by the form's fields; files as base64 text in a field of the type string. """
    nothing_found: bool | Unset = False
    """ Somebody looked, and there is nothing. """

    def to_dict(self) -> dict[str, Any]:
        rows: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.rows, Unset):
            rows = []
            for rows_item_data in self.rows:
                rows_item = rows_item_data.to_dict()
                rows.append(rows_item)

        nothing_found = self.nothing_found

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if rows is not UNSET:
            field_dict["rows"] = rows
        if nothing_found is not UNSET:
            field_dict["nothing_found"] = nothing_found

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.manual_result_in_rows_item import ManualResultInRowsItem  # noqa: PLC0415

        d = dict(src_dict)
        _rows = d.pop("rows", UNSET)
        rows: list[ManualResultInRowsItem] | Unset = UNSET
        if _rows is not UNSET:
            rows = []
            for rows_item_data in _rows:
                rows_item = ManualResultInRowsItem.from_dict(rows_item_data)

                rows.append(rows_item)

        nothing_found = d.pop("nothing_found", UNSET)

        manual_result_in = cls(
            rows=rows,
            nothing_found=nothing_found,
        )

        return manual_result_in
