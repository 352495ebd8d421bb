from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

T = TypeVar("T", bound="IdentityDocumentUploadedData")


@_attrs_define
class IdentityDocumentUploadedData:
    request_id: str
    document_id: str

    def to_dict(self) -> dict[str, Any]:
        request_id = self.request_id

        document_id = self.document_id

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "request_id": request_id,
                "document_id": document_id,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        request_id = d.pop("request_id")

        document_id = d.pop("document_id")

        identity_document_uploaded_data = cls(
            request_id=request_id,
            document_id=document_id,
        )

        return identity_document_uploaded_data
