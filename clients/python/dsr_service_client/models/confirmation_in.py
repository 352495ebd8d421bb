from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ConfirmationIn")


@_attrs_define
class ConfirmationIn:
    how: str
    """ How you made sure that the person is reached there. """

    def to_dict(self) -> dict[str, Any]:
        how = self.how

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "how": how,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        how = d.pop("how")

        confirmation_in = cls(
            how=how,
        )

        return confirmation_in
