from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.agent_in_relation import AgentInRelation
from ..types import UNSET, Unset

T = TypeVar("T", bound="AgentIn")


@_attrs_define
class AgentIn:
    """Who asks in the person's name, on a mandate."""

    name: str
    contact: str
    relation: AgentInRelation | Unset = AgentInRelation.MANDATE
    mandate_reference: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        name = self.name

        contact = self.contact

        relation: str | Unset = UNSET
        if not isinstance(self.relation, Unset):
            relation = self.relation.value

        mandate_reference: None | str | Unset
        if isinstance(self.mandate_reference, Unset):
            mandate_reference = UNSET
        else:
            mandate_reference = self.mandate_reference

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "name": name,
                "contact": contact,
            }
        )
        if relation is not UNSET:
            field_dict["relation"] = relation
        if mandate_reference is not UNSET:
            field_dict["mandate_reference"] = mandate_reference

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        name = d.pop("name")

        contact = d.pop("contact")

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

        agent_in = cls(
            name=name,
            contact=contact,
            relation=relation,
            mandate_reference=mandate_reference,
        )

        return agent_in
