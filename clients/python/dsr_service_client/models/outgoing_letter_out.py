from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="OutgoingLetterOut")


@_attrs_define
class OutgoingLetterOut:
    """One mail, ready to be sent: codes and links are in it."""

    id: UUID
    """ The same over all events: what was sent already is to be passed over. """
    to: str
    """ The one address that it may go to. """
    locale: str
    subject: str
    text: str
    html: None | str
    written_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        to = self.to

        locale = self.locale

        subject = self.subject

        text = self.text

        html: None | str
        html = self.html

        written_at = self.written_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "to": to,
                "locale": locale,
                "subject": subject,
                "text": text,
                "html": html,
                "written_at": written_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        to = d.pop("to")

        locale = d.pop("locale")

        subject = d.pop("subject")

        text = d.pop("text")

        def _parse_html(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        html = _parse_html(d.pop("html"))

        written_at = datetime.datetime.fromisoformat(d.pop("written_at"))

        outgoing_letter_out = cls(
            id=id,
            to=to,
            locale=locale,
            subject=subject,
            text=text,
            html=html,
            written_at=written_at,
        )

        return outgoing_letter_out
