from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.fee_ground import FeeGround
from ..types import UNSET, Unset

T = TypeVar("T", bound="FeeIn")


@_attrs_define
class FeeIn:
    ground: FeeGround
    """ The catalogue's conditions. """
    amount_cents: int
    """ A reasonable fee, no profit. """
    cost_basis: str
    """ The administrative costs it covers, for the person. """
    reasons: str
    """ Why the condition is met, for the person. """
    currency: str | Unset = "EUR"
    """ ISO 4217. """

    def to_dict(self) -> dict[str, Any]:
        ground = self.ground.value

        amount_cents = self.amount_cents

        cost_basis = self.cost_basis

        reasons = self.reasons

        currency = self.currency

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "ground": ground,
                "amount_cents": amount_cents,
                "cost_basis": cost_basis,
                "reasons": reasons,
            }
        )
        if currency is not UNSET:
            field_dict["currency"] = currency

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        ground = FeeGround(d.pop("ground"))

        amount_cents = d.pop("amount_cents")

        cost_basis = d.pop("cost_basis")

        reasons = d.pop("reasons")

        currency = d.pop("currency", UNSET)

        fee_in = cls(
            ground=ground,
            amount_cents=amount_cents,
            cost_basis=cost_basis,
            reasons=reasons,
            currency=currency,
        )

        return fee_in
