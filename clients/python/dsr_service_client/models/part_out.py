from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="PartOut")


@_attrs_define
class PartOut:
    name: str
    media_type: str
    size: int
    sha256: str
    collection: None | str
    rows: int | None
    """ Of that collection. """
    fields: list[str]
    """ Of that collection, nested ones by their path. """

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        media_type = self.media_type

        size = self.size

        sha256 = self.sha256

        collection: None | str
        collection = self.collection

        rows: int | None
        rows = self.rows

        fields = self.fields

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "media_type": media_type,
                "size": size,
                "sha256": sha256,
                "collection": collection,
                "rows": rows,
                "fields": fields,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        media_type = d.pop("media_type")

        size = d.pop("size")

        sha256 = d.pop("sha256")

        def _parse_collection(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        collection = _parse_collection(d.pop("collection"))

        def _parse_rows(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        rows = _parse_rows(d.pop("rows"))

        fields = cast(list[str], d.pop("fields"))

        part_out = cls(
            name=name,
            media_type=media_type,
            size=size,
            sha256=sha256,
            collection=collection,
            rows=rows,
            fields=fields,
        )

        return part_out
