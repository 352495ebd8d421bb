from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.explanation_out import ExplanationOut


T = TypeVar("T", bound="ComputedOut")


@_attrs_define
class ComputedOut:
    """A deadline as computed, with the ordered steps by which it was reached (art. 12(3), Regulation 1182/71)."""

    received_local_date: datetime.date
    nominal_end: datetime.date
    suspension_days: int
    nominal_end_with_suspension: datetime.date
    due_date: datetime.date | None
    """ The last day; null while a suspension is open. """
    rolled: bool
    """ Whether the end fell on a weekend or a public holiday. """
    extension_notice_due: datetime.date | None
    refusal_information_due: datetime.date | None
    due_last_second_local: None | str
    due_before_exclusive_utc: None | str
    suspension_open: bool
    safe_due: datetime.date | None
    """ The due date without contestable suspensions, where there are any. """
    contestable: bool
    internal_target: datetime.date | None
    rules_version: str
    explanation: list[ExplanationOut]

    def to_dict(self) -> dict[str, Any]:
        received_local_date = self.received_local_date.isoformat()

        nominal_end = self.nominal_end.isoformat()

        suspension_days = self.suspension_days

        nominal_end_with_suspension = self.nominal_end_with_suspension.isoformat()

        due_date: None | str
        if isinstance(self.due_date, datetime.date):
            due_date = self.due_date.isoformat()
        else:
            due_date = self.due_date

        rolled = self.rolled

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

        due_last_second_local: None | str
        due_last_second_local = self.due_last_second_local

        due_before_exclusive_utc: None | str
        due_before_exclusive_utc = self.due_before_exclusive_utc

        suspension_open = self.suspension_open

        safe_due: None | str
        if isinstance(self.safe_due, datetime.date):
            safe_due = self.safe_due.isoformat()
        else:
            safe_due = self.safe_due

        contestable = self.contestable

        internal_target: None | str
        if isinstance(self.internal_target, datetime.date):
            internal_target = self.internal_target.isoformat()
        else:
            internal_target = self.internal_target

        rules_version = self.rules_version

        explanation = []
        for explanation_item_data in self.explanation:
            explanation_item = explanation_item_data.to_dict()
            explanation.append(explanation_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "received_local_date": received_local_date,
                "nominal_end": nominal_end,
                "suspension_days": suspension_days,
                "nominal_end_with_suspension": nominal_end_with_suspension,
                "due_date": due_date,
                "rolled": rolled,
                "extension_notice_due": extension_notice_due,
                "refusal_information_due": refusal_information_due,
                "due_last_second_local": due_last_second_local,
                "due_before_exclusive_utc": due_before_exclusive_utc,
                "suspension_open": suspension_open,
                "safe_due": safe_due,
                "contestable": contestable,
                "internal_target": internal_target,
                "rules_version": rules_version,
                "explanation": explanation,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.explanation_out import ExplanationOut  # noqa: PLC0415

        d = dict(src_dict)
        received_local_date = datetime.date.fromisoformat(d.pop("received_local_date"))

        nominal_end = datetime.date.fromisoformat(d.pop("nominal_end"))

        suspension_days = d.pop("suspension_days")

        nominal_end_with_suspension = datetime.date.fromisoformat(d.pop("nominal_end_with_suspension"))

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

        rolled = d.pop("rolled")

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

        def _parse_due_last_second_local(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        due_last_second_local = _parse_due_last_second_local(d.pop("due_last_second_local"))

        def _parse_due_before_exclusive_utc(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        due_before_exclusive_utc = _parse_due_before_exclusive_utc(d.pop("due_before_exclusive_utc"))

        suspension_open = d.pop("suspension_open")

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

        contestable = d.pop("contestable")

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

        rules_version = d.pop("rules_version")

        explanation = []
        _explanation = d.pop("explanation")
        for explanation_item_data in _explanation:
            explanation_item = ExplanationOut.from_dict(explanation_item_data)

            explanation.append(explanation_item)

        computed_out = cls(
            received_local_date=received_local_date,
            nominal_end=nominal_end,
            suspension_days=suspension_days,
            nominal_end_with_suspension=nominal_end_with_suspension,
            due_date=due_date,
            rolled=rolled,
            extension_notice_due=extension_notice_due,
            refusal_information_due=refusal_information_due,
            due_last_second_local=due_last_second_local,
            due_before_exclusive_utc=due_before_exclusive_utc,
            suspension_open=suspension_open,
            safe_due=safe_due,
            contestable=contestable,
            internal_target=internal_target,
            rules_version=rules_version,
            explanation=explanation,
        )

        return computed_out
