from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.erasure_ground import ErasureGround

T = TypeVar("T", bound="GroundOfErasureOut")


@_attrs_define
class GroundOfErasureOut:
    code: ErasureGround
    """ Why the data must go: one of these is needed (art. 17(1)). """
    article: str

    def to_dict(self) -> dict[str, Any]:
        code = self.code.value

        article = self.article

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "code": code,
                "article": article,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        code = ErasureGround(d.pop("code"))

        article = d.pop("article")

        ground_of_erasure_out = cls(
            code=code,
            article=article,
        )

        return ground_of_erasure_out
