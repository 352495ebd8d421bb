from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.transfer_state import TransferState

T = TypeVar("T", bound="TransferOut")


@_attrs_define
class TransferOut:
    id: UUID
    """ Sent as `Idempotency-Key` in every attempt. """
    recipient: str
    url: str
    sha256: str
    """ Of the ZIP that is handed over. """
    state: TransferState
    attempts: int
    code: None | str
    created_at: datetime.datetime
    created_by: str
    ended_at: datetime.datetime | None

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        recipient = self.recipient

        url = self.url

        sha256 = self.sha256

        state = self.state.value

        attempts = self.attempts

        code: None | str
        code = self.code

        created_at = self.created_at.isoformat()

        created_by = self.created_by

        ended_at: None | str
        if isinstance(self.ended_at, datetime.datetime):
            ended_at = self.ended_at.isoformat()
        else:
            ended_at = self.ended_at

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "recipient": recipient,
                "url": url,
                "sha256": sha256,
                "state": state,
                "attempts": attempts,
                "code": code,
                "created_at": created_at,
                "created_by": created_by,
                "ended_at": ended_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        id = UUID(d.pop("id"))

        recipient = d.pop("recipient")

        url = d.pop("url")

        sha256 = d.pop("sha256")

        state = TransferState(d.pop("state"))

        attempts = d.pop("attempts")

        def _parse_code(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        code = _parse_code(d.pop("code"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        created_by = d.pop("created_by")

        def _parse_ended_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                ended_at_type_0 = datetime.datetime.fromisoformat(data)

                return ended_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        ended_at = _parse_ended_at(d.pop("ended_at"))

        transfer_out = cls(
            id=id,
            recipient=recipient,
            url=url,
            sha256=sha256,
            state=state,
            attempts=attempts,
            code=code,
            created_at=created_at,
            created_by=created_by,
            ended_at=ended_at,
        )

        return transfer_out
