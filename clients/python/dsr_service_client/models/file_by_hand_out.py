from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="FileByHandOut")


@_attrs_define
class FileByHandOut:
    store: str
    """ As the data map names it. """
    name: str

    def to_dict(self) -> dict[str, Any]:
        store = self.store

        name = self.name

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "store": store,
                "name": name,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        store = d.pop("store")

        name = d.pop("name")

        file_by_hand_out = cls(
            store=store,
            name=name,
        )

        return file_by_hand_out
