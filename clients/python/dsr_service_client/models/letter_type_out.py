from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.letter_kind import LetterKind

T = TypeVar("T", bound="LetterTypeOut")


@_attrs_define
class LetterTypeOut:
    kind: LetterKind
    article: str
    """ Of the GDPR, that it serves. """
    needs: list[str]
    """ Facts that it can't be without. """
    remedies: bool
    """ It names the authority and the judicial remedy (art. 12(4)). """
    automatic: bool
    """ Sent without anybody having looked: counts for the daily budget. """
    languages: list[str]

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind.value

        article = self.article

        needs = self.needs

        remedies = self.remedies

        automatic = self.automatic

        languages = self.languages

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "article": article,
                "needs": needs,
                "remedies": remedies,
                "automatic": automatic,
                "languages": languages,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = LetterKind(d.pop("kind"))

        article = d.pop("article")

        needs = cast(list[str], d.pop("needs"))

        remedies = d.pop("remedies")

        automatic = d.pop("automatic")

        languages = cast(list[str], d.pop("languages"))

        letter_type_out = cls(
            kind=kind,
            article=article,
            needs=needs,
            remedies=remedies,
            automatic=automatic,
            languages=languages,
        )

        return letter_type_out
