from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="LetterAnswerOut")


@_attrs_define
class LetterAnswerOut:
    id: UUID
    kind: str
    sha256: str
    """ Of subject, blank line and body, in UTF-8. """
    written_at: datetime.datetime
    sent_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        sha256 = self.sha256

        written_at = self.written_at.isoformat()

        sent_at: None | str
        if isinstance(self.sent_at, datetime.datetime):
            sent_at = self.sent_at.isoformat()
        else:
            sent_at = self.sent_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "sha256": sha256,
                "written_at": written_at,
                "sent_at": sent_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        sha256 = d.pop("sha256")

        written_at = datetime.datetime.fromisoformat(d.pop("written_at"))

        def _parse_sent_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                sent_at_type_0 = datetime.datetime.fromisoformat(data)

                return sent_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        sent_at = _parse_sent_at(d.pop("sent_at"))

        letter_answer_out = cls(
            id=id,
            kind=kind,
            sha256=sha256,
            written_at=written_at,
            sent_at=sent_at,
        )

        return letter_answer_out
