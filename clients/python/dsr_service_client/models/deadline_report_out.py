from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.figures import Figures
    from ..models.month_figures import MonthFigures
    from ..models.notice_figures import NoticeFigures
    from ..models.right_figures import RightFigures
    from ..models.suspension_figures import SuspensionFigures


T = TypeVar("T", bound="DeadlineReportOut")


@_attrs_define
class DeadlineReportOut:
    """How deadlines were kept (art. 12(3)-(4)), over the requests received in a period."""

    received_from: datetime.date | None
    received_before: datetime.date | None
    as_of: datetime.datetime
    overall: Figures
    by_right: list[RightFigures]
    by_month: list[MonthFigures]
    suspensions: SuspensionFigures
    notices: NoticeFigures

    def to_dict(self) -> dict[str, Any]:
        received_from: None | str
        if isinstance(self.received_from, datetime.date):
            received_from = self.received_from.isoformat()
        else:
            received_from = self.received_from

        received_before: None | str
        if isinstance(self.received_before, datetime.date):
            received_before = self.received_before.isoformat()
        else:
            received_before = self.received_before

        as_of = self.as_of.isoformat()

        overall = self.overall.to_dict()

        by_right = []
        for by_right_item_data in self.by_right:
            by_right_item = by_right_item_data.to_dict()
            by_right.append(by_right_item)

        by_month = []
        for by_month_item_data in self.by_month:
            by_month_item = by_month_item_data.to_dict()
            by_month.append(by_month_item)

        suspensions = self.suspensions.to_dict()

        notices = self.notices.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "received_from": received_from,
                "received_before": received_before,
                "as_of": as_of,
                "overall": overall,
                "by_right": by_right,
                "by_month": by_month,
                "suspensions": suspensions,
                "notices": notices,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.figures import Figures  # noqa: PLC0415
        from ..models.month_figures import MonthFigures  # noqa: PLC0415
        from ..models.notice_figures import NoticeFigures  # noqa: PLC0415
        from ..models.right_figures import RightFigures  # noqa: PLC0415
        from ..models.suspension_figures import SuspensionFigures  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_received_from(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                received_from_type_0 = datetime.date.fromisoformat(data)

                return received_from_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        received_from = _parse_received_from(d.pop("received_from"))

        def _parse_received_before(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                received_before_type_0 = datetime.date.fromisoformat(data)

                return received_before_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        received_before = _parse_received_before(d.pop("received_before"))

        as_of = datetime.datetime.fromisoformat(d.pop("as_of"))

        overall = Figures.from_dict(d.pop("overall"))

        by_right = []
        _by_right = d.pop("by_right")
        for by_right_item_data in _by_right:
            by_right_item = RightFigures.from_dict(by_right_item_data)

            by_right.append(by_right_item)

        by_month = []
        _by_month = d.pop("by_month")
        for by_month_item_data in _by_month:
            by_month_item = MonthFigures.from_dict(by_month_item_data)

            by_month.append(by_month_item)

        suspensions = SuspensionFigures.from_dict(d.pop("suspensions"))

        notices = NoticeFigures.from_dict(d.pop("notices"))

        deadline_report_out = cls(
            received_from=received_from,
            received_before=received_before,
            as_of=as_of,
            overall=overall,
            by_right=by_right,
            by_month=by_month,
            suspensions=suspensions,
            notices=notices,
        )

        return deadline_report_out
