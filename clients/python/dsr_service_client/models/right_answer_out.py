from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.outcome import Outcome
from ..models.right import Right

T = TypeVar("T", bound="RightAnswerOut")


@_attrs_define
class RightAnswerOut:
    right: Right
    outcome: Outcome
    """ What became of one right of a request. """
    decided_at: datetime.datetime | None
    ground: None | str

    def to_dict(self) -> dict[str, Any]:
        right = self.right.value

        outcome = self.outcome.value

        decided_at: None | str
        if isinstance(self.decided_at, datetime.datetime):
            decided_at = self.decided_at.isoformat()
        else:
            decided_at = self.decided_at

        ground: None | str
        ground = self.ground

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "right": right,
                "outcome": outcome,
                "decided_at": decided_at,
                "ground": ground,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        right = Right(d.pop("right"))

        outcome = Outcome(d.pop("outcome"))

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

        def _parse_ground(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ground = _parse_ground(d.pop("ground"))

        right_answer_out = cls(
            right=right,
            outcome=outcome,
            decided_at=decided_at,
            ground=ground,
        )

        return right_answer_out
