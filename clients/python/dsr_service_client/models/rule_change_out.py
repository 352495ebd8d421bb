from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.rule_out import RuleOut


T = TypeVar("T", bound="RuleChangeOut")


@_attrs_define
class RuleChangeOut:
    """A rule that would be another; null: there is none."""

    key: str
    before: None | RuleOut
    after: None | RuleOut
    kept_parts: int
    """ Parts of finished erasures that are kept by this law today. """
    kept_rows: int
    kept_until: datetime.date | None
    """ The last day of the longest of them. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.rule_out import RuleOut  # noqa: PLC0415

        key = self.key

        before: dict[str, Any] | None
        if isinstance(self.before, RuleOut):
            before = self.before.to_dict()
        else:
            before = self.before

        after: dict[str, Any] | None
        if isinstance(self.after, RuleOut):
            after = self.after.to_dict()
        else:
            after = self.after

        kept_parts = self.kept_parts

        kept_rows = self.kept_rows

        kept_until: None | str
        if isinstance(self.kept_until, datetime.date):
            kept_until = self.kept_until.isoformat()
        else:
            kept_until = self.kept_until

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "key": key,
                "before": before,
                "after": after,
                "kept_parts": kept_parts,
                "kept_rows": kept_rows,
                "kept_until": kept_until,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.rule_out import RuleOut  # noqa: PLC0415

        d = dict(src_dict)
        key = d.pop("key")

        def _parse_before(data: object) -> None | RuleOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                before_type_0 = RuleOut.from_dict(data)

                return before_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RuleOut, data)

        before = _parse_before(d.pop("before"))

        def _parse_after(data: object) -> None | RuleOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                after_type_0 = RuleOut.from_dict(data)

                return after_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | RuleOut, data)

        after = _parse_after(d.pop("after"))

        kept_parts = d.pop("kept_parts")

        kept_rows = d.pop("kept_rows")

        def _parse_kept_until(data: object) -> datetime.date | None:
            if data is None:
                return data
            try:
                if not isinstance(data, str):
                    raise TypeError()
                kept_until_type_0 = datetime.date.fromisoformat(data)

                return kept_until_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(datetime.date | None, data)

        kept_until = _parse_kept_until(d.pop("kept_until"))

        rule_change_out = cls(
            key=key,
            before=before,
            after=after,
            kept_parts=kept_parts,
            kept_rows=kept_rows,
            kept_until=kept_until,
        )

        return rule_change_out
