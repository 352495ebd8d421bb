from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="ChannelIn")


@_attrs_define
class ChannelIn:
    email: str
    """ One plain address. """
    known_since: datetime.datetime | None | Unset = UNSET
    """ Since when the person is reached there; a storefront must say it. """

    def to_dict(self) -> dict[str, Any]:
        email = self.email

        known_since: None | str | Unset
        if isinstance(self.known_since, Unset):
            known_since = UNSET
        elif isinstance(self.known_since, datetime.datetime):
            known_since = self.known_since.isoformat()
        else:
            known_since = self.known_since

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "email": email,
            }
        )
        if known_since is not UNSET:
            field_dict["known_since"] = known_since

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        email = d.pop("email")

        def _parse_known_since(data: object) -> datetime.datetime | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                known_since_type_0 = datetime.datetime.fromisoformat(data)

                return known_since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None | Unset, data)

        known_since = _parse_known_since(d.pop("known_since", UNSET))

        channel_in = cls(
            email=email,
            known_since=known_since,
        )

        return channel_in
