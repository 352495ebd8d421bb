from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.right import Right
from ..types import UNSET, Unset

T = TypeVar("T", bound="RefusalIn")


@_attrs_define
class RefusalIn:
    rights: list[Right]
    ground: str
    reasons: str
    """ What the person is told (art. 12(4)). """
    purposes: list[str] | None | Unset = UNSET
    """ Of an objection alone: only these purposes are refused, the others are upheld. """

    def to_dict(self) -> dict[str, Any]:
        rights = []
        for rights_item_data in self.rights:
            rights_item = rights_item_data.value
            rights.append(rights_item)

        ground = self.ground

        reasons = self.reasons

        purposes: list[str] | None | Unset
        if isinstance(self.purposes, Unset):
            purposes = UNSET
        elif isinstance(self.purposes, list):
            purposes = self.purposes

        else:
            purposes = self.purposes

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "rights": rights,
                "ground": ground,
                "reasons": reasons,
            }
        )
        if purposes is not UNSET:
            field_dict["purposes"] = purposes

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        rights = []
        _rights = d.pop("rights")
        for rights_item_data in _rights:
            rights_item = Right(rights_item_data)

            rights.append(rights_item)

        ground = d.pop("ground")

        reasons = d.pop("reasons")

        def _parse_purposes(data: object) -> list[str] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                purposes_type_0 = cast(list[str], data)

                return purposes_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[str] | None | Unset, data)

        purposes = _parse_purposes(d.pop("purposes", UNSET))

        refusal_in = cls(
            rights=rights,
            ground=ground,
            reasons=reasons,
            purposes=purposes,
        )

        return refusal_in
