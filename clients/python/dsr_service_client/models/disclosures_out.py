from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.disclosure_out import DisclosureOut


T = TypeVar("T", bound="DisclosuresOut")


@_attrs_define
class DisclosuresOut:
    searched: bool
    """ False: nothing was searched yet, so nothing is known. """
    unnamed: list[str]
    """ Keys that the map names and the register of recipients lacks. """
    recipients: list[DisclosureOut]

    def to_dict(self) -> dict[str, Any]:
        searched = self.searched

        unnamed = self.unnamed

        recipients = []
        for recipients_item_data in self.recipients:
            recipients_item = recipients_item_data.to_dict()
            recipients.append(recipients_item)

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "searched": searched,
                "unnamed": unnamed,
                "recipients": recipients,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.disclosure_out import DisclosureOut  # noqa: PLC0415

        d = dict(src_dict)
        searched = d.pop("searched")

        unnamed = cast(list[str], d.pop("unnamed"))

        recipients = []
        _recipients = d.pop("recipients")
        for recipients_item_data in _recipients:
            recipients_item = DisclosureOut.from_dict(recipients_item_data)

            recipients.append(recipients_item)

        disclosures_out = cls(
            searched=searched,
            unnamed=unnamed,
            recipients=recipients,
        )

        return disclosures_out
