from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="DoubtlessOut")


@_attrs_define
class DoubtlessOut:
    """A suspension for proof of identity that stands on no recorded doubt (art. 12(6))."""

    request_id: UUID
    reference: str
    suspension_id: UUID
    opened_at: datetime.datetime
    closed_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        request_id = str(self.request_id)

        reference = self.reference

        suspension_id = str(self.suspension_id)

        opened_at = self.opened_at.isoformat()

        closed_at: None | str
        if isinstance(self.closed_at, datetime.datetime):
            closed_at = self.closed_at.isoformat()
        else:
            closed_at = self.closed_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "reference": reference,
                "suspension_id": suspension_id,
                "opened_at": opened_at,
                "closed_at": closed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = UUID(d.pop("request_id"))

        reference = d.pop("reference")

        suspension_id = UUID(d.pop("suspension_id"))

        opened_at = datetime.datetime.fromisoformat(d.pop("opened_at"))

        def _parse_closed_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                closed_at_type_0 = datetime.datetime.fromisoformat(data)

                return closed_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        closed_at = _parse_closed_at(d.pop("closed_at"))

        doubtless_out = cls(
            request_id=request_id,
            reference=reference,
            suspension_id=suspension_id,
            opened_at=opened_at,
            closed_at=closed_at,
        )

        return doubtless_out
