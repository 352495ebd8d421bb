from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="AssignmentIn")


@_attrs_define
class AssignmentIn:
    assignee: None | str
    """ Who handles it; null gives it back to the queue. """

    def to_dict(self) -> dict[str, Any]:
        assignee: None | str
        assignee = self.assignee

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "assignee": assignee,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_assignee(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        assignee = _parse_assignee(d.pop("assignee"))

        assignment_in = cls(
            assignee=assignee,
        )

        return assignment_in
