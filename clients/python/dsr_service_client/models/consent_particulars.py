from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ConsentParticulars")


@_attrs_define
class ConsentParticulars:
    purposes: list[str] | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        purposes: list[str] | Unset = UNSET
        if not isinstance(self.purposes, Unset):
            purposes = self.purposes

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if purposes is not UNSET:
            field_dict["purposes"] = purposes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        purposes = cast(list[str], d.pop("purposes", UNSET))

        consent_particulars = cls(
            purposes=purposes,
        )

        return consent_particulars
