from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.origin import Origin
from ..models.standing import Standing

T = TypeVar("T", bound="ChannelOut")


@_attrs_define
class ChannelOut:
    id: UUID
    email: str
    origin: Origin
    """ Who says that the person is reached there. """
    place: None | str
    """ The collection that it was read from. """
    known_since: datetime.datetime | None
    standing: Standing
    """ How a channel stands to the request. """
    may_prove: bool
    """ A one-time code may go there. """
    may_release: bool
    """ Data may leave through it. """
    confirmed_at: datetime.datetime | None
    confirmed_by: None | str
    confirmation: None | str

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        email = self.email

        origin = self.origin.value

        place: None | str
        place = self.place

        known_since: None | str
        if isinstance(self.known_since, datetime.datetime):
            known_since = self.known_since.isoformat()
        else:
            known_since = self.known_since

        standing = self.standing.value

        may_prove = self.may_prove

        may_release = self.may_release

        confirmed_at: None | str
        if isinstance(self.confirmed_at, datetime.datetime):
            confirmed_at = self.confirmed_at.isoformat()
        else:
            confirmed_at = self.confirmed_at

        confirmed_by: None | str
        confirmed_by = self.confirmed_by

        confirmation: None | str
        confirmation = self.confirmation

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "email": email,
                "origin": origin,
                "place": place,
                "known_since": known_since,
                "standing": standing,
                "may_prove": may_prove,
                "may_release": may_release,
                "confirmed_at": confirmed_at,
                "confirmed_by": confirmed_by,
                "confirmation": confirmation,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        email = d.pop("email")

        origin = Origin(d.pop("origin"))

        def _parse_place(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        place = _parse_place(d.pop("place"))

        def _parse_known_since(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                known_since_type_0 = datetime.datetime.fromisoformat(data)

                return known_since_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        known_since = _parse_known_since(d.pop("known_since"))

        standing = Standing(d.pop("standing"))

        may_prove = d.pop("may_prove")

        may_release = d.pop("may_release")

        def _parse_confirmed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                confirmed_at_type_0 = datetime.datetime.fromisoformat(data)

                return confirmed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        confirmed_at = _parse_confirmed_at(d.pop("confirmed_at"))

        def _parse_confirmed_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        confirmed_by = _parse_confirmed_by(d.pop("confirmed_by"))

        def _parse_confirmation(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        confirmation = _parse_confirmation(d.pop("confirmation"))

        channel_out = cls(
            id=id,
            email=email,
            origin=origin,
            place=place,
            known_since=known_since,
            standing=standing,
            may_prove=may_prove,
            may_release=may_release,
            confirmed_at=confirmed_at,
            confirmed_by=confirmed_by,
            confirmation=confirmation,
        )

        return channel_out
