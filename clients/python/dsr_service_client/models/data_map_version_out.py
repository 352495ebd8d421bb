from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="DataMapVersionOut")


@_attrs_define
class DataMapVersionOut:
    id: UUID
    sha256: str
    active: bool
    created_at: datetime.datetime
    created_by: str

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        sha256 = self.sha256

        active = self.active

        created_at = self.created_at.isoformat()

        created_by = self.created_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "sha256": sha256,
                "active": active,
                "created_at": created_at,
                "created_by": created_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        sha256 = d.pop("sha256")

        active = d.pop("active")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_by = d.pop("created_by")

        data_map_version_out = cls(
            id=id,
            sha256=sha256,
            active=active,
            created_at=created_at,
            created_by=created_by,
        )

        return data_map_version_out
