from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.outcome import Outcome
from ..models.right import Right

if TYPE_CHECKING:
    from ..models.right_out_particulars import RightOutParticulars


T = TypeVar("T", bound="RightOut")


@_attrs_define
class RightOut:
    right: Right
    outcome: Outcome
    """ What became of one right of a request. """
    particulars: RightOutParticulars
    ground: None | str
    """ The catalogue's code, where the right was refused. """
    reasons: None | str
    decided_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        right = self.right.value

        outcome = self.outcome.value

        particulars = self.particulars.to_dict()

        ground: None | str
        ground = self.ground

        reasons: None | str
        reasons = self.reasons

        decided_at: None | str
        if isinstance(self.decided_at, datetime.datetime):
            decided_at = self.decided_at.isoformat()
        else:
            decided_at = self.decided_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "right": right,
                "outcome": outcome,
                "particulars": particulars,
                "ground": ground,
                "reasons": reasons,
                "decided_at": decided_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.right_out_particulars import RightOutParticulars  # noqa: PLC0415

        d = dict(src_dict)
        right = Right(d.pop("right"))

        outcome = Outcome(d.pop("outcome"))

        particulars = RightOutParticulars.from_dict(d.pop("particulars"))

        def _parse_ground(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ground = _parse_ground(d.pop("ground"))

        def _parse_reasons(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reasons = _parse_reasons(d.pop("reasons"))

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

        right_out = cls(
            right=right,
            outcome=outcome,
            particulars=particulars,
            ground=ground,
            reasons=reasons,
            decided_at=decided_at,
        )

        return right_out
