from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.letter_kind import LetterKind

T = TypeVar("T", bound="LetterOut")


@_attrs_define
class LetterOut:
    kind: LetterKind
    language: str
    subject: str
    text: str
    html: str
    """ One page that loads nothing. """

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind.value

        language = self.language

        subject = self.subject

        text = self.text

        html = self.html

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "language": language,
                "subject": subject,
                "text": text,
                "html": html,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = LetterKind(d.pop("kind"))

        language = d.pop("language")

        subject = d.pop("subject")

        text = d.pop("text")

        html = d.pop("html")

        letter_out = cls(
            kind=kind,
            language=language,
            subject=subject,
            text=text,
            html=html,
        )

        return letter_out
