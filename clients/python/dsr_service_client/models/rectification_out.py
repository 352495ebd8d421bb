from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.rectification_status import RectificationStatus

if TYPE_CHECKING:
    from ..models.field_correction_out import FieldCorrectionOut
    from ..models.source_change_out import SourceChangeOut


T = TypeVar("T", bound="RectificationOut")


@_attrs_define
class RectificationOut:
    id: UUID
    request_id: UUID
    attempt: int
    status: RectificationStatus
    data_map_version_id: UUID
    corrections: list[FieldCorrectionOut]
    statement: None | SourceChangeOut
    planned_by: str
    planned_at: datetime.datetime
    decided_by: None | str
    decided_at: datetime.datetime | None
    ended_at: datetime.datetime | None
    end_reason: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.source_change_out import SourceChangeOut  # noqa: PLC0415

        id = str(self.id)

        request_id = str(self.request_id)

        attempt = self.attempt

        status = self.status.value

        data_map_version_id = str(self.data_map_version_id)

        corrections = []
        for corrections_item_data in self.corrections:
            corrections_item = corrections_item_data.to_dict()
            corrections.append(corrections_item)

        statement: dict[str, Any] | None
        if isinstance(self.statement, SourceChangeOut):
            statement = self.statement.to_dict()
        else:
            statement = self.statement

        planned_by = self.planned_by

        planned_at = self.planned_at.isoformat()

        decided_by: None | str
        decided_by = self.decided_by

        decided_at: None | str
        if isinstance(self.decided_at, datetime.datetime):
            decided_at = self.decided_at.isoformat()
        else:
            decided_at = self.decided_at

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        end_reason: None | str
        end_reason = self.end_reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "request_id": request_id,
                "attempt": attempt,
                "status": status,
                "data_map_version_id": data_map_version_id,
                "corrections": corrections,
                "statement": statement,
                "planned_by": planned_by,
                "planned_at": planned_at,
                "decided_by": decided_by,
                "decided_at": decided_at,
                "ended_at": ended_at,
                "end_reason": end_reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.field_correction_out import FieldCorrectionOut  # noqa: PLC0415
        from ..models.source_change_out import SourceChangeOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        request_id = UUID(d.pop("request_id"))

        attempt = d.pop("attempt")

        status = RectificationStatus(d.pop("status"))

        data_map_version_id = UUID(d.pop("data_map_version_id"))

        corrections = []
        _corrections = d.pop("corrections")
        for corrections_item_data in _corrections:
            corrections_item = FieldCorrectionOut.from_dict(corrections_item_data)

            corrections.append(corrections_item)

        def _parse_statement(data: object) -> None | SourceChangeOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                statement_type_0 = SourceChangeOut.from_dict(data)

                return statement_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | SourceChangeOut, data)

        statement = _parse_statement(d.pop("statement"))

        planned_by = d.pop("planned_by")

        planned_at = datetime.datetime.fromisoformat(d.pop("planned_at"))

        def _parse_decided_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        decided_by = _parse_decided_by(d.pop("decided_by"))

        def _parse_decided_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                decided_at_type_0 = datetime.datetime.fromisoformat(data)

                return decided_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        decided_at = _parse_decided_at(d.pop("decided_at"))

        def _parse_ended_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at = _parse_ended_at(d.pop("ended_at"))

        def _parse_end_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        end_reason = _parse_end_reason(d.pop("end_reason"))

        rectification_out = cls(
            id=id,
            request_id=request_id,
            attempt=attempt,
            status=status,
            data_map_version_id=data_map_version_id,
            corrections=corrections,
            statement=statement,
            planned_by=planned_by,
            planned_at=planned_at,
            decided_by=decided_by,
            decided_at=decided_at,
            ended_at=ended_at,
            end_reason=end_reason,
        )

        return rectification_out
