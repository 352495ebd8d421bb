from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="ViewOut")


@_attrs_define
class ViewOut:
    id: UUID
    url: None | str
    """ Where the first page is, until it expires; null in a replayed answer. """
    pages: int
    """ How many pages there are: replace the last segment by 0 to pages - 1. """
    expires_at: datetime.datetime
    replayed: bool = False

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        url: None | str
        url = self.url

        pages = self.pages

        expires_at = self.expires_at.isoformat()

        replayed = self.replayed

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "url": url,
                "pages": pages,
                "expires_at": expires_at,
                "replayed": replayed,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        def _parse_url(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        url = _parse_url(d.pop("url"))

        pages = d.pop("pages")

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        replayed = d.pop("replayed")

        view_out = cls(
            id=id,
            url=url,
            pages=pages,
            expires_at=expires_at,
            replayed=replayed,
        )

        return view_out
