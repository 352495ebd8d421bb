from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

from ..models.rejection_reason import RejectionReason
from ..models.review_in_verdict import ReviewInVerdict
from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.checks_in import ChecksIn


T = TypeVar("T", bound="ReviewIn")


@_attrs_define
class ReviewIn:
    verdict: ReviewInVerdict
    checks: ChecksIn | None | Unset = UNSET
    """ For accept: all three must be true. """
    reason: None | RejectionReason | Unset = UNSET
    """ For reject. """
    note: None | str | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        from ..models.checks_in import ChecksIn  # noqa: PLC0415

        verdict = self.verdict.value

        checks: dict[str, Any] | None | Unset
        if isinstance(self.checks, Unset):
            checks = UNSET
        elif isinstance(self.checks, ChecksIn):
            checks = self.checks.to_dict()
        else:
            checks = self.checks

        reason: None | str | Unset
        if isinstance(self.reason, Unset):
            reason = UNSET
        elif isinstance(self.reason, RejectionReason):
            reason = self.reason.value
        else:
            reason = self.reason

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
        if reason is not UNSET:
            field_dict["reason"] = reason
        if note is not UNSET:
            field_dict["note"] = note

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.checks_in import ChecksIn  # noqa: PLC0415

        d = dict(src_dict)
        verdict = ReviewInVerdict(d.pop("verdict"))

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

        def _parse_reason(data: object) -> None | RejectionReason | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                reason_type_0 = RejectionReason(data)

                return reason_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RejectionReason | Unset, data)

        reason = _parse_reason(d.pop("reason", UNSET))

        def _parse_note(data: object) -> None | str | Unset:
            if data is None:
                return data
            if isinstance(data, Unset):
                return data
            return cast(None | str | Unset, data)

        note = _parse_note(d.pop("note", UNSET))

        review_in = cls(
            verdict=verdict,
            checks=checks,
            reason=reason,
            note=note,
        )

        return review_in
