from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast
from uuid import UUID

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.step_out import StepOut


T = TypeVar("T", bound="FulfilmentOut")


@_attrs_define
class FulfilmentOut:
    data_map_version_id: None | UUID
    started_by: None | str
    approved_by: None | str
    missing: list[str]
    """ What the answer still lacks (art. 15): whom it waits for, and what the last attempt did not have. """
    steps: list[StepOut]

    def to_dict(self) -> dict[str, Any]:
        data_map_version_id: None | str
        if isinstance(self.data_map_version_id, UUID):
            data_map_version_id = str(self.data_map_version_id)
        else:
            data_map_version_id = self.data_map_version_id

        started_by: None | str
        started_by = self.started_by

        approved_by: None | str
        approved_by = self.approved_by

        missing = self.missing

        steps = []
        for steps_item_data in self.steps:
            steps_item = steps_item_data.to_dict()
            steps.append(steps_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "data_map_version_id": data_map_version_id,
                "started_by": started_by,
                "approved_by": approved_by,
                "missing": missing,
                "steps": steps,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.step_out import StepOut  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_data_map_version_id(data: object) -> None | UUID:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                data_map_version_id_type_0 = UUID(data)

                return data_map_version_id_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | UUID, data)

        data_map_version_id = _parse_data_map_version_id(d.pop("data_map_version_id"))

        def _parse_started_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        started_by = _parse_started_by(d.pop("started_by"))

        def _parse_approved_by(data: object) -> None | str:
            if data is None:
                return data
            return cast(None | str, data)

        approved_by = _parse_approved_by(d.pop("approved_by"))

        missing = cast(list[str], d.pop("missing"))

        steps = []
        _steps = d.pop("steps")
        for steps_item_data in _steps:
            steps_item = StepOut.from_dict(steps_item_data)

            steps.append(steps_item)

        fulfilment_out = cls(
            data_map_version_id=data_map_version_id,
            started_by=started_by,
            approved_by=approved_by,
            missing=missing,
            steps=steps,
        )

        return fulfilment_out
