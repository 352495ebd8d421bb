from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.keep_change_out_change import KeepChangeOutChange

if TYPE_CHECKING:
    from ..models.keep_change_out_where_type_0 import KeepChangeOutWhereType0


T = TypeVar("T", bound="KeepChangeOut")


@_attrs_define
class KeepChangeOut:
    """A collection that a rule, or a hold of the file, would begin or cease to keep."""

    change: KeepChangeOutChange
    collection: str
    rule: None | str
    """ null: a hold. """
    ground: str
    law: str
    until: datetime.date | None
    """ The last day of a hold. """
    date_field: None | str
    """ The field from whose date the rule counts. """
    fields: list[str]
    categories: list[str]
    where: KeepChangeOutWhereType0 | None
    kept_parts: int
    """ Parts of finished erasures that this law keeps there today. """
    kept_rows: int
    kept_until: datetime.date | None
    """ The last day of the longest of them. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.keep_change_out_where_type_0 import KeepChangeOutWhereType0  # noqa: PLC0415

        change = self.change.value

        collection = self.collection

        rule: None | str
        rule = self.rule

        ground = self.ground

        law = self.law

        until: None | str
        if isinstance(self.until, datetime.date):
            until = self.until.isoformat()
        else:
            until = self.until

        date_field: None | str
        date_field = self.date_field

        fields = self.fields

        categories = self.categories

        where: dict[str, Any] | None
        if isinstance(self.where, KeepChangeOutWhereType0):
            where = self.where.to_dict()
        else:
            where = self.where

        kept_parts = self.kept_parts

        kept_rows = self.kept_rows

        kept_until: None | str
        if isinstance(self.kept_until, datetime.date):
            kept_until = self.kept_until.isoformat()
        else:
            kept_until = self.kept_until

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "change": change,
                "collection": collection,
                "rule": rule,
                "ground": ground,
                "law": law,
                "until": until,
                "date_field": date_field,
                "fields": fields,
                "categories": categories,
                "where": where,
                "kept_parts": kept_parts,
                "kept_rows": kept_rows,
                "kept_until": kept_until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.keep_change_out_where_type_0 import KeepChangeOutWhereType0  # noqa: PLC0415

        d = dict(src_dict)
        change = KeepChangeOutChange(d.pop("change"))

        collection = d.pop("collection")

        def _parse_rule(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        rule = _parse_rule(d.pop("rule"))

        ground = d.pop("ground")

        law = d.pop("law")

        def _parse_until(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.date.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        until = _parse_until(d.pop("until"))

        def _parse_date_field(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        date_field = _parse_date_field(d.pop("date_field"))

        fields = cast(list[str], d.pop("fields"))

        categories = cast(list[str], d.pop("categories"))

        def _parse_where(data: object) -> KeepChangeOutWhereType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                where_type_0 = KeepChangeOutWhereType0.from_dict(data)

                return where_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(KeepChangeOutWhereType0 | None, data)

        where = _parse_where(d.pop("where"))

        kept_parts = d.pop("kept_parts")

        kept_rows = d.pop("kept_rows")

        def _parse_kept_until(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kept_until_type_0 = datetime.date.fromisoformat(data)

                return kept_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        kept_until = _parse_kept_until(d.pop("kept_until"))

        keep_change_out = cls(
            change=change,
            collection=collection,
            rule=rule,
            ground=ground,
            law=law,
            until=until,
            date_field=date_field,
            fields=fields,
            categories=categories,
            where=where,
            kept_parts=kept_parts,
            kept_rows=kept_rows,
            kept_until=kept_until,
        )

        return keep_change_out
