from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="MessageOut")


@_attrs_define
class MessageOut:
    id: UUID
    """ Stable: a letter that is sent twice bears it twice. """
    kind: str
    locale: str
    subject: str
    body: str
    created_at: datetime.datetime
    sent_at: datetime.datetime | None
    """ When it went out; null as long as it did not. """
    undeliverable_at: datetime.datetime | None
    """ When its address refused it for good; it then goes to the next one known, or by hand. """
    failure: None | str
    """ Why, as a code. """
    delayed_at: datetime.datetime | None
    """ Since when it waits, as its address had its share of mails for the day. """
    author: None | str
    """ Who wrote it, for a free message. """

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        kind = self.kind

        locale = self.locale

        subject = self.subject

        body = self.body

        created_at = self.created_at.isoformat()

        sent_at: None | str
        if isinstance(self.sent_at, datetime.datetime):
            sent_at = self.sent_at.isoformat()
        else:
            sent_at = self.sent_at

        undeliverable_at: None | str
        if isinstance(self.undeliverable_at, datetime.datetime):
            undeliverable_at = self.undeliverable_at.isoformat()
        else:
            undeliverable_at = self.undeliverable_at

        failure: None | str
        failure = self.failure

        delayed_at: None | str
        if isinstance(self.delayed_at, datetime.datetime):
            delayed_at = self.delayed_at.isoformat()
        else:
            delayed_at = self.delayed_at

        author: None | str
        author = self.author

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "locale": locale,
                "subject": subject,
                "body": body,
                "created_at": created_at,
                "sent_at": sent_at,
                "undeliverable_at": undeliverable_at,
                "failure": failure,
                "delayed_at": delayed_at,
                "author": author,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        kind = d.pop("kind")

        locale = d.pop("locale")

        subject = d.pop("subject")

        body = d.pop("body")

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

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

        def _parse_undeliverable_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                undeliverable_at_type_0 = datetime.datetime.fromisoformat(data)

                return undeliverable_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        undeliverable_at = _parse_undeliverable_at(d.pop("undeliverable_at"))

        def _parse_failure(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        failure = _parse_failure(d.pop("failure"))

        def _parse_delayed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                delayed_at_type_0 = datetime.datetime.fromisoformat(data)

                return delayed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        delayed_at = _parse_delayed_at(d.pop("delayed_at"))

        def _parse_author(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        author = _parse_author(d.pop("author"))

        message_out = cls(
            id=id,
            kind=kind,
            locale=locale,
            subject=subject,
            body=body,
            created_at=created_at,
            sent_at=sent_at,
            undeliverable_at=undeliverable_at,
            failure=failure,
            delayed_at=delayed_at,
            author=author,
        )

        return message_out
