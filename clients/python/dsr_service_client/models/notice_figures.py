from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="NoticeFigures")


@_attrs_define
class NoticeFigures:
    extensions: int
    extensions_lapsed: int
    """ Their notice did not go out within the first month. """
    refusals: int
    """ Rights refused. """
    refusals_late: int
    """ Refused after the first month (art. 12(4)). """

    def to_dict(self) -> dict[str, Any]:
        extensions = self.extensions

        extensions_lapsed = self.extensions_lapsed

        refusals = self.refusals

        refusals_late = self.refusals_late

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "extensions": extensions,
                "extensions_lapsed": extensions_lapsed,
                "refusals": refusals,
                "refusals_late": refusals_late,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        extensions = d.pop("extensions")

        extensions_lapsed = d.pop("extensions_lapsed")

        refusals = d.pop("refusals")

        refusals_late = d.pop("refusals_late")

        notice_figures = cls(
            extensions=extensions,
            extensions_lapsed=extensions_lapsed,
            refusals=refusals,
            refusals_late=refusals_late,
        )

        return notice_figures
