from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.file_fate import FileFate

T = TypeVar("T", bound="ErasedFilesOut")


@_attrs_define
class ErasedFilesOut:
    dataset: str
    collection: str
    field: str
    """ The field whose values name them. """
    store: str
    """ As the data map names it. """
    action: FileFate
    files: int

    def to_dict(self) -> dict[str, Any]:
        dataset = self.dataset

        collection = self.collection

        field = self.field

        store = self.store

        action = self.action.value

        files = self.files

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "dataset": dataset,
                "collection": collection,
                "field": field,
                "store": store,
                "action": action,
                "files": files,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dataset = d.pop("dataset")

        collection = d.pop("collection")

        field = d.pop("field")

        store = d.pop("store")

        action = FileFate(d.pop("action"))

        files = d.pop("files")

        erased_files_out = cls(
            dataset=dataset,
            collection=collection,
            field=field,
            store=store,
            action=action,
            files=files,
        )

        return erased_files_out
