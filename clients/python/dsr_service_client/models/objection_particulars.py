from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ObjectionParticulars")


@_attrs_define
class ObjectionParticulars:
    purposes: list[str]
    """ What the person objects to. """
    situation: None | str | Unset = UNSET
    """ The particular situation (art. 21(1)); never for marketing. """

    def to_dict(self) -> dict[str, Any]:
        purposes = self.purposes

        situation: None | str | Unset
        if isinstance(self.situation, Unset):
            situation = UNSET
        else:
            situation = self.situation

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "purposes": purposes,
            }
        )
        if situation is not UNSET:
            field_dict["situation"] = situation

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        purposes = cast(list[str], d.pop("purposes"))

        def _parse_situation(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        situation = _parse_situation(d.pop("situation", UNSET))

        objection_particulars = cls(
            purposes=purposes,
            situation=situation,
        )

        return objection_particulars
