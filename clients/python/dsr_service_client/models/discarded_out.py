from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.discard_reason import DiscardReason

T = TypeVar("T", bound="DiscardedOut")


@_attrs_define
class DiscardedOut:
    id: str
    kind: str
    reason: DiscardReason
    """ Why an operator gives a held job up; a code, since the audit log holds no prose about people. """
    discarded_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        id = self.id

        kind = self.kind

        reason = self.reason.value

        discarded_at = self.discarded_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "kind": kind,
                "reason": reason,
                "discarded_at": discarded_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = d.pop("id")

        kind = d.pop("kind")

        reason = DiscardReason(d.pop("reason"))

        discarded_at = datetime.datetime.fromisoformat(d.pop("discarded_at"))

        discarded_out = cls(
            id=id,
            kind=kind,
            reason=reason,
            discarded_at=discarded_at,
        )

        return discarded_out
