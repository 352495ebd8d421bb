from __future__ import annotations

from collections.abc import Mapping
from typing import Any, TypeVar

from attrs import define as _attrs_define

from ..models.compute_deadline_rules_asking_end import ComputeDeadlineRulesAskingEnd
from ..models.compute_deadline_rules_suspensions_counted import ComputeDeadlineRulesSuspensionsCounted
from ..types import UNSET, Unset

T = TypeVar("T", bound="ComputeDeadlineRules")


@_attrs_define
class ComputeDeadlineRules:
    """Other readings than the controller's (docs/interpretations.md)."""

    max_days_for_asking: int | Unset = UNSET
    internal_target_working_days: int | Unset = UNSET
    suspensions_counted: ComputeDeadlineRulesSuspensionsCounted | Unset = UNSET
    asking_end: ComputeDeadlineRulesAskingEnd | Unset = UNSET

    def to_dict(self) -> dict[str, Any]:
        max_days_for_asking = self.max_days_for_asking

        internal_target_working_days = self.internal_target_working_days

        suspensions_counted: str | Unset = UNSET
        if not isinstance(self.suspensions_counted, Unset):
            suspensions_counted = self.suspensions_counted.value

        asking_end: str | Unset = UNSET
        if not isinstance(self.asking_end, Unset):
            asking_end = self.asking_end.value

        field_dict: dict[str, Any] = {}

        field_dict.update({})
        if max_days_for_asking is not UNSET:
            field_dict["max_days_for_asking"] = max_days_for_asking
        if internal_target_working_days is not UNSET:
            field_dict["internal_target_working_days"] = internal_target_working_days
        if suspensions_counted is not UNSET:
            field_dict["suspensions_counted"] = suspensions_counted
        if asking_end is not UNSET:
            field_dict["asking_end"] = asking_end

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        d = dict(src_dict)
        max_days_for_asking = d.pop("max_days_for_asking", UNSET)

        internal_target_working_days = d.pop("internal_target_working_days", UNSET)

        _suspensions_counted = d.pop("suspensions_counted", UNSET)
        suspensions_counted: ComputeDeadlineRulesSuspensionsCounted | Unset
        if isinstance(_suspensions_counted, Unset):
            suspensions_counted = UNSET
        else:
            suspensions_counted = ComputeDeadlineRulesSuspensionsCounted(_suspensions_counted)

        _asking_end = d.pop("asking_end", UNSET)
        asking_end: ComputeDeadlineRulesAskingEnd | Unset
        if isinstance(_asking_end, Unset):
            asking_end = UNSET
        else:
            asking_end = ComputeDeadlineRulesAskingEnd(_asking_end)

        compute_deadline_rules = cls(
            max_days_for_asking=max_days_for_asking,
            internal_target_working_days=internal_target_working_days,
            suspensions_counted=suspensions_counted,
            asking_end=asking_end,
        )

        return compute_deadline_rules
