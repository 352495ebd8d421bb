from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.field_correction_in import FieldCorrectionIn


T = TypeVar("T", bound="RectificationIn")


@_attrs_define
class RectificationIn:
    corrections: list[FieldCorrectionIn] | None | Unset = UNSET
    """ As the staff read the request; null: as the person wrote it. """

    def to_dict(self) -> dict[str, Any]:
        corrections: list[dict[str, Any]] | None | Unset
        if isinstance(self.corrections, Unset):
            corrections = UNSET
        elif isinstance(self.corrections, list):
            corrections = []
            for corrections_type_0_item_data in self.corrections:
                corrections_type_0_item = corrections_type_0_item_data.to_dict()
                corrections.append(corrections_type_0_item)

        else:
            corrections = self.corrections

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if corrections is not UNSET:
            field_dict["corrections"] = corrections

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.field_correction_in import FieldCorrectionIn  # noqa: PLC0415

        d = dict(src_dict)

        def _parse_corrections(data: object) -> list[FieldCorrectionIn] | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, list):
                    raise TypeError()
                corrections_type_0 = []
                _corrections_type_0 = data
                for corrections_type_0_item_data in _corrections_type_0:
                    corrections_type_0_item = FieldCorrectionIn.from_dict(corrections_type_0_item_data)

                    corrections_type_0.append(corrections_type_0_item)

                return corrections_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(list[FieldCorrectionIn] | None | Unset, data)

        corrections = _parse_corrections(d.pop("corrections", UNSET))

        rectification_in = cls(
            corrections=corrections,
        )

        return rectification_in
