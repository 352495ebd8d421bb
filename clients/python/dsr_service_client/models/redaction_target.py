from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="RedactionTarget")


@_attrs_define
class RedactionTarget:
    """A cell; without `row` the whole column, without `field` the whole row, without both the collection."""

    collection: str
    """ `dataset.collection`. """
    ground: str
    """ `OTHERS_RIGHTS_COPY` (art. 15(4)) or `PORT_OTHERS_RIGHTS` (art. 20(4)) or `TRADE_SECRET_IP`. """
    row: int | None | Unset = UNSET
    """ From 1, in the order of the package. """
    field: None | str | Unset = UNSET
    """ Nested ones by their path. """

    def to_dict(self) -> dict[str, Any]:
        collection = self.collection

        ground = self.ground

        row: int | None | Unset
        if isinstance(self.row, Unset):
            row = UNSET
        else:
            row = self.row

        field: None | str | Unset
        if isinstance(self.field, Unset):
            field = UNSET
        else:
            field = self.field

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "collection": collection,
                "ground": ground,
            }
        )
        if row is not UNSET:
            field_dict["row"] = row
        if field is not UNSET:
            field_dict["field"] = field

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        collection = d.pop("collection")

        ground = d.pop("ground")

        def _parse_row(data: object) -> int | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(int | None | Unset, data)

        row = _parse_row(d.pop("row", UNSET))

        def _parse_field(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        field = _parse_field(d.pop("field", UNSET))

        redaction_target = cls(
            collection=collection,
            ground=ground,
            row=row,
            field=field,
        )

        return redaction_target
