from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

T = TypeVar("T", bound="BlockedOut")


@_attrs_define
class BlockedOut:
    dataset: str
    collection: None | str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        dataset = self.dataset

        collection: None | str
        collection = self.collection

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "dataset": dataset,
                "collection": collection,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dataset = d.pop("dataset")

        def _parse_collection(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        collection = _parse_collection(d.pop("collection"))

        reason = d.pop("reason")

        blocked_out = cls(
            dataset=dataset,
            collection=collection,
            reason=reason,
        )

        return blocked_out
