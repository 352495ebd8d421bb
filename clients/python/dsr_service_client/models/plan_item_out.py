from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.action import Action

T = TypeVar("T", bound="PlanItemOut")


@_attrs_define
class PlanItemOut:
    dataset: str
    collection: str
    fields: list[str]
    categories: list[str]
    action: Action
    strategy: None | str
    ground: None | str
    """ Of what is kept: a code of the catalogue. """
    law: None | str
    keep_until: datetime.date | None
    """ The last day on which it is kept; null: until a hold is lifted. """
    rows: int

    def to_dict(self) -> dict[str, Any]:
        dataset = self.dataset

        collection = self.collection

        fields = self.fields

        categories = self.categories

        action = self.action.value

        strategy: None | str
        strategy = self.strategy

        ground: None | str
        ground = self.ground

        law: None | str
        law = self.law

        keep_until: None | str
        if isinstance(self.keep_until, datetime.date):
            keep_until = self.keep_until.isoformat()
        else:
            keep_until = self.keep_until

        rows = self.rows

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "dataset": dataset,
                "collection": collection,
                "fields": fields,
                "categories": categories,
                "action": action,
                "strategy": strategy,
                "ground": ground,
                "law": law,
                "keep_until": keep_until,
                "rows": rows,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dataset = d.pop("dataset")

        collection = d.pop("collection")

        fields = cast(list[str], d.pop("fields"))

        categories = cast(list[str], d.pop("categories"))

        action = Action(d.pop("action"))

        def _parse_strategy(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        strategy = _parse_strategy(d.pop("strategy"))

        def _parse_ground(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        ground = _parse_ground(d.pop("ground"))

        def _parse_law(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        law = _parse_law(d.pop("law"))

        def _parse_keep_until(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                keep_until_type_0 = datetime.date.fromisoformat(data)

                return keep_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        keep_until = _parse_keep_until(d.pop("keep_until"))

        rows = d.pop("rows")

        plan_item_out = cls(
            dataset=dataset,
            collection=collection,
            fields=fields,
            categories=categories,
            action=action,
            strategy=strategy,
            ground=ground,
            law=law,
            keep_until=keep_until,
            rows=rows,
        )

        return plan_item_out
