from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.computed_out import ComputedOut
    from ..models.extension_out import ExtensionOut
    from ..models.mark_out import MarkOut
    from ..models.suspension_out import SuspensionOut


T = TypeVar("T", bound="ClockOut")


@_attrs_define
class ClockOut:
    """The computed deadline with the steps by which it was reached, and the facts that it rests on."""

    computed: ComputedOut
    """ A deadline as computed, with the ordered steps by which it was reached (art. 12(3), Regulation 1182/71). """
    extension: ExtensionOut | None
    suspensions: list[SuspensionOut]
    marks: list[MarkOut]
    """ Reminders, escalation, overdue mark: what was decided, and when. """
    stopped_at: datetime.datetime | None
    """ When the answer was given; from then on nothing changes. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.extension_out import ExtensionOut  # noqa: PLC0415

        computed = self.computed.to_dict()

        extension: dict[str, Any] | None
        if isinstance(self.extension, ExtensionOut):
            extension = self.extension.to_dict()
        else:
            extension = self.extension

        suspensions = []
        for suspensions_item_data in self.suspensions:
            suspensions_item = suspensions_item_data.to_dict()
            suspensions.append(suspensions_item)

        marks = []
        for marks_item_data in self.marks:
            marks_item = marks_item_data.to_dict()
            marks.append(marks_item)

        stopped_at: None | str
        if isinstance(self.stopped_at, datetime.datetime):
            stopped_at = self.stopped_at.isoformat()
        else:
            stopped_at = self.stopped_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "computed": computed,
                "extension": extension,
                "suspensions": suspensions,
                "marks": marks,
                "stopped_at": stopped_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.computed_out import ComputedOut  # noqa: PLC0415
        from ..models.extension_out import ExtensionOut  # noqa: PLC0415
        from ..models.mark_out import MarkOut  # noqa: PLC0415
        from ..models.suspension_out import SuspensionOut  # noqa: PLC0415

        d = dict(src_dict)
        computed = ComputedOut.from_dict(d.pop("computed"))

        def _parse_extension(data: object) -> ExtensionOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                extension_type_0 = ExtensionOut.from_dict(data)

                return extension_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExtensionOut | None, data)

        extension = _parse_extension(d.pop("extension"))

        suspensions = []
        _suspensions = d.pop("suspensions")
        for suspensions_item_data in _suspensions:
            suspensions_item = SuspensionOut.from_dict(suspensions_item_data)

            suspensions.append(suspensions_item)

        marks = []
        _marks = d.pop("marks")
        for marks_item_data in _marks:
            marks_item = MarkOut.from_dict(marks_item_data)

            marks.append(marks_item)

        def _parse_stopped_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                stopped_at_type_0 = datetime.datetime.fromisoformat(data)

                return stopped_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        stopped_at = _parse_stopped_at(d.pop("stopped_at"))

        clock_out = cls(
            computed=computed,
            extension=extension,
            suspensions=suspensions,
            marks=marks,
            stopped_at=stopped_at,
        )

        return clock_out
