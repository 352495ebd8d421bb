from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RulesVersionOut")


@_attrs_define
class RulesVersionOut:
    number: int
    sha256: str
    content: str
    active: bool
    created_at: datetime.datetime
    created_by: str

    def to_dict(self) -> dict[str, Any]:
        number = self.number

        sha256 = self.sha256

        content = self.content

        active = self.active

        created_at = self.created_at.isoformat()

        created_by = self.created_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "number": number,
                "sha256": sha256,
                "content": content,
                "active": active,
                "created_at": created_at,
                "created_by": created_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        number = d.pop("number")

        sha256 = d.pop("sha256")

        content = d.pop("content")

        active = d.pop("active")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_by = d.pop("created_by")

        rules_version_out = cls(
            number=number,
            sha256=sha256,
            content=content,
            active=active,
            created_at=created_at,
            created_by=created_by,
        )

        return rules_version_out
