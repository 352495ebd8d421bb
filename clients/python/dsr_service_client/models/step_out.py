from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.step_outcome import StepOutcome

T = TypeVar("T", bound="StepOut")


@_attrs_define
class StepOut:
    dataset: str
    collection: str
    outcome: StepOutcome
    rows: int
    code: None | str
    finished_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        dataset = self.dataset

        collection = self.collection

        outcome = self.outcome.value

        rows = self.rows

        code: None | str
        code = self.code

        finished_at: None | str
        if isinstance(self.finished_at, datetime.datetime):
            finished_at = self.finished_at.isoformat()
        else:
            finished_at = self.finished_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "dataset": dataset,
                "collection": collection,
                "outcome": outcome,
                "rows": rows,
                "code": code,
                "finished_at": finished_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dataset = d.pop("dataset")

        collection = d.pop("collection")

        outcome = StepOutcome(d.pop("outcome"))

        rows = d.pop("rows")

        def _parse_code(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        code = _parse_code(d.pop("code"))

        def _parse_finished_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                finished_at_type_0 = datetime.datetime.fromisoformat(data)

                return finished_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        finished_at = _parse_finished_at(d.pop("finished_at"))

        step_out = cls(
            dataset=dataset,
            collection=collection,
            outcome=outcome,
            rows=rows,
            code=code,
            finished_at=finished_at,
        )

        return step_out
