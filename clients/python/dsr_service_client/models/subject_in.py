from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.identifier_in import IdentifierIn
    from ..models.known_channel_in import KnownChannelIn


T = TypeVar("T", bound="SubjectIn")


@_attrs_define
class SubjectIn:
    identifiers: list[IdentifierIn]
    name: None | str | Unset = UNSET
    known_channels: list[KnownChannelIn] | Unset = UNSET
    """ Never what the person typed with this request: codes and answers go there. """

    def to_dict(self) -> dict[str, Any]:
        identifiers = []
        for identifiers_item_data in self.identifiers:
            identifiers_item = identifiers_item_data.to_dict()
            identifiers.append(identifiers_item)

        name: None | str | Unset
        if isinstance(self.name, Unset):
            name = UNSET
        else:
            name = self.name

        known_channels: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.known_channels, Unset):
            known_channels = []
            for known_channels_item_data in self.known_channels:
                known_channels_item = known_channels_item_data.to_dict()
                known_channels.append(known_channels_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "identifiers": identifiers,
            }
        )
        if name is not UNSET:
            field_dict["name"] = name
        if known_channels is not UNSET:
            field_dict["known_channels"] = known_channels

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.identifier_in import IdentifierIn  # noqa: PLC0415
        from ..models.known_channel_in import KnownChannelIn  # noqa: PLC0415

        d = dict(src_dict)
        identifiers = []
        _identifiers = d.pop("identifiers")
        for identifiers_item_data in _identifiers:
            identifiers_item = IdentifierIn.from_dict(identifiers_item_data)

            identifiers.append(identifiers_item)

        def _parse_name(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        name = _parse_name(d.pop("name", UNSET))

        _known_channels = d.pop("known_channels", UNSET)
        known_channels: list[KnownChannelIn] | Unset = UNSET
        if _known_channels is not UNSET:
            known_channels = []
            for known_channels_item_data in _known_channels:
                known_channels_item = KnownChannelIn.from_dict(known_channels_item_data)

                known_channels.append(known_channels_item)

        subject_in = cls(
            identifiers=identifiers,
            name=name,
            known_channels=known_channels,
        )

        return subject_in
