from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="DeadlineMarkedData")


@_attrs_define
class DeadlineMarkedData:
    request_id: str
    kind: str
    step: int
    due: str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        kind = self.kind

        step = self.step

        due = self.due

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "kind": kind,
                "step": step,
                "due": due,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        kind = d.pop("kind")

        step = d.pop("step")

        due = d.pop("due")

        deadline_marked_data = cls(
            request_id=request_id,
            kind=kind,
            step=step,
            due=due,
        )

        return deadline_marked_data
