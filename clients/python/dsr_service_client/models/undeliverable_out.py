from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="UndeliverableOut")


@_attrs_define
class UndeliverableOut:
    """A letter that reached nobody by machine: the staff's to send otherwise."""

    message_id: UUID
    request_id: UUID
    reference: str
    kind: str
    failure: str
    undeliverable_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        message_id = str(self.message_id)

        request_id = str(self.request_id)

        reference = self.reference

        kind = self.kind

        failure = self.failure

        undeliverable_at = self.undeliverable_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "message_id": message_id,
                "request_id": request_id,
                "reference": reference,
                "kind": kind,
                "failure": failure,
                "undeliverable_at": undeliverable_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        message_id = UUID(d.pop("message_id"))

        request_id = UUID(d.pop("request_id"))

        reference = d.pop("reference")

        kind = d.pop("kind")

        failure = d.pop("failure")

        undeliverable_at = datetime.datetime.fromisoformat(d.pop("undeliverable_at"))

        undeliverable_out = cls(
            message_id=message_id,
            request_id=request_id,
            reference=reference,
            kind=kind,
            failure=failure,
            undeliverable_at=undeliverable_at,
        )

        return undeliverable_out
