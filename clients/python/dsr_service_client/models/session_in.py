from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

T = TypeVar("T", bound="SessionIn")


@_attrs_define
class SessionIn:
    """The person is signed in at the storefront. Without an assertion only staff may say so."""

    method: Literal["authenticated_session"]
    assertion: None | str | Unset = UNSET
    """ A JWT signed with a registered assertion key; its claims are told in docs/identity.md. """
    note: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        method = self.method

        assertion: None | str | Unset
        if isinstance(self.assertion, Unset):
            assertion = UNSET
        else:
            assertion = self.assertion

        note: None | str | Unset
        if isinstance(self.note, Unset):
            note = UNSET
        else:
            note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "method": method,
            }
        )
        if assertion is not UNSET:
            field_dict["assertion"] = assertion
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        method = cast(Literal["authenticated_session"], d.pop("method"))
        if method != "authenticated_session":
            raise ValueError(f"method must match const 'authenticated_session', got '{method}'")

        def _parse_assertion(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        assertion = _parse_assertion(d.pop("assertion", UNSET))

        def _parse_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        note = _parse_note(d.pop("note", UNSET))

        session_in = cls(
            method=method,
            assertion=assertion,
            note=note,
        )

        return session_in
