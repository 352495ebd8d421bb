from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.hold_out_where_type_0 import HoldOutWhereType0


T = TypeVar("T", bound="HoldOut")


@_attrs_define
class HoldOut:
    id: UUID
    reference: str
    ground: str
    law: str
    of_one_person: bool
    collection: None | str
    fields: list[str]
    categories: list[str]
    where: HoldOutWhereType0 | None
    until: datetime.date | None
    created_at: datetime.datetime
    created_by: str
    lifted_at: datetime.datetime | None
    lifted_by: None | str
    lift_reasons: None | str

    def to_dict(self) -> dict[str, Any]:
        from ..models.hold_out_where_type_0 import HoldOutWhereType0  # noqa: PLC0415

        id = str(self.id)

        reference = self.reference

        ground = self.ground

        law = self.law

        of_one_person = self.of_one_person

        collection: None | str
        collection = self.collection

        fields = self.fields

        categories = self.categories

        where: dict[str, Any] | None
        if isinstance(self.where, HoldOutWhereType0):
            where = self.where.to_dict()
        else:
            where = self.where

        until: None | str
        if isinstance(self.until, datetime.date):
            until = self.until.isoformat()
        else:
            until = self.until

        created_at = self.created_at.isoformat()

        created_by = self.created_by

        lifted_at: None | str
        if isinstance(self.lifted_at, datetime.datetime):
            lifted_at = self.lifted_at.isoformat()
        else:
            lifted_at = self.lifted_at

        lifted_by: None | str
        lifted_by = self.lifted_by

        lift_reasons: None | str
        lift_reasons = self.lift_reasons

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "reference": reference,
                "ground": ground,
                "law": law,
                "of_one_person": of_one_person,
                "collection": collection,
                "fields": fields,
                "categories": categories,
                "where": where,
                "until": until,
                "created_at": created_at,
                "created_by": created_by,
                "lifted_at": lifted_at,
                "lifted_by": lifted_by,
                "lift_reasons": lift_reasons,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.hold_out_where_type_0 import HoldOutWhereType0  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        reference = d.pop("reference")

        ground = d.pop("ground")

        law = d.pop("law")

        of_one_person = d.pop("of_one_person")

        def _parse_collection(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        collection = _parse_collection(d.pop("collection"))

        fields = cast(list[str], d.pop("fields"))

        categories = cast(list[str], d.pop("categories"))

        def _parse_where(data: object) -> HoldOutWhereType0 | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                where_type_0 = HoldOutWhereType0.from_dict(data)

                return where_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(HoldOutWhereType0 | None, data)

        where = _parse_where(d.pop("where"))

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

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_by = d.pop("created_by")

        def _parse_lifted_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                lifted_at_type_0 = datetime.datetime.fromisoformat(data)

                return lifted_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        lifted_at = _parse_lifted_at(d.pop("lifted_at"))

        def _parse_lifted_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        lifted_by = _parse_lifted_by(d.pop("lifted_by"))

        def _parse_lift_reasons(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        lift_reasons = _parse_lift_reasons(d.pop("lift_reasons"))

        hold_out = cls(
            id=id,
            reference=reference,
            ground=ground,
            law=law,
            of_one_person=of_one_person,
            collection=collection,
            fields=fields,
            categories=categories,
            where=where,
            until=until,
            created_at=created_at,
            created_by=created_by,
            lifted_at=lifted_at,
            lifted_by=lifted_by,
            lift_reasons=lift_reasons,
        )

        return hold_out
