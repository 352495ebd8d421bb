from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.entry_out_entry import EntryOutEntry


T = TypeVar("T", bound="EntryOut")


@_attrs_define
class EntryOut:
    key: str
    version: int
    entry: EntryOutEntry
    updated_at: datetime.datetime
    updated_by: str

    def to_dict(self) -> dict[str, Any]:
        key = self.key

        version = self.version

        entry = self.entry.to_dict()

        updated_at = self.updated_at.isoformat()

        updated_by = self.updated_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "key": key,
                "version": version,
                "entry": entry,
                "updated_at": updated_at,
                "updated_by": updated_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.entry_out_entry import EntryOutEntry  # noqa: PLC0415

        d = dict(src_dict)
        key = d.pop("key")

        version = d.pop("version")

        entry = EntryOutEntry.from_dict(d.pop("entry"))

        updated_at = datetime.datetime.fromisoformat(d.pop("updated_at"))

        updated_by = d.pop("updated_by")

        entry_out = cls(
            key=key,
            version=version,
            entry=entry,
            updated_at=updated_at,
            updated_by=updated_by,
        )

        return entry_out
