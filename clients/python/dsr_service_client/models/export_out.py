from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.package_status import PackageStatus
from ..models.right import Right

if TYPE_CHECKING:
    from ..models.part_out import PartOut


T = TypeVar("T", bound="ExportOut")


@_attrs_define
class ExportOut:
    id: UUID
    right: Right
    status: PackageStatus
    size: int
    """ Of the ZIP, in bytes. """
    sha256: str
    """ Of the ZIP. """
    parts: list[PartOut]
    created_at: datetime.datetime
    released_at: datetime.datetime | None
    expires_at: datetime.datetime | None
    downloads: int
    edition: int
    """ How often what is struck in it has changed. """
    built_edition: int
    """ Which of these the content shows; only the latest can be approved. """

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        right = self.right.value

        status = self.status.value

        size = self.size

        sha256 = self.sha256

        parts = []
        for parts_item_data in self.parts:
            parts_item = parts_item_data.to_dict()
            parts.append(parts_item)

        created_at = self.created_at.isoformat()

        released_at: None | str
        if isinstance(self.released_at, datetime.datetime):
            released_at = self.released_at.isoformat()
        else:
            released_at = self.released_at

        expires_at: None | str
        if isinstance(self.expires_at, datetime.datetime):
            expires_at = self.expires_at.isoformat()
        else:
            expires_at = self.expires_at

        downloads = self.downloads

        edition = self.edition

        built_edition = self.built_edition

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "right": right,
                "status": status,
                "size": size,
                "sha256": sha256,
                "parts": parts,
                "created_at": created_at,
                "released_at": released_at,
                "expires_at": expires_at,
                "downloads": downloads,
                "edition": edition,
                "built_edition": built_edition,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.part_out import PartOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        right = Right(d.pop("right"))

        status = PackageStatus(d.pop("status"))

        size = d.pop("size")

        sha256 = d.pop("sha256")

        parts = []
        _parts = d.pop("parts")
        for parts_item_data in _parts:
            parts_item = PartOut.from_dict(parts_item_data)

            parts.append(parts_item)

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

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

        def _parse_expires_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                expires_at_type_0 = datetime.datetime.fromisoformat(data)

                return expires_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        expires_at = _parse_expires_at(d.pop("expires_at"))

        downloads = d.pop("downloads")

        edition = d.pop("edition")

        built_edition = d.pop("built_edition")

        export_out = cls(
            id=id,
            right=right,
            status=status,
            size=size,
            sha256=sha256,
            parts=parts,
            created_at=created_at,
            released_at=released_at,
            expires_at=expires_at,
            downloads=downloads,
            edition=edition,
            built_edition=built_edition,
        )

        return export_out
