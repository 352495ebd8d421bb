from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.suspension_cause import SuspensionCause

T = TypeVar("T", bound="SuspensionOut")


@_attrs_define
class SuspensionOut:
    id: UUID
    cause: SuspensionCause
    reasonable_doubt_reason: None | str
    opened_at: datetime.datetime
    closed_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        cause = self.cause.value

        reasonable_doubt_reason: None | str
        reasonable_doubt_reason = self.reasonable_doubt_reason

        opened_at = self.opened_at.isoformat()

        closed_at: None | str
        if isinstance(self.closed_at, datetime.datetime):
            closed_at = self.closed_at.isoformat()
        else:
            closed_at = self.closed_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "cause": cause,
                "reasonable_doubt_reason": reasonable_doubt_reason,
                "opened_at": opened_at,
                "closed_at": closed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        cause = SuspensionCause(d.pop("cause"))

        def _parse_reasonable_doubt_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reasonable_doubt_reason = _parse_reasonable_doubt_reason(d.pop("reasonable_doubt_reason"))

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

        suspension_out = cls(
            id=id,
            cause=cause,
            reasonable_doubt_reason=reasonable_doubt_reason,
            opened_at=opened_at,
            closed_at=closed_at,
        )

        return suspension_out
