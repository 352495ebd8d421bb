from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.task_status import TaskStatus

T = TypeVar("T", bound="ManualTaskOut")


@_attrs_define
class ManualTaskOut:
    id: UUID
    request_id: UUID
    dataset: str
    collection: str
    status: TaskStatus
    created_at: datetime.datetime
    due_at: datetime.datetime
    reminded_at: datetime.datetime | None
    answered_at: datetime.datetime | None
    answered_by: None | str
    rows: int

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        request_id = str(self.request_id)

        dataset = self.dataset

        collection = self.collection

        status = self.status.value

        created_at = self.created_at.isoformat()

        due_at = self.due_at.isoformat()

        reminded_at: None | str
        if isinstance(self.reminded_at, datetime.datetime):
            reminded_at = self.reminded_at.isoformat()
        else:
            reminded_at = self.reminded_at

        answered_at: None | str
        if isinstance(self.answered_at, datetime.datetime):
            answered_at = self.answered_at.isoformat()
        else:
            answered_at = self.answered_at

        answered_by: None | str
        answered_by = self.answered_by

        rows = self.rows

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "request_id": request_id,
                "dataset": dataset,
                "collection": collection,
                "status": status,
                "created_at": created_at,
                "due_at": due_at,
                "reminded_at": reminded_at,
                "answered_at": answered_at,
                "answered_by": answered_by,
                "rows": rows,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        request_id = UUID(d.pop("request_id"))

        dataset = d.pop("dataset")

        collection = d.pop("collection")

        status = TaskStatus(d.pop("status"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        due_at = datetime.datetime.fromisoformat(d.pop("due_at"))

        def _parse_reminded_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reminded_at_type_0 = datetime.datetime.fromisoformat(data)

                return reminded_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        reminded_at = _parse_reminded_at(d.pop("reminded_at"))

        def _parse_answered_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                answered_at_type_0 = datetime.datetime.fromisoformat(data)

                return answered_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        answered_at = _parse_answered_at(d.pop("answered_at"))

        def _parse_answered_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        answered_by = _parse_answered_by(d.pop("answered_by"))

        rows = d.pop("rows")

        manual_task_out = cls(
            id=id,
            request_id=request_id,
            dataset=dataset,
            collection=collection,
            status=status,
            created_at=created_at,
            due_at=due_at,
            reminded_at=reminded_at,
            answered_at=answered_at,
            answered_by=answered_by,
            rows=rows,
        )

        return manual_task_out
