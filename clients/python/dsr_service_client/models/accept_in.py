from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Literal, TypeVar, cast

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.checks_in import ChecksIn


T = TypeVar("T", bound="AcceptIn")


@_attrs_define
class AcceptIn:
    """The copy proves the identity: each of the checks was made and holds."""

    verdict: Literal["accept"]
    checks: ChecksIn | None | Unset = UNSET
    """ All three must be true. """
    note: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.checks_in import ChecksIn  # noqa: PLC0415

        verdict = self.verdict

        checks: dict[str, Any] | None | Unset
        if isinstance(self.checks, Unset):
            checks = UNSET
        elif isinstance(self.checks, ChecksIn):
            checks = self.checks.to_dict()
        else:
            checks = self.checks

        note: None | str | Unset
        if isinstance(self.note, Unset):
            note = UNSET
        else:
            note = self.note

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "verdict": verdict,
            }
        )
        if checks is not UNSET:
            field_dict["checks"] = checks
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.checks_in import ChecksIn  # noqa: PLC0415

        d = dict(src_dict)
        verdict = cast(Literal["accept"], d.pop("verdict"))
        if verdict != "accept":
            raise ValueError(f"verdict must match const 'accept', got '{verdict}'")

        def _parse_checks(data: object) -> ChecksIn | None | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                checks_type_0 = ChecksIn.from_dict(data)

                return checks_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(ChecksIn | None | Unset, data)

        checks = _parse_checks(d.pop("checks", UNSET))

        def _parse_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        note = _parse_note(d.pop("note", UNSET))

        accept_in = cls(
            verdict=verdict,
            checks=checks,
            note=note,
        )

        return accept_in
