from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.identifier_in import IdentifierIn


T = TypeVar("T", bound="SuppressionLiftIn")


@_attrs_define
class SuppressionLiftIn:
    purpose: str
    identifiers: list[IdentifierIn]

    def to_dict(self) -> dict[str, Any]:
        purpose = self.purpose

        identifiers = []
        for identifiers_item_data in self.identifiers:
            identifiers_item = identifiers_item_data.to_dict()
            identifiers.append(identifiers_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "purpose": purpose,
                "identifiers": identifiers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.identifier_in import IdentifierIn  # noqa: PLC0415

        d = dict(src_dict)
        purpose = d.pop("purpose")

        identifiers = []
        _identifiers = d.pop("identifiers")
        for identifiers_item_data in _identifiers:
            identifiers_item = IdentifierIn.from_dict(identifiers_item_data)

            identifiers.append(identifiers_item)

        suppression_lift_in = cls(
            purpose=purpose,
            identifiers=identifiers,
        )

        return suppression_lift_in
