from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.agent_in_relation import AgentInRelation
from ..models.capacity import Capacity
from ..models.heir_scope import HeirScope
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.mandate_in import MandateIn


T = TypeVar("T", bound="AgentIn")


@_attrs_define
class AgentIn:
    """Who asks in the person's name, on a mandate."""

    name: str
    contact: str
    capacity: Capacity | None | Unset = UNSET
    """ As an agent, a parent or an heir; derived from `relation` when left out. """
    relation: AgentInRelation | Unset = AgentInRelation.MANDATE
    mandate_reference: None | str | Unset = UNSET
    mandate: MandateIn | None | Unset = UNSET
    """ Of an agent. """
    born_on: datetime.date | None | Unset = UNSET
    """ Of the minor, where a parent asks. """
    scope: HeirScope | None | Unset = UNSET
    """ For what an heir acts (LIL 85, II). """

    def to_dict(self) -> dict[str, Any]:
        from ..models.mandate_in import MandateIn  # noqa: PLC0415

        name = self.name

        contact = self.contact

        capacity: None | str | Unset
        if isinstance(self.capacity, Unset):
            capacity = UNSET
        elif isinstance(self.capacity, Capacity):
            capacity = self.capacity.value
        else:
            capacity = self.capacity

        relation: str | Unset = UNSET
        if not isinstance(self.relation, Unset):
            relation = self.relation.value

        mandate_reference: None | str | Unset
        if isinstance(self.mandate_reference, Unset):
            mandate_reference = UNSET
        else:
            mandate_reference = self.mandate_reference

        mandate: dict[str, Any] | None | Unset
        if isinstance(self.mandate, Unset):
            mandate = UNSET
        elif isinstance(self.mandate, MandateIn):
            mandate = self.mandate.to_dict()
        else:
            mandate = self.mandate

        born_on: None | str | Unset
        if isinstance(self.born_on, Unset):
            born_on = UNSET
        elif isinstance(self.born_on, datetime.date):
            born_on = self.born_on.isoformat()
        else:
            born_on = self.born_on

        scope: None | str | Unset
        if isinstance(self.scope, Unset):
            scope = UNSET
        elif isinstance(self.scope, HeirScope):
            scope = self.scope.value
        else:
            scope = self.scope

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "contact": contact,
            }
        )
        if capacity is not UNSET:
            field_dict["capacity"] = capacity
        if relation is not UNSET:
            field_dict["relation"] = relation
        if mandate_reference is not UNSET:
            field_dict["mandate_reference"] = mandate_reference
        if mandate is not UNSET:
            field_dict["mandate"] = mandate
        if born_on is not UNSET:
            field_dict["born_on"] = born_on
        if scope is not UNSET:
            field_dict["scope"] = scope

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.mandate_in import MandateIn  # noqa: PLC0415

        d = dict(src_dict)
        name = d.pop("name")

        contact = d.pop("contact")

        def _parse_capacity(data: object) -> Capacity | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                capacity_type_0 = Capacity(data)

                return capacity_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(Capacity | None | Unset, data)

        capacity = _parse_capacity(d.pop("capacity", UNSET))

        _relation = d.pop("relation", UNSET)
        relation: AgentInRelation | Unset
        if isinstance(_relation, Unset):
            relation = UNSET
        else:
            relation = AgentInRelation(_relation)

        def _parse_mandate_reference(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        mandate_reference = _parse_mandate_reference(d.pop("mandate_reference", UNSET))

        def _parse_mandate(data: object) -> MandateIn | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                mandate_type_0 = MandateIn.from_dict(data)

                return mandate_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(MandateIn | None | Unset, data)

        mandate = _parse_mandate(d.pop("mandate", UNSET))

        def _parse_born_on(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                born_on_type_0 = datetime.date.fromisoformat(data)

                return born_on_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        born_on = _parse_born_on(d.pop("born_on", UNSET))

        def _parse_scope(data: object) -> HeirScope | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                scope_type_0 = HeirScope(data)

                return scope_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(HeirScope | None | Unset, data)

        scope = _parse_scope(d.pop("scope", UNSET))

        agent_in = cls(
            name=name,
            contact=contact,
            capacity=capacity,
            relation=relation,
            mandate_reference=mandate_reference,
            mandate=mandate,
            born_on=born_on,
            scope=scope,
        )

        return agent_in
