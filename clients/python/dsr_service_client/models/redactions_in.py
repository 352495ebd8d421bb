from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.redaction_target import RedactionTarget


T = TypeVar("T", bound="RedactionsIn")


@_attrs_define
class RedactionsIn:
    redactions: list[RedactionTarget]

    def to_dict(self) -> dict[str, Any]:
        redactions = []
        for redactions_item_data in self.redactions:
            redactions_item = redactions_item_data.to_dict()
            redactions.append(redactions_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "redactions": redactions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.redaction_target import RedactionTarget  # noqa: PLC0415

        d = dict(src_dict)
        redactions = []
        _redactions = d.pop("redactions")
        for redactions_item_data in _redactions:
            redactions_item = RedactionTarget.from_dict(redactions_item_data)

            redactions.append(redactions_item)

        redactions_in = cls(
            redactions=redactions,
        )

        return redactions_in
