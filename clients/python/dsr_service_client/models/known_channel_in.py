from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="KnownChannelIn")


@_attrs_define
class KnownChannelIn:
    """Where the integration has reached the person since before the request."""

    email: str
    """ One plain address. """
    known_since: datetime.datetime
    """ Since when, as your own records say. """

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        known_since = self.known_since.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "email": email,
                "known_since": known_since,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        email = d.pop("email")

        known_since = datetime.datetime.fromisoformat(d.pop("known_since"))

        known_channel_in = cls(
            email=email,
            known_since=known_since,
        )

        return known_channel_in
