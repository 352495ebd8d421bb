from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.fee_ground import FeeGround
from ..models.fee_status import FeeStatus

T = TypeVar("T", bound="FeeOut")


@_attrs_define
class FeeOut:
    id: UUID
    request_id: UUID
    ground: FeeGround
    """ The catalogue's conditions. """
    amount_cents: int
    currency: str
    cost_basis: str
    reasons: str
    status: FeeStatus
    asked_at: datetime.datetime
    asked_by: str
    settled_at: datetime.datetime | None
    settled_by: None | str

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        request_id = str(self.request_id)

        ground = self.ground.value

        amount_cents = self.amount_cents

        currency = self.currency

        cost_basis = self.cost_basis

        reasons = self.reasons

        status = self.status.value

        asked_at = self.asked_at.isoformat()

        asked_by = self.asked_by

        settled_at: None | str
        if isinstance(self.settled_at, datetime.datetime):
            settled_at = self.settled_at.isoformat()
        else:
            settled_at = self.settled_at

        settled_by: None | str
        settled_by = self.settled_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "request_id": request_id,
                "ground": ground,
                "amount_cents": amount_cents,
                "currency": currency,
                "cost_basis": cost_basis,
                "reasons": reasons,
                "status": status,
                "asked_at": asked_at,
                "asked_by": asked_by,
                "settled_at": settled_at,
                "settled_by": settled_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        request_id = UUID(d.pop("request_id"))

        ground = FeeGround(d.pop("ground"))

        amount_cents = d.pop("amount_cents")

        currency = d.pop("currency")

        cost_basis = d.pop("cost_basis")

        reasons = d.pop("reasons")

        status = FeeStatus(d.pop("status"))

        asked_at = datetime.datetime.fromisoformat(d.pop("asked_at"))

        asked_by = d.pop("asked_by")

        def _parse_settled_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                settled_at_type_0 = datetime.datetime.fromisoformat(data)

                return settled_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        settled_at = _parse_settled_at(d.pop("settled_at"))

        def _parse_settled_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        settled_by = _parse_settled_by(d.pop("settled_by"))

        fee_out = cls(
            id=id,
            request_id=request_id,
            ground=ground,
            amount_cents=amount_cents,
            currency=currency,
            cost_basis=cost_basis,
            reasons=reasons,
            status=status,
            asked_at=asked_at,
            asked_by=asked_by,
            settled_at=settled_at,
            settled_by=settled_by,
        )

        return fee_out
