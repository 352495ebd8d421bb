from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="GroundOut")


@_attrs_define
class GroundOut:
    code: str
    article: str
    must_record: str
    partial_only: bool

    def to_dict(self) -> dict[str, Any]:
        code = self.code

        article = self.article

        must_record = self.must_record

        partial_only = self.partial_only

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "article": article,
                "must_record": must_record,
                "partial_only": partial_only,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = d.pop("code")

        article = d.pop("article")

        must_record = d.pop("must_record")

        partial_only = d.pop("partial_only")

        ground_out = cls(
            code=code,
            article=article,
            must_record=must_record,
            partial_only=partial_only,
        )

        return ground_out
