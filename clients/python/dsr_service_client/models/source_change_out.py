from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

from ..models.change_purpose import ChangePurpose
from ..models.change_state import ChangeState

if TYPE_CHECKING:
    from ..models.source_change_out_key import SourceChangeOutKey


T = TypeVar("T", bound="SourceChangeOut")


@_attrs_define
class SourceChangeOut:
    id: UUID
    purpose: ChangePurpose
    dataset: str
    collection: str
    field: str
    key: SourceChangeOutKey
    """ The row's key. """
    old_value: None | str
    new_value: None | str
    state: ChangeState
    reason: None | str
    reason_text: None | str
    asked: bool
    """ The answer of a commit was lost; the source showed that it was done. """
    changed_at: datetime.datetime
    changed_by: str

    def to_dict(self) -> dict[str, Any]:
        id = str(self.id)

        purpose = self.purpose.value

        dataset = self.dataset

        collection = self.collection

        field = self.field

        key = self.key.to_dict()

        old_value: None | str
        old_value = self.old_value

        new_value: None | str
        new_value = self.new_value

        state = self.state.value

        reason: None | str
        reason = self.reason

        reason_text: None | str
        reason_text = self.reason_text

        asked = self.asked

        changed_at = self.changed_at.isoformat()

        changed_by = self.changed_by

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "id": id,
                "purpose": purpose,
                "dataset": dataset,
                "collection": collection,
                "field": field,
                "key": key,
                "old_value": old_value,
                "new_value": new_value,
                "state": state,
                "reason": reason,
                "reason_text": reason_text,
                "asked": asked,
                "changed_at": changed_at,
                "changed_by": changed_by,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.source_change_out_key import SourceChangeOutKey  # noqa: PLC0415

        d = dict(src_dict)
        id = UUID(d.pop("id"))

        purpose = ChangePurpose(d.pop("purpose"))

        dataset = d.pop("dataset")

        collection = d.pop("collection")

        field = d.pop("field")

        key = SourceChangeOutKey.from_dict(d.pop("key"))

        def _parse_old_value(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        old_value = _parse_old_value(d.pop("old_value"))

        def _parse_new_value(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        new_value = _parse_new_value(d.pop("new_value"))

        state = ChangeState(d.pop("state"))

        def _parse_reason(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason = _parse_reason(d.pop("reason"))

        def _parse_reason_text(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        reason_text = _parse_reason_text(d.pop("reason_text"))

        asked = d.pop("asked")

        changed_at = datetime.datetime.fromisoformat(d.pop("changed_at"))

        changed_by = d.pop("changed_by")

        source_change_out = cls(
            id=id,
            purpose=purpose,
            dataset=dataset,
            collection=collection,
            field=field,
            key=key,
            old_value=old_value,
            new_value=new_value,
            state=state,
            reason=reason,
            reason_text=reason_text,
            asked=asked,
            changed_at=changed_at,
            changed_by=changed_by,
        )

        return source_change_out
