from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.identity_document_accepted_data import IdentityDocumentAcceptedData


T = TypeVar("T", bound="IdentityDocumentAcceptedEvent")


@_attrs_define
class IdentityDocumentAcceptedEvent:
    type_: Literal["identity_document.accepted"]
    timestamp: datetime.datetime
    """ When it happened. """
    data: IdentityDocumentAcceptedData

    def to_dict(self) -> dict[str, Any]:
        type_ = self.type_

        timestamp = self.timestamp.isoformat()

        data = self.data.to_dict()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "type": type_,
                "timestamp": timestamp,
                "data": data,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.identity_document_accepted_data import IdentityDocumentAcceptedData  # noqa: PLC0415

        d = dict(src_dict)
        type_ = cast(Literal["identity_document.accepted"], d.pop("type"))
        if type_ != "identity_document.accepted":
            raise ValueError(f"type must match const 'identity_document.accepted', got '{type_}'")

        timestamp = datetime.datetime.fromisoformat(d.pop("timestamp"))

        data = IdentityDocumentAcceptedData.from_dict(d.pop("data"))

        identity_document_accepted_event = cls(
            type_=type_,
            timestamp=timestamp,
            data=data,
        )

        return identity_document_accepted_event
