from __future__ import annotations

from collections.abc import Mapping
from io import BytesIO
from typing import Any, TypeVar

from attrs import define as _attrs_define
from attrs import field as _attrs_field

from .. import types
from ..models.body_upload_identity_documents_kind import BodyUploadIdentityDocumentsKind
from ..types import UNSET, File, Unset

T = TypeVar("T", bound="BodyUploadIdentityDocuments")


@_attrs_define
class BodyUploadIdentityDocuments:
    file: list[File]
    """ A copy of the document; repeatable. """
    kind: BodyUploadIdentityDocumentsKind | Unset = BodyUploadIdentityDocumentsKind.IDENTITY_DOCUMENT
    """ What it is: the person's own identity, evidence of who asks for them, or (`rectification_evidence`) of what
    is to be corrected. """
    additional_properties: dict[str, Any] = _attrs_field(init=False, factory=dict)

    def to_dict(self) -> dict[str, Any]:
        file = []
        for file_item_data in self.file:
            file_item = file_item_data.to_tuple()

            file.append(file_item)

        kind: str | Unset = UNSET
        if not isinstance(self.kind, Unset):
            kind = self.kind.value

        field_dict: dict[str, Any] = {}
        field_dict.update(self.additional_properties)
        field_dict.update(
            {
                "file": file,
            }
        )
        if kind is not UNSET:
            field_dict["kind"] = kind

        return field_dict

    def to_multipart(self) -> types.RequestFiles:
        files: types.RequestFiles = []

        for file_item_element in self.file:
            files.append(("file", file_item_element.to_tuple()))

        if not isinstance(self.kind, Unset):
            files.append(("kind", (None, str(self.kind.value).encode(), "text/plain")))

        for prop_name, prop in self.additional_properties.items():
            files.append((prop_name, (None, str(prop).encode(), "text/plain")))

        return files

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        file = []
        _file = d.pop("file")
        for file_item_data in _file:
            file_item = File(payload=BytesIO(file_item_data))

            file.append(file_item)

        _kind = d.pop("kind", UNSET)
        kind: BodyUploadIdentityDocumentsKind | Unset
        if isinstance(_kind, Unset):
            kind = UNSET
        else:
            kind = BodyUploadIdentityDocumentsKind(_kind)

        body_upload_identity_documents = cls(
            file=file,
            kind=kind,
        )

        body_upload_identity_documents.additional_properties = d
        return body_upload_identity_documents

    @property
    def additional_keys(self) -> list[str]:
        return list(self.additional_properties.keys())

    def __getitem__(self, key: str) -> Any:
        return self.additional_properties[key]

    def __setitem__(self, key: str, value: Any) -> None:
        self.additional_properties[key] = value

    def __delitem__(self, key: str) -> None:
        del self.additional_properties[key]

    def __contains__(self, key: str) -> bool:
        return key in self.additional_properties
