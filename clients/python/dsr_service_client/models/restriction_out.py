from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.restriction_ground import RestrictionGround

T = TypeVar("T", bound="RestrictionOut")


@_attrs_define
class RestrictionOut:
    id: UUID
    request_id: UUID
    ground: RestrictionGround
    started_at: datetime.datetime
    started_by: str
    announced_at: datetime.datetime | None
    """ When the letter about its end was written. """
    ends_at: datetime.datetime | None
    """ When it will be lifted, at the earliest. """
    lift_reasons: None | str
    lifted_at: datetime.datetime | None
    lifted_by: None | str

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        request_id = str(self.request_id)

        ground = self.ground.value

        started_at = self.started_at.isoformat()

        started_by = self.started_by

        announced_at: None | str
        if isinstance(self.announced_at, datetime.datetime):
            announced_at = self.announced_at.isoformat()
        else:
            announced_at = self.announced_at

        ends_at: None | str
        if isinstance(self.ends_at, datetime.datetime):
            ends_at = self.ends_at.isoformat()
        else:
            ends_at = self.ends_at

        lift_reasons: None | str
        lift_reasons = self.lift_reasons

        lifted_at: None | str
        if isinstance(self.lifted_at, datetime.datetime):
            lifted_at = self.lifted_at.isoformat()
        else:
            lifted_at = self.lifted_at

        lifted_by: None | str
        lifted_by = self.lifted_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "request_id": request_id,
                "ground": ground,
                "started_at": started_at,
                "started_by": started_by,
                "announced_at": announced_at,
                "ends_at": ends_at,
                "lift_reasons": lift_reasons,
                "lifted_at": lifted_at,
                "lifted_by": lifted_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        request_id = UUID(d.pop("request_id"))

        ground = RestrictionGround(d.pop("ground"))

        started_at = datetime.datetime.fromisoformat(d.pop("started_at"))

        started_by = d.pop("started_by")

        def _parse_announced_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                announced_at_type_0 = datetime.datetime.fromisoformat(data)

                return announced_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        announced_at = _parse_announced_at(d.pop("announced_at"))

        def _parse_ends_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ends_at_type_0 = datetime.datetime.fromisoformat(data)

                return ends_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ends_at = _parse_ends_at(d.pop("ends_at"))

        def _parse_lift_reasons(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        lift_reasons = _parse_lift_reasons(d.pop("lift_reasons"))

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

        restriction_out = cls(
            id=id,
            request_id=request_id,
            ground=ground,
            started_at=started_at,
            started_by=started_by,
            announced_at=announced_at,
            ends_at=ends_at,
            lift_reasons=lift_reasons,
            lifted_at=lifted_at,
            lifted_by=lifted_by,
        )

        return restriction_out
