from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar
from uuid import UUID

from attrs import define as _attrs_define

T = TypeVar("T", bound="SessionOut")


@_attrs_define
class SessionOut:
    session: str
    """ The bearer credential of the routes below /v1/track. """
    request_id: UUID
    expires_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        session = self.session

        request_id = str(self.request_id)

        expires_at = self.expires_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "session": session,
                "request_id": request_id,
                "expires_at": expires_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        session = d.pop("session")

        request_id = UUID(d.pop("request_id"))

        expires_at = datetime.datetime.fromisoformat(d.pop("expires_at"))

        session_out = cls(
            session=session,
            request_id=request_id,
            expires_at=expires_at,
        )

        return session_out
