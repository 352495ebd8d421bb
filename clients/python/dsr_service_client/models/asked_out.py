from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.channel import Channel
from ..models.right import Right

T = TypeVar("T", bound="AskedOut")


@_attrs_define
class AskedOut:
    received_at: datetime.datetime
    """ When it reached an official channel: the clock starts here. """
    recorded_at: datetime.datetime
    channel: Channel
    rights: list[Right]
    reminders: int
    """ How often the person asked again about the same (EDPB 01/2022, 29). """
    identity_method: None | str
    identity_verified_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        received_at = self.received_at.isoformat()

        recorded_at = self.recorded_at.isoformat()

        channel = self.channel.value

        rights = []
        for rights_item_data in self.rights:
            rights_item = rights_item_data.value
            rights.append(rights_item)

        reminders = self.reminders

        identity_method: None | str
        identity_method = self.identity_method

        identity_verified_at: None | str
        if isinstance(self.identity_verified_at, datetime.datetime):
            identity_verified_at = self.identity_verified_at.isoformat()
        else:
            identity_verified_at = self.identity_verified_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "received_at": received_at,
                "recorded_at": recorded_at,
                "channel": channel,
                "rights": rights,
                "reminders": reminders,
                "identity_method": identity_method,
                "identity_verified_at": identity_verified_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        recorded_at = datetime.datetime.fromisoformat(d.pop("recorded_at"))

        channel = Channel(d.pop("channel"))

        rights = []
        _rights = d.pop("rights")
        for rights_item_data in _rights:
            rights_item = Right(rights_item_data)

            rights.append(rights_item)

        reminders = d.pop("reminders")

        def _parse_identity_method(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        identity_method = _parse_identity_method(d.pop("identity_method"))

        def _parse_identity_verified_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                identity_verified_at_type_0 = datetime.datetime.fromisoformat(data)

                return identity_verified_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        identity_verified_at = _parse_identity_verified_at(d.pop("identity_verified_at"))

        asked_out = cls(
            received_at=received_at,
            recorded_at=recorded_at,
            channel=channel,
            rights=rights,
            reminders=reminders,
            identity_method=identity_method,
            identity_verified_at=identity_verified_at,
        )

        return asked_out
