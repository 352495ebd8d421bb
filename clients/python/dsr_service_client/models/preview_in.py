from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.preview_in_language import PreviewInLanguage
from ..types import UNSET, Unset

T = TypeVar("T", bound="PreviewIn")


@_attrs_define
class PreviewIn:
    language: PreviewInLanguage | Unset = PreviewInLanguage.FR

    def to_dict(self) -> dict[str, Any]:
        language: str | Unset = UNSET
        if not isinstance(self.language, Unset):
            language = self.language.value

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if language is not UNSET:
            field_dict["language"] = language

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        _language = d.pop("language", UNSET)
        language: PreviewInLanguage | Unset
        if isinstance(_language, Unset):
            language = UNSET
        else:
            language = PreviewInLanguage(_language)

        preview_in = cls(
            language=language,
        )

        return preview_in
