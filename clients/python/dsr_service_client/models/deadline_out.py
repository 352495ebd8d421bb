from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="DeadlineOut")


@_attrs_define
class DeadlineOut:
    """The statutory clock (art. 12(3))."""

    due_date: datetime.date | None
    """ The last day; null while the clock is suspended. """
    due_before_exclusive_utc: datetime.datetime | None
    """ The instant before which the answer must be out. """
    safe_due: datetime.date | None
    """ The due date without contestable suspensions, where there are any. """
    internal_target: datetime.date | None
    extension_notice_due: datetime.date | None
    refusal_information_due: datetime.date | None
    suspension_open: bool
    extended: bool
    overdue: bool

    def to_dict(self) -> dict[str, Any]:
        due_date: None | str
        if isinstance(self.due_date, datetime.date):
            due_date = self.due_date.isoformat()
        else:
            due_date = self.due_date

        due_before_exclusive_utc: None | str
        if isinstance(self.due_before_exclusive_utc, datetime.datetime):
            due_before_exclusive_utc = self.due_before_exclusive_utc.isoformat()
        else:
            due_before_exclusive_utc = self.due_before_exclusive_utc

        safe_due: None | str
        if isinstance(self.safe_due, datetime.date):
            safe_due = self.safe_due.isoformat()
        else:
            safe_due = self.safe_due

        internal_target: None | str
        if isinstance(self.internal_target, datetime.date):
            internal_target = self.internal_target.isoformat()
        else:
            internal_target = self.internal_target

        extension_notice_due: None | str
        if isinstance(self.extension_notice_due, datetime.date):
            extension_notice_due = self.extension_notice_due.isoformat()
        else:
            extension_notice_due = self.extension_notice_due

        refusal_information_due: None | str
        if isinstance(self.refusal_information_due, datetime.date):
            refusal_information_due = self.refusal_information_due.isoformat()
        else:
            refusal_information_due = self.refusal_information_due

        suspension_open = self.suspension_open

        extended = self.extended

        overdue = self.overdue

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "due_date": due_date,
                "due_before_exclusive_utc": due_before_exclusive_utc,
                "safe_due": safe_due,
                "internal_target": internal_target,
                "extension_notice_due": extension_notice_due,
                "refusal_information_due": refusal_information_due,
                "suspension_open": suspension_open,
                "extended": extended,
                "overdue": overdue,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

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

        def _parse_due_before_exclusive_utc(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                due_before_exclusive_utc_type_0 = datetime.datetime.fromisoformat(data)

                return due_before_exclusive_utc_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        due_before_exclusive_utc = _parse_due_before_exclusive_utc(d.pop("due_before_exclusive_utc"))

        def _parse_safe_due(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                safe_due_type_0 = datetime.date.fromisoformat(data)

                return safe_due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        safe_due = _parse_safe_due(d.pop("safe_due"))

        def _parse_internal_target(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                internal_target_type_0 = datetime.date.fromisoformat(data)

                return internal_target_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        internal_target = _parse_internal_target(d.pop("internal_target"))

        def _parse_extension_notice_due(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                extension_notice_due_type_0 = datetime.date.fromisoformat(data)

                return extension_notice_due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        extension_notice_due = _parse_extension_notice_due(d.pop("extension_notice_due"))

        def _parse_refusal_information_due(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                refusal_information_due_type_0 = datetime.date.fromisoformat(data)

                return refusal_information_due_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        refusal_information_due = _parse_refusal_information_due(d.pop("refusal_information_due"))

        suspension_open = d.pop("suspension_open")

        extended = d.pop("extended")

        overdue = d.pop("overdue")

        deadline_out = cls(
            due_date=due_date,
            due_before_exclusive_utc=due_before_exclusive_utc,
            safe_due=safe_due,
            internal_target=internal_target,
            extension_notice_due=extension_notice_due,
            refusal_information_due=refusal_information_due,
            suspension_open=suspension_open,
            extended=extended,
            overdue=overdue,
        )

        return deadline_out
