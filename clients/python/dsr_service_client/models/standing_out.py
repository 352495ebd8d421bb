from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.capacity import Capacity
from ..models.right import Right

if TYPE_CHECKING:
    from ..models.evidence_out import EvidenceOut


T = TypeVar("T", bound="StandingOut")


@_attrs_define
class StandingOut:
    capacity: Capacity | None
    """ Null: the person asks for themselves. """
    proven: bool
    """ All that is needed was shown; without it nothing is carried out. """
    evidence: list[EvidenceOut]
    out_of_scope: list[Right]
    """ Rights for which no evidence helps: outside of the heir's scope. """
    refusal_ground: None | str
    """ The ground of the catalogue when the standing is not shown. """

    def to_dict(self) -> dict[str, Any]:
        capacity: None | str
        if isinstance(self.capacity, Capacity):
            capacity = self.capacity.value
        else:
            capacity = self.capacity

        proven = self.proven

        evidence = []
        for evidence_item_data in self.evidence:
            evidence_item = evidence_item_data.to_dict()
            evidence.append(evidence_item)

        out_of_scope = []
        for out_of_scope_item_data in self.out_of_scope:
            out_of_scope_item = out_of_scope_item_data.value
            out_of_scope.append(out_of_scope_item)

        refusal_ground: None | str
        refusal_ground = self.refusal_ground

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "capacity": capacity,
                "proven": proven,
                "evidence": evidence,
                "out_of_scope": out_of_scope,
                "refusal_ground": refusal_ground,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.evidence_out import EvidenceOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_capacity(data: object) -> Capacity | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                capacity_type_0 = Capacity(data)

                return capacity_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Capacity | None, data)

        capacity = _parse_capacity(d.pop("capacity"))

        proven = d.pop("proven")

        evidence = []
        _evidence = d.pop("evidence")
        for evidence_item_data in _evidence:
            evidence_item = EvidenceOut.from_dict(evidence_item_data)

            evidence.append(evidence_item)

        out_of_scope = []
        _out_of_scope = d.pop("out_of_scope")
        for out_of_scope_item_data in _out_of_scope:
            out_of_scope_item = Right(out_of_scope_item_data)

            out_of_scope.append(out_of_scope_item)

        def _parse_refusal_ground(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        refusal_ground = _parse_refusal_ground(d.pop("refusal_ground"))

        standing_out = cls(
            capacity=capacity,
            proven=proven,
            evidence=evidence,
            out_of_scope=out_of_scope,
            refusal_ground=refusal_ground,
        )

        return standing_out
