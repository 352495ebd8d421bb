from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.doubtless_out import DoubtlessOut


T = TypeVar("T", bound="SuspensionFigures")


@_attrs_define
class SuspensionFigures:
    total: int
    open_: int
    without_recorded_doubt: int
    asked_late: int
    """ Asked later than the configured days after receipt. """
    newest_without_recorded_doubt: list[DoubtlessOut]

    def to_dict(self) -> dict[str, Any]:
        total = self.total

        open_ = self.open_

        without_recorded_doubt = self.without_recorded_doubt

        asked_late = self.asked_late

        newest_without_recorded_doubt = []
        for newest_without_recorded_doubt_item_data in self.newest_without_recorded_doubt:
            newest_without_recorded_doubt_item = newest_without_recorded_doubt_item_data.to_dict()
            newest_without_recorded_doubt.append(newest_without_recorded_doubt_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "total": total,
                "open": open_,
                "without_recorded_doubt": without_recorded_doubt,
                "asked_late": asked_late,
                "newest_without_recorded_doubt": newest_without_recorded_doubt,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.doubtless_out import DoubtlessOut  # noqa: PLC0415

        d = dict(src_dict)
        total = d.pop("total")

        open_ = d.pop("open")

        without_recorded_doubt = d.pop("without_recorded_doubt")

        asked_late = d.pop("asked_late")

        newest_without_recorded_doubt = []
        _newest_without_recorded_doubt = d.pop("newest_without_recorded_doubt")
        for newest_without_recorded_doubt_item_data in _newest_without_recorded_doubt:
            newest_without_recorded_doubt_item = DoubtlessOut.from_dict(
                newest_without_recorded_doubt_item_data
            )

            newest_without_recorded_doubt.append(newest_without_recorded_doubt_item)

        suspension_figures = cls(
            total=total,
            open_=open_,
            without_recorded_doubt=without_recorded_doubt,
            asked_late=asked_late,
            newest_without_recorded_doubt=newest_without_recorded_doubt,
        )

        return suspension_figures
