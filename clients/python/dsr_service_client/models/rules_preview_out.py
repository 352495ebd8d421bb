from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar, cast

from attrs import define as _attrs_define

if TYPE_CHECKING:
    from ..models.keep_change_out import KeepChangeOut
    from ..models.rule_change_out import RuleChangeOut
    from ..models.year_end_change_out import YearEndChangeOut


T = TypeVar("T", bound="RulesPreviewOut")


@_attrs_define
class RulesPreviewOut:
    rules: list[RuleChangeOut]
    keeps: list[KeepChangeOut]
    financial_year_end: None | YearEndChangeOut
    """ null: it stays. """

    def to_dict(self) -> dict[str, Any]:
        from ..models.year_end_change_out import YearEndChangeOut  # noqa: PLC0415

        rules = []
        for rules_item_data in self.rules:
            rules_item = rules_item_data.to_dict()
            rules.append(rules_item)

        keeps = []
        for keeps_item_data in self.keeps:
            keeps_item = keeps_item_data.to_dict()
            keeps.append(keeps_item)

        financial_year_end: dict[str, Any] | None
        if isinstance(self.financial_year_end, YearEndChangeOut):
            financial_year_end = self.financial_year_end.to_dict()
        else:
            financial_year_end = self.financial_year_end

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "rules": rules,
                "keeps": keeps,
                "financial_year_end": financial_year_end,
            }
        )

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.keep_change_out import KeepChangeOut  # noqa: PLC0415
        from ..models.rule_change_out import RuleChangeOut  # noqa: PLC0415
        from ..models.year_end_change_out import YearEndChangeOut  # noqa: PLC0415

        d = dict(src_dict)
        rules = []
        _rules = d.pop("rules")
        for rules_item_data in _rules:
            rules_item = RuleChangeOut.from_dict(rules_item_data)

            rules.append(rules_item)

        keeps = []
        _keeps = d.pop("keeps")
        for keeps_item_data in _keeps:
            keeps_item = KeepChangeOut.from_dict(keeps_item_data)

            keeps.append(keeps_item)

        def _parse_financial_year_end(data: object) -> None | YearEndChangeOut:
            if data is None:
                return data
            try:
                if not isinstance(data, dict):
                    raise TypeError()
                financial_year_end_type_0 = YearEndChangeOut.from_dict(data)

                return financial_year_end_type_0
            except (TypeError, ValueError, AttributeError, KeyError):
                pass
            return cast(None | YearEndChangeOut, data)

        financial_year_end = _parse_financial_year_end(d.pop("financial_year_end"))

        rules_preview_out = cls(
            rules=rules,
            keeps=keeps,
            financial_year_end=financial_year_end,
        )

        return rules_preview_out
