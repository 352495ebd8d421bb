from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.recipient_role import RecipientRole

T = TypeVar("T", bound="DisclosureOut")


@_attrs_define
class DisclosureOut:
    key: str
    name: str
    country: None | str
    role: None | RecipientRole
    purpose: None | str
    outside_eea: bool
    safeguard: None | str
    """ What protects the transfer (art. 15(2), 46). """
    collections: list[str]
    """ What it receives. """

    def to_dict(self) -> dict[str, Any]:
        key = self.key

        name = self.name

        country: None | str
        country = self.country

        role: None | str
        if isinstance(self.role, RecipientRole):
            role = self.role.value
        else:
            role = self.role

        purpose: None | str
        purpose = self.purpose

        outside_eea = self.outside_eea

        safeguard: None | str
        safeguard = self.safeguard

        collections = self.collections

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "key": key,
                "name": name,
                "country": country,
                "role": role,
                "purpose": purpose,
                "outside_eea": outside_eea,
                "safeguard": safeguard,
                "collections": collections,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        key = d.pop("key")

        name = d.pop("name")

        def _parse_country(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        country = _parse_country(d.pop("country"))

        def _parse_role(data: object) -> None | RecipientRole:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                role_type_0 = RecipientRole(data)

                return role_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RecipientRole, data)

        role = _parse_role(d.pop("role"))

        def _parse_purpose(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        purpose = _parse_purpose(d.pop("purpose"))

        outside_eea = d.pop("outside_eea")

        def _parse_safeguard(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        safeguard = _parse_safeguard(d.pop("safeguard"))

        collections = cast(list[str], d.pop("collections"))

        disclosure_out = cls(
            key=key,
            name=name,
            country=country,
            role=role,
            purpose=purpose,
            outside_eea=outside_eea,
            safeguard=safeguard,
            collections=collections,
        )

        return disclosure_out
