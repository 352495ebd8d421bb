from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.source_state import SourceState

T = TypeVar("T", bound="ErasureSourceOut")


@_attrs_define
class ErasureSourceOut:
    dataset: str
    state: SourceState
    """ How far one source has come. """
    changed_at: datetime.datetime

    def to_dict(self) -> dict[str, Any]:
        dataset = self.dataset

        state = self.state.value

        changed_at = self.changed_at.isoformat()

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "dataset": dataset,
                "state": state,
                "changed_at": changed_at,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        dataset = d.pop("dataset")

        state = SourceState(d.pop("state"))

        changed_at = datetime.datetime.fromisoformat(d.pop("changed_at"))

        erasure_source_out = cls(
            dataset=dataset,
            state=state,
            changed_at=changed_at,
        )

        return erasure_source_out
