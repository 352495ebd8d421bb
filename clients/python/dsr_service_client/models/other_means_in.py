from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.other_means_in_method import OtherMeansInMethod
from ..types import UNSET, Unset

T = TypeVar("T", bound="OtherMeansIn")


@_attrs_define
class OtherMeansIn:
    """What staff saw."""

    method: OtherMeansInMethod
    """ How else the identity was proved; always accepted where equivalent (art. 12(6)). """
    note: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        method = self.method.value

        note: None | str | Unset
        if isinstance(self.note, Unset):
            note = UNSET
        else:
            note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "method": method,
            }
        )
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        method = OtherMeansInMethod(d.pop("method"))

        def _parse_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        note = _parse_note(d.pop("note", UNSET))

        other_means_in = cls(
            method=method,
            note=note,
        )

        return other_means_in
