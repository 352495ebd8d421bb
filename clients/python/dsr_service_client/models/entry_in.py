from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.entry_in_entry import EntryInEntry


T = TypeVar("T", bound="EntryIn")


@_attrs_define
class EntryIn:
    entry: EntryInEntry
    """ The entry's own fields; see the registers' page of the documentation. """

    def to_dict(self) -> dict[str, Any]:
        entry = self.entry.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "entry": entry,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.entry_in_entry import EntryInEntry  # noqa: PLC0415

        d = dict(src_dict)
        entry = EntryInEntry.from_dict(d.pop("entry"))

        entry_in = cls(
            entry=entry,
        )

        return entry_in
