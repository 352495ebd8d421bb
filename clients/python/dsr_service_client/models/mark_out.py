from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.mark_kind import MarkKind

T = TypeVar("T", bound="MarkOut")


@_attrs_define
class MarkOut:
    """Something that fell due on the way and was decided, once."""

    kind: MarkKind
    step: int
    """ Of a reminder: how many days before the due date, or after asking. """
    due: datetime.datetime
    """ The bound or the question that it belongs to. """
    fell_due_at: datetime.datetime
    marked_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        kind = self.kind.value

        step = self.step

        due = self.due.isoformat()

        fell_due_at = self.fell_due_at.isoformat()

        marked_at = self.marked_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "kind": kind,
                "step": step,
                "due": due,
                "fell_due_at": fell_due_at,
                "marked_at": marked_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        kind = MarkKind(d.pop("kind"))

        step = d.pop("step")

        due = datetime.datetime.fromisoformat(d.pop("due"))

        fell_due_at = datetime.datetime.fromisoformat(d.pop("fell_due_at"))

        marked_at = datetime.datetime.fromisoformat(d.pop("marked_at"))

        mark_out = cls(
            kind=kind,
            step=step,
            due=due,
            fell_due_at=fell_due_at,
            marked_at=marked_at,
        )

        return mark_out
