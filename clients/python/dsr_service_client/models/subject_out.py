from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.identifier_out import IdentifierOut


T = TypeVar("T", bound="SubjectOut")


@_attrs_define
class SubjectOut:
    name: None | str
    identifiers: list[IdentifierOut]

    def to_dict(self) -> dict[str, Any]:
        name: None | str
        name = self.name

        identifiers = []
        for identifiers_item_data in self.identifiers:
            identifiers_item = identifiers_item_data.to_dict()
            identifiers.append(identifiers_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "identifiers": identifiers,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.identifier_out import IdentifierOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        name = _parse_name(d.pop("name"))

        identifiers = []
        _identifiers = d.pop("identifiers")
        for identifiers_item_data in _identifiers:
            identifiers_item = IdentifierOut.from_dict(identifiers_item_data)

            identifiers.append(identifiers_item)

        subject_out = cls(
            name=name,
            identifiers=identifiers,
        )

        return subject_out
