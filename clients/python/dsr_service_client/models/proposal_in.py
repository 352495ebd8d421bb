from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="ProposalIn")


@_attrs_define
class ProposalIn:
    content: str
    """ fideslang Dataset YAML. """
    reason: str
    """ Why it changes. """

    def to_dict(self) -> dict[str, Any]:
        content = self.content

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "content": content,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        content = d.pop("content")

        reason = d.pop("reason")

        proposal_in = cls(
            content=content,
            reason=reason,
        )

        return proposal_in
