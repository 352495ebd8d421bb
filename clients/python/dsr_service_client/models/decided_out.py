from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.mark_kind import MarkKind
from ..models.role import Role

T = TypeVar("T", bound="DecidedOut")


@_attrs_define
class DecidedOut:
    """One thing that fell due and was decided."""

    request_id: UUID
    reference: str
    assignee: None | str
    kind: MarkKind
    step: int
    """ Of a reminder: how many days before the due date, or after asking. """
    audience: Role
    due: datetime.datetime
    fell_due_at: datetime.datetime
    marked_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        request_id = str(self.request_id)

        reference = self.reference

        assignee: None | str
        assignee = self.assignee

        kind = self.kind.value

        step = self.step

        audience = self.audience.value

        due = self.due.isoformat()

        fell_due_at = self.fell_due_at.isoformat()

        marked_at = self.marked_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "reference": reference,
                "assignee": assignee,
                "kind": kind,
                "step": step,
                "audience": audience,
                "due": due,
                "fell_due_at": fell_due_at,
                "marked_at": marked_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = UUID(d.pop("request_id"))

        reference = d.pop("reference")

        def _parse_assignee(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        assignee = _parse_assignee(d.pop("assignee"))

        kind = MarkKind(d.pop("kind"))

        step = d.pop("step")

        audience = Role(d.pop("audience"))

        due = datetime.datetime.fromisoformat(d.pop("due"))

        fell_due_at = datetime.datetime.fromisoformat(d.pop("fell_due_at"))

        marked_at = datetime.datetime.fromisoformat(d.pop("marked_at"))

        decided_out = cls(
            request_id=request_id,
            reference=reference,
            assignee=assignee,
            kind=kind,
            step=step,
            audience=audience,
            due=due,
            fell_due_at=fell_due_at,
            marked_at=marked_at,
        )

        return decided_out
