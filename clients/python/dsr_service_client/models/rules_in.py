from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="RulesIn")


@_attrs_define
class RulesIn:
    content: str
    """ YAML or JSON: `rules`, where they `keep` data, `holds`; its JSON Schema is in the documentation. """

    def to_dict(self) -> dict[str, Any]:
        content = self.content

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "content": content,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        content = d.pop("content")

        rules_in = cls(
            content=content,
        )

        return rules_in
