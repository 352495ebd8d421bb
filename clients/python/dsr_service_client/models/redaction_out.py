from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="RedactionOut")


@_attrs_define
class RedactionOut:
    id: UUID
    collection: str
    row: int | None
    field: None | str
    ground: str
    created_at: datetime.datetime
    created_by: str
    undone_at: datetime.datetime | None
    undone_by: None | str

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        collection = self.collection

        row: int | None
        row = self.row

        field: None | str
        field = self.field

        ground = self.ground

        created_at = self.created_at.isoformat()

        created_by = self.created_by

        undone_at: None | str
        if isinstance(self.undone_at, datetime.datetime):
            undone_at = self.undone_at.isoformat()
        else:
            undone_at = self.undone_at

        undone_by: None | str
        undone_by = self.undone_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "collection": collection,
                "row": row,
                "field": field,
                "ground": ground,
                "created_at": created_at,
                "created_by": created_by,
                "undone_at": undone_at,
                "undone_by": undone_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        collection = d.pop("collection")

        def _parse_row(data: object) -> int | None:
            if data is None:
                return data
            return cast(int | None, data)

        row = _parse_row(d.pop("row"))

        def _parse_field(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        field = _parse_field(d.pop("field"))

        ground = d.pop("ground")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_by = d.pop("created_by")

        def _parse_undone_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                undone_at_type_0 = datetime.datetime.fromisoformat(data)

                return undone_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        undone_at = _parse_undone_at(d.pop("undone_at"))

        def _parse_undone_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        undone_by = _parse_undone_by(d.pop("undone_by"))

        redaction_out = cls(
            id=id,
            collection=collection,
            row=row,
            field=field,
            ground=ground,
            created_at=created_at,
            created_by=created_by,
            undone_at=undone_at,
            undone_by=undone_by,
        )

        return redaction_out
