from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="IdentityRequestIn")


@_attrs_define
class IdentityRequestIn:
    reasonable_doubt_reason: None | str | Unset = UNSET
    """ The doubt (art. 12(6)); only with one is the clock suspended. """

    def to_dict(self) -> dict[str, Any]:
        reasonable_doubt_reason: None | str | Unset
        if isinstance(self.reasonable_doubt_reason, Unset):
            reasonable_doubt_reason = UNSET
        else:
            reasonable_doubt_reason = self.reasonable_doubt_reason

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if reasonable_doubt_reason is not UNSET:
            field_dict["reasonable_doubt_reason"] = reasonable_doubt_reason

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)

        def _parse_reasonable_doubt_reason(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        reasonable_doubt_reason = _parse_reasonable_doubt_reason(d.pop("reasonable_doubt_reason", UNSET))

        identity_request_in = cls(
            reasonable_doubt_reason=reasonable_doubt_reason,
        )

        return identity_request_in
