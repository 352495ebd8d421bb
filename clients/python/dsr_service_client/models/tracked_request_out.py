from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.status import Status

if TYPE_CHECKING:
    from ..models.tracked_export import TrackedExport
    from ..models.tracked_right import TrackedRight


T = TypeVar("T", bound="TrackedRequestOut")


@_attrs_define
class TrackedRequestOut:
    """What the person sees: nothing of who works on it."""

    reference: str
    status: Status
    received_at: datetime.datetime
    closed_at: datetime.datetime | None
    rights: list[TrackedRight]
    due_date: datetime.date | None
    """ The last day for the answer; null while the clock waits. """
    extended: bool
    waits_for_you: bool
    """ A proof of identity is awaited. """
    identity_verified: bool
    release_waits_until: datetime.datetime | None
    """ Until when nothing is given out, so that you can say that it was not you. """
    exports: list[TrackedExport]
    """ What is ready to be fetched. """
    session_expires_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        reference = self.reference

        status = self.status.value

        received_at = self.received_at.isoformat()

        closed_at: None | str
        if isinstance(self.closed_at, datetime.datetime):
            closed_at = self.closed_at.isoformat()
        else:
            closed_at = self.closed_at

        rights = []
        for rights_item_data in self.rights:
            rights_item = rights_item_data.to_dict()
            rights.append(rights_item)

        due_date: None | str
        if isinstance(self.due_date, datetime.date):
            due_date = self.due_date.isoformat()
        else:
            due_date = self.due_date

        extended = self.extended

        waits_for_you = self.waits_for_you

        identity_verified = self.identity_verified

        release_waits_until: None | str
        if isinstance(self.release_waits_until, datetime.datetime):
            release_waits_until = self.release_waits_until.isoformat()
        else:
            release_waits_until = self.release_waits_until

        exports = []
        for exports_item_data in self.exports:
            exports_item = exports_item_data.to_dict()
            exports.append(exports_item)

        session_expires_at = self.session_expires_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reference": reference,
                "status": status,
                "received_at": received_at,
                "closed_at": closed_at,
                "rights": rights,
                "due_date": due_date,
                "extended": extended,
                "waits_for_you": waits_for_you,
                "identity_verified": identity_verified,
                "release_waits_until": release_waits_until,
                "exports": exports,
                "session_expires_at": session_expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.tracked_export import TrackedExport  # noqa: PLC0415
        from ..models.tracked_right import TrackedRight  # noqa: PLC0415

        d = dict(src_dict)
        reference = d.pop("reference")

        status = Status(d.pop("status"))

        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        def _parse_closed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_at_type_0 = datetime.datetime.fromisoformat(data)

                return closed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        closed_at = _parse_closed_at(d.pop("closed_at"))

        rights = []
        _rights = d.pop("rights")
        for rights_item_data in _rights:
            rights_item = TrackedRight.from_dict(rights_item_data)

            rights.append(rights_item)

        def _parse_due_date(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                due_date_type_0 = datetime.date.fromisoformat(data)

                return due_date_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        due_date = _parse_due_date(d.pop("due_date"))

        extended = d.pop("extended")

        waits_for_you = d.pop("waits_for_you")

        identity_verified = d.pop("identity_verified")

        def _parse_release_waits_until(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                release_waits_until_type_0 = datetime.datetime.fromisoformat(data)

                return release_waits_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        release_waits_until = _parse_release_waits_until(d.pop("release_waits_until"))

        exports = []
        _exports = d.pop("exports")
        for exports_item_data in _exports:
            exports_item = TrackedExport.from_dict(exports_item_data)

            exports.append(exports_item)

        session_expires_at = datetime.datetime.fromisoformat(d.pop("session_expires_at"))

        tracked_request_out = cls(
            reference=reference,
            status=status,
            received_at=received_at,
            closed_at=closed_at,
            rights=rights,
            due_date=due_date,
            extended=extended,
            waits_for_you=waits_for_you,
            identity_verified=identity_verified,
            release_waits_until=release_waits_until,
            exports=exports,
            session_expires_at=session_expires_at,
        )

        return tracked_request_out
