from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="IdentityDocumentRejectedData")


@_attrs_define
class IdentityDocumentRejectedData:
    request_id: str
    document_id: str
    reason: str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        document_id = self.document_id

        reason = self.reason

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "document_id": document_id,
                "reason": reason,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        document_id = d.pop("document_id")

        reason = d.pop("reason")

        identity_document_rejected_data = cls(
            request_id=request_id,
            document_id=document_id,
            reason=reason,
        )

        return identity_document_rejected_data
