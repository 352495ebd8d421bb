from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ExportReleasedData")


@_attrs_define
class ExportReleasedData:
    request_id: str
    package_id: str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        package_id = self.package_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "package_id": package_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        package_id = d.pop("package_id")

        export_released_data = cls(
            request_id=request_id,
            package_id=package_id,
        )

        return export_released_data
