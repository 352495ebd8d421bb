from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.days_used import DaysUsed


T = TypeVar("T", bound="Figures")


@_attrs_define
class Figures:
    requests: int
    open_: int
    overdue: int
    """ Open now, and past the due date. """
    answered: int
    """ Carried out or refused, wholly or in part. """
    answered_late: int
    """ After the due date that held then. """
    withdrawn: int
    expired: int
    """ Closed because the person did not prove who asks. """
    within_one_month: int
    within_three_months: int
    share_within_one_month: float | None
    """ Of those answered or past their month; null while there are none. """
    share_within_three_months: float | None
    days_used: DaysUsed
    """ Days from receipt to the answer, without those on which the clock stood still; null without an answer. """

    def to_dict(self) -> dict[str, Any]:
        requests = self.requests

        open_ = self.open_

        overdue = self.overdue

        answered = self.answered

        answered_late = self.answered_late

        withdrawn = self.withdrawn

        expired = self.expired

        within_one_month = self.within_one_month

        within_three_months = self.within_three_months

        share_within_one_month: float | None
        share_within_one_month = self.share_within_one_month

        share_within_three_months: float | None
        share_within_three_months = self.share_within_three_months

        days_used = self.days_used.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "requests": requests,
                "open": open_,
                "overdue": overdue,
                "answered": answered,
                "answered_late": answered_late,
                "withdrawn": withdrawn,
                "expired": expired,
                "within_one_month": within_one_month,
                "within_three_months": within_three_months,
                "share_within_one_month": share_within_one_month,
                "share_within_three_months": share_within_three_months,
                "days_used": days_used,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.days_used import DaysUsed  # noqa: PLC0415

        d = dict(src_dict)
        requests = d.pop("requests")

        open_ = d.pop("open")

        overdue = d.pop("overdue")

        answered = d.pop("answered")

        answered_late = d.pop("answered_late")

        withdrawn = d.pop("withdrawn")

        expired = d.pop("expired")

        within_one_month = d.pop("within_one_month")

        within_three_months = d.pop("within_three_months")

        def _parse_share_within_one_month(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        share_within_one_month = _parse_share_within_one_month(d.pop("share_within_one_month"))

        def _parse_share_within_three_months(data: object) -> float | None:
            if data is None:
                return data
            return cast(float | None, data)

        share_within_three_months = _parse_share_within_three_months(d.pop("share_within_three_months"))

        days_used = DaysUsed.from_dict(d.pop("days_used"))

        figures = cls(
            requests=requests,
            open_=open_,
            overdue=overdue,
            answered=answered,
            answered_late=answered_late,
            withdrawn=withdrawn,
            expired=expired,
            within_one_month=within_one_month,
            within_three_months=within_three_months,
            share_within_one_month=share_within_one_month,
            share_within_three_months=share_within_three_months,
            days_used=days_used,
        )

        return figures
