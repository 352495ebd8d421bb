from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.hold_in_ground import HoldInGround
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.identifier_in import IdentifierIn
    from ..models.where_in import WhereIn


T = TypeVar("T", bound="HoldIn")


@_attrs_define
class HoldIn:
    """A person, a collection, or that person's rows of it."""

    reference: str
    """ Of the dispute, as it is filed. """
    law: str
    ground: HoldInGround | Unset = HoldInGround.ERASE_LEGAL_CLAIMS
    identifiers: list[IdentifierIn] | Unset = UNSET
    collection: None | str | Unset = UNSET
    fields: list[str] | Unset = UNSET
    categories: list[str] | Unset = UNSET
    where: None | Unset | WhereIn = UNSET
    until: datetime.date | None | Unset = UNSET
    """ The last day; none: until it is lifted. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.where_in import WhereIn  # noqa: PLC0415

        reference = self.reference

        law = self.law

        ground: str | Unset = UNSET
        if not isinstance(self.ground, Unset):
            ground = self.ground.value

        identifiers: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.identifiers, Unset):
            identifiers = []
            for identifiers_item_data in self.identifiers:
                identifiers_item = identifiers_item_data.to_dict()
                identifiers.append(identifiers_item)

        collection: None | str | Unset
        if isinstance(self.collection, Unset):
            collection = UNSET
        else:
            collection = self.collection

        fields: list[str] | Unset = UNSET
        if not isinstance(self.fields, Unset):
            fields = self.fields

        categories: list[str] | Unset = UNSET
        if not isinstance(self.categories, Unset):
            categories = self.categories

        where: dict[str, Any] | None | Unset
        if isinstance(self.where, Unset):
            where = UNSET
        elif isinstance(self.where, WhereIn):
            where = self.where.to_dict()
        else:
            where = self.where

        until: None | str | Unset
        if isinstance(self.until, Unset):
            until = UNSET
        elif isinstance(self.until, datetime.date):
            until = self.until.isoformat()
        else:
            until = self.until

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "reference": reference,
                "law": law,
            }
        )
        if ground is not UNSET:
            field_dict["ground"] = ground
        if identifiers is not UNSET:
            field_dict["identifiers"] = identifiers
        if collection is not UNSET:
            field_dict["collection"] = collection
        if fields is not UNSET:
            field_dict["fields"] = fields
        if categories is not UNSET:
            field_dict["categories"] = categories
        if where is not UNSET:
            field_dict["where"] = where
        if until is not UNSET:
            field_dict["until"] = until

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.identifier_in import IdentifierIn  # noqa: PLC0415
        from ..models.where_in import WhereIn  # noqa: PLC0415

        d = dict(src_dict)
        reference = d.pop("reference")

        law = d.pop("law")

        _ground = d.pop("ground", UNSET)
        ground: HoldInGround | Unset
        if isinstance(_ground, Unset):
            ground = UNSET
        else:
            ground = HoldInGround(_ground)

        _identifiers = d.pop("identifiers", UNSET)
        identifiers: list[IdentifierIn] | Unset = UNSET
        if _identifiers is not UNSET:
            identifiers = []
            for identifiers_item_data in _identifiers:
                identifiers_item = IdentifierIn.from_dict(identifiers_item_data)

                identifiers.append(identifiers_item)

        def _parse_collection(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        collection = _parse_collection(d.pop("collection", UNSET))

        fields = cast(list[str], d.pop("fields", UNSET))

        categories = cast(list[str], d.pop("categories", UNSET))

        def _parse_where(data: object) -> None | Unset | WhereIn:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                where_type_0 = WhereIn.from_dict(data)

                return where_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | Unset | WhereIn, data)

        where = _parse_where(d.pop("where", UNSET))

        def _parse_until(data: object) -> datetime.date | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                until_type_0 = datetime.date.fromisoformat(data)

                return until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None | Unset, data)

        until = _parse_until(d.pop("until", UNSET))

        hold_in = cls(
            reference=reference,
            law=law,
            ground=ground,
            identifiers=identifiers,
            collection=collection,
            fields=fields,
            categories=categories,
            where=where,
            until=until,
        )

        return hold_in
