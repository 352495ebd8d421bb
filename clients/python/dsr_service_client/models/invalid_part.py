from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.invalid_part_in import InvalidPartIn

T = TypeVar("T", bound="InvalidPart")


@_attrs_define
class InvalidPart:
    """One fault in the input."""

    detail: str
    """ What is wrong; never quotes the input. """
    pointer: str
    """ RFC 6901 pointer to the place. """
    in_: InvalidPartIn
    """ What the pointer points into. """

    def to_dict(self) -> dict[str, Any]:
        detail = self.detail

        pointer = self.pointer

        in_ = self.in_.value

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "detail": detail,
                "pointer": pointer,
                "in": in_,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        detail = d.pop("detail")

        pointer = d.pop("pointer")

        in_ = InvalidPartIn(d.pop("in"))

        invalid_part = cls(
            detail=detail,
            pointer=pointer,
            in_=in_,
        )

        return invalid_part
