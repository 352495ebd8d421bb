from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.notice_cause import NoticeCause

T = TypeVar("T", bound="TrackedRecipientOut")


@_attrs_define
class TrackedRecipientOut:
    """A recipient of the person's data, by name."""

    name: str
    cause: NoticeCause
    told_at: datetime.datetime | None
    """ Null while it was not reached yet. """

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        cause = self.cause.value

        told_at: None | str
        if isinstance(self.told_at, datetime.datetime):
            told_at = self.told_at.isoformat()
        else:
            told_at = self.told_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "cause": cause,
                "told_at": told_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        cause = NoticeCause(d.pop("cause"))

        def _parse_told_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                told_at_type_0 = datetime.datetime.fromisoformat(data)

                return told_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        told_at = _parse_told_at(d.pop("told_at"))

        tracked_recipient_out = cls(
            name=name,
            cause=cause,
            told_at=told_at,
        )

        return tracked_recipient_out
