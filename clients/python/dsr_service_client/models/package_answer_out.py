from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.package_status import PackageStatus
from ..models.right import Right

T = TypeVar("T", bound="PackageAnswerOut")


@_attrs_define
class PackageAnswerOut:
    id: UUID
    right: Right
    status: PackageStatus
    size: int
    sha256: str
    """ Of the ZIP that was handed over. """
    released_at: datetime.datetime | None
    downloads: int

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        right = self.right.value

        status = self.status.value

        size = self.size

        sha256 = self.sha256

        released_at: None | str
        if isinstance(self.released_at, datetime.datetime):
            released_at = self.released_at.isoformat()
        else:
            released_at = self.released_at

        downloads = self.downloads

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "right": right,
                "status": status,
                "size": size,
                "sha256": sha256,
                "released_at": released_at,
                "downloads": downloads,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        right = Right(d.pop("right"))

        status = PackageStatus(d.pop("status"))

        size = d.pop("size")

        sha256 = d.pop("sha256")

        def _parse_released_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                released_at_type_0 = datetime.datetime.fromisoformat(data)

                return released_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        released_at = _parse_released_at(d.pop("released_at"))

        downloads = d.pop("downloads")

        package_answer_out = cls(
            id=id,
            right=right,
            status=status,
            size=size,
            sha256=sha256,
            released_at=released_at,
            downloads=downloads,
        )

        return package_answer_out
