from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="KeptOut")


@_attrs_define
class KeptOut:
    dataset: str
    collection: str
    categories: list[str]
    ground: str
    law: str
    keep_until: datetime.date | None
    rows: int
    done_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        dataset = self.dataset

        collection = self.collection

        categories = self.categories

        ground = self.ground

        law = self.law

        keep_until: None | str
        if isinstance(self.keep_until, datetime.date):
            keep_until = self.keep_until.isoformat()
        else:
            keep_until = self.keep_until

        rows = self.rows

        done_at: None | str
        if isinstance(self.done_at, datetime.datetime):
            done_at = self.done_at.isoformat()
        else:
            done_at = self.done_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "dataset": dataset,
                "collection": collection,
                "categories": categories,
                "ground": ground,
                "law": law,
                "keep_until": keep_until,
                "rows": rows,
                "done_at": done_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dataset = d.pop("dataset")

        collection = d.pop("collection")

        categories = cast(list[str], d.pop("categories"))

        ground = d.pop("ground")

        law = d.pop("law")

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

        def _parse_done_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                done_at_type_0 = datetime.datetime.fromisoformat(data)

                return done_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        done_at = _parse_done_at(d.pop("done_at"))

        kept_out = cls(
            dataset=dataset,
            collection=collection,
            categories=categories,
            ground=ground,
            law=law,
            keep_until=keep_until,
            rows=rows,
            done_at=done_at,
        )

        return kept_out
