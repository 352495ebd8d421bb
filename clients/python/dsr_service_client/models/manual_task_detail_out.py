from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.task_status import TaskStatus

if TYPE_CHECKING:
    from ..models.file_by_hand_out import FileByHandOut
    from ..models.form_field_out import FormFieldOut
    from ..models.identifier_out import IdentifierOut


T = TypeVar("T", bound="ManualTaskDetailOut")


@_attrs_define
class ManualTaskDetailOut:
    id: UUID
    request_id: UUID
    dataset: str
    collection: str
    status: TaskStatus
    created_at: datetime.datetime
    due_at: datetime.datetime
    reminded_at: datetime.datetime | None
    answered_at: datetime.datetime | None
    answered_by: None | str
    rows: int
    reference: str
    description: None | str
    form: list[FormFieldOut]
    name: None | str
    """ Whom to look for. """
    identifiers: list[IdentifierOut]
    files: list[FileByHandOut]
    """ Files of erased rows, to be deleted by hand (art. 17): `nothing_found` says that they are gone. Such a task
    has no form. """

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        request_id = str(self.request_id)

        dataset = self.dataset

        collection = self.collection

        status = self.status.value

        created_at = self.created_at.isoformat()

        due_at = self.due_at.isoformat()

        reminded_at: None | str
        if isinstance(self.reminded_at, datetime.datetime):
            reminded_at = self.reminded_at.isoformat()
        else:
            reminded_at = self.reminded_at

        answered_at: None | str
        if isinstance(self.answered_at, datetime.datetime):
            answered_at = self.answered_at.isoformat()
        else:
            answered_at = self.answered_at

        answered_by: None | str
        answered_by = self.answered_by

        rows = self.rows

        reference = self.reference

        description: None | str
        description = self.description

        form = []
        for form_item_data in self.form:
            form_item = form_item_data.to_dict()
            form.append(form_item)

        name: None | str
        name = self.name

        identifiers = []
        for identifiers_item_data in self.identifiers:
            identifiers_item = identifiers_item_data.to_dict()
            identifiers.append(identifiers_item)

        files = []
        for files_item_data in self.files:
            files_item = files_item_data.to_dict()
            files.append(files_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "request_id": request_id,
                "dataset": dataset,
                "collection": collection,
                "status": status,
                "created_at": created_at,
                "due_at": due_at,
                "reminded_at": reminded_at,
                "answered_at": answered_at,
                "answered_by": answered_by,
                "rows": rows,
                "reference": reference,
                "description": description,
                "form": form,
                "name": name,
                "identifiers": identifiers,
                "files": files,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.file_by_hand_out import FileByHandOut  # noqa: PLC0415
        from ..models.form_field_out import FormFieldOut  # noqa: PLC0415
        from ..models.identifier_out import IdentifierOut  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        request_id = UUID(d.pop("request_id"))

        dataset = d.pop("dataset")

        collection = d.pop("collection")

        status = TaskStatus(d.pop("status"))

        created_at = datetime.datetime.fromisoformat(d.pop("created_at"))

        due_at = datetime.datetime.fromisoformat(d.pop("due_at"))

        def _parse_reminded_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reminded_at_type_0 = datetime.datetime.fromisoformat(data)

                return reminded_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        reminded_at = _parse_reminded_at(d.pop("reminded_at"))

        def _parse_answered_at(data: object) -> datetime.datetime | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                answered_at_type_0 = datetime.datetime.fromisoformat(data)

                return answered_at_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.datetime | None, data)

        answered_at = _parse_answered_at(d.pop("answered_at"))

        def _parse_answered_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        answered_by = _parse_answered_by(d.pop("answered_by"))

        rows = d.pop("rows")

        reference = d.pop("reference")

        def _parse_description(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        description = _parse_description(d.pop("description"))

        form = []
        _form = d.pop("form")
        for form_item_data in _form:
            form_item = FormFieldOut.from_dict(form_item_data)

            form.append(form_item)

        def _parse_name(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        name = _parse_name(d.pop("name"))

        identifiers = []
        _identifiers = d.pop("identifiers")
        for identifiers_item_data in _identifiers:
            identifiers_item = IdentifierOut.from_dict(identifiers_item_data)

            identifiers.append(identifiers_item)

        files = []
        _files = d.pop("files")
        for files_item_data in _files:
            files_item = FileByHandOut.from_dict(files_item_data)

            files.append(files_item)

        manual_task_detail_out = cls(
            id=id,
            request_id=request_id,
            dataset=dataset,
            collection=collection,
            status=status,
            created_at=created_at,
            due_at=due_at,
            reminded_at=reminded_at,
            answered_at=answered_at,
            answered_by=answered_by,
            rows=rows,
            reference=reference,
            description=description,
            form=form,
            name=name,
            identifiers=identifiers,
            files=files,
        )

        return manual_task_detail_out
