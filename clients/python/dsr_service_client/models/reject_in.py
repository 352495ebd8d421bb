from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..models.rejection_reason import RejectionReason
from ..types import UNSET, Unset

T = TypeVar("T", bound="RejectIn")


@_attrs_define
class RejectIn:
    """The copy does not prove the identity."""

    verdict: Literal["reject"]
    reason: RejectionReason
    """ Why an identity document was not accepted. """
    note: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        verdict = self.verdict

        reason = self.reason.value

        note: None | str | Unset
        if isinstance(self.note, Unset):
            note = UNSET
        else:
            note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "verdict": verdict,
                "reason": reason,
            }
        )
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        verdict = cast(Literal["reject"], d.pop("verdict"))
        if verdict != "reject":
            raise ValueError(f"verdict must match const 'reject', got '{verdict}'")

        reason = RejectionReason(d.pop("reason"))

        def _parse_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        note = _parse_note(d.pop("note", UNSET))

        reject_in = cls(
            verdict=verdict,
            reason=reason,
            note=note,
        )

        return reject_in
