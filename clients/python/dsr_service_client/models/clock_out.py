from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.clock_out_computed import ClockOutComputed
    from ..models.extension_out import ExtensionOut
    from ..models.suspension_out import SuspensionOut


T = TypeVar("T", bound="ClockOut")


@_attrs_define
class ClockOut:
    """The computed deadline with the steps by which it was reached, and the facts that it rests on."""

    computed: ClockOutComputed
    """ The fields of `POST /v1/deadlines/what-if`, explanation included. """
    extension: ExtensionOut | None
    suspensions: list[SuspensionOut]

    def to_dict(self) -> dict[str, Any]:
        from ..models.extension_out import ExtensionOut  # noqa: PLC0415

        computed = self.computed.to_dict()

        extension: dict[str, Any] | None
        if isinstance(self.extension, ExtensionOut):
            extension = self.extension.to_dict()
        else:
            extension = self.extension

        suspensions = []
        for suspensions_item_data in self.suspensions:
            suspensions_item = suspensions_item_data.to_dict()
            suspensions.append(suspensions_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "computed": computed,
                "extension": extension,
                "suspensions": suspensions,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.clock_out_computed import ClockOutComputed  # noqa: PLC0415
        from ..models.extension_out import ExtensionOut  # noqa: PLC0415
        from ..models.suspension_out import SuspensionOut  # noqa: PLC0415

        d = dict(src_dict)
        computed = ClockOutComputed.from_dict(d.pop("computed"))

        def _parse_extension(data: object) -> ExtensionOut | None:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                extension_type_0 = ExtensionOut.from_dict(data)

                return extension_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ExtensionOut | None, data)

        extension = _parse_extension(d.pop("extension"))

        suspensions = []
        _suspensions = d.pop("suspensions")
        for suspensions_item_data in _suspensions:
            suspensions_item = SuspensionOut.from_dict(suspensions_item_data)

            suspensions.append(suspensions_item)

        clock_out = cls(
            computed=computed,
            extension=extension,
            suspensions=suspensions,
        )

        return clock_out
