from __future__ import annotations

import datetime
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, TypeVar

from attrs import define as _attrs_define

from ..types import UNSET, Unset

if TYPE_CHECKING:
    from ..models.compute_deadline_rules import ComputeDeadlineRules
    from ..models.compute_deadline_suspensions_item import ComputeDeadlineSuspensionsItem


T = TypeVar("T", bound="Body")


@_attrs_define
class Body:
    """Only `received_at` must be there. A worked case may be posted whole: the answer and the notes that it carries are
    passed over; any other field is refused.

    """

    received_at: datetime.datetime
    id: Any | Unset = UNSET
    """ Echoed. """
    time_zone: str | Unset = UNSET
    """ An IANA name. """
    calendar: str | Unset = UNSET
    """ ISO country, FR-AM (with the Alsace-Moselle days), or country-subdivision. """
    extended: bool | Unset = False
    suspensions: list[ComputeDeadlineSuspensionsItem] | Unset = UNSET
    rules: ComputeDeadlineRules | Unset = UNSET
    """ Other readings than the controller's (docs/interpretations.md). """
    contestable: Any | Unset = UNSET
    """ Passed over. """
    due_before_exclusive_utc: Any | Unset = UNSET
    """ Passed over. """
    due_date: Any | Unset = UNSET
    """ Passed over. """
    due_last_second_local: Any | Unset = UNSET
    """ Passed over. """
    explanation: Any | Unset = UNSET
    """ Passed over. """
    extension_notice_due: Any | Unset = UNSET
    """ Passed over. """
    flags: Any | Unset = UNSET
    """ Passed over. """
    ignored_fields: Any | Unset = UNSET
    """ Passed over. """
    internal_target: Any | Unset = UNSET
    """ Passed over. """
    kind: Any | Unset = UNSET
    """ Passed over. """
    nominal_end: Any | Unset = UNSET
    """ Passed over. """
    nominal_end_with_suspension: Any | Unset = UNSET
    """ Passed over. """
    reason: Any | Unset = UNSET
    """ Passed over. """
    received_local_date: Any | Unset = UNSET
    """ Passed over. """
    refusal_information_due: Any | Unset = UNSET
    """ Passed over. """
    rolled: Any | Unset = UNSET
    """ Passed over. """
    rules_version: Any | Unset = UNSET
    """ Passed over. """
    safe_due: Any | Unset = UNSET
    """ Passed over. """
    sources: Any | Unset = UNSET
    """ Passed over. """
    suspension_days: Any | Unset = UNSET
    """ Passed over. """
    suspension_open: Any | Unset = UNSET
    """ Passed over. """

    def to_dict(self) -> dict[str, Any]:
        received_at = self.received_at.isoformat()

        id = self.id

        time_zone = self.time_zone

        calendar = self.calendar

        extended = self.extended

        suspensions: list[dict[str, Any]] | Unset = UNSET
        if not isinstance(self.suspensions, Unset):
            suspensions = []
            for suspensions_item_data in self.suspensions:
                suspensions_item = suspensions_item_data.to_dict()
                suspensions.append(suspensions_item)

        rules: dict[str, Any] | Unset = UNSET
        if not isinstance(self.rules, Unset):
            rules = self.rules.to_dict()

        contestable = self.contestable

        due_before_exclusive_utc = self.due_before_exclusive_utc

        due_date = self.due_date

        due_last_second_local = self.due_last_second_local

        explanation = self.explanation

        extension_notice_due = self.extension_notice_due

        flags = self.flags

        ignored_fields = self.ignored_fields

        internal_target = self.internal_target

        kind = self.kind

        nominal_end = self.nominal_end

        nominal_end_with_suspension = self.nominal_end_with_suspension

        reason = self.reason

        received_local_date = self.received_local_date

        refusal_information_due = self.refusal_information_due

        rolled = self.rolled

        rules_version = self.rules_version

        safe_due = self.safe_due

        sources = self.sources

        suspension_days = self.suspension_days

        suspension_open = self.suspension_open

        field_dict: dict[str, Any] = {}

        field_dict.update(
            {
                "received_at": received_at,
            }
        )
        if id is not UNSET:
            field_dict["id"] = id
        if time_zone is not UNSET:
            field_dict["time_zone"] = time_zone
        if calendar is not UNSET:
            field_dict["calendar"] = calendar
        if extended is not UNSET:
            field_dict["extended"] = extended
        if suspensions is not UNSET:
            field_dict["suspensions"] = suspensions
        if rules is not UNSET:
            field_dict["rules"] = rules
        if contestable is not UNSET:
            field_dict["contestable"] = contestable
        if due_before_exclusive_utc is not UNSET:
            field_dict["due_before_exclusive_utc"] = due_before_exclusive_utc
        if due_date is not UNSET:
            field_dict["due_date"] = due_date
        if due_last_second_local is not UNSET:
            field_dict["due_last_second_local"] = due_last_second_local
        if explanation is not UNSET:
            field_dict["explanation"] = explanation
        if extension_notice_due is not UNSET:
            field_dict["extension_notice_due"] = extension_notice_due
        if flags is not UNSET:
            field_dict["flags"] = flags
        if ignored_fields is not UNSET:
            field_dict["ignored_fields"] = ignored_fields
        if internal_target is not UNSET:
            field_dict["internal_target"] = internal_target
        if kind is not UNSET:
            field_dict["kind"] = kind
        if nominal_end is not UNSET:
            field_dict["nominal_end"] = nominal_end
        if nominal_end_with_suspension is not UNSET:
            field_dict["nominal_end_with_suspension"] = nominal_end_with_suspension
        if reason is not UNSET:
            field_dict["reason"] = reason
        if received_local_date is not UNSET:
            field_dict["received_local_date"] = received_local_date
        if refusal_information_due is not UNSET:
            field_dict["refusal_information_due"] = refusal_information_due
        if rolled is not UNSET:
            field_dict["rolled"] = rolled
        if rules_version is not UNSET:
            field_dict["rules_version"] = rules_version
        if safe_due is not UNSET:
            field_dict["safe_due"] = safe_due
        if sources is not UNSET:
            field_dict["sources"] = sources
        if suspension_days is not UNSET:
            field_dict["suspension_days"] = suspension_days
        if suspension_open is not UNSET:
            field_dict["suspension_open"] = suspension_open

        return field_dict

    @classmethod
    def from_dict(cls: type[T], src_dict: Mapping[str, Any]) -> T:
        from ..models.compute_deadline_rules import ComputeDeadlineRules  # noqa: PLC0415
        from ..models.compute_deadline_suspensions_item import ComputeDeadlineSuspensionsItem  # noqa: PLC0415

        d = dict(src_dict)
        received_at = datetime.datetime.fromisoformat(d.pop("received_at"))

        id = d.pop("id", UNSET)

        time_zone = d.pop("time_zone", UNSET)

        calendar = d.pop("calendar", UNSET)

        extended = d.pop("extended", UNSET)

        _suspensions = d.pop("suspensions", UNSET)
        suspensions: list[ComputeDeadlineSuspensionsItem] | Unset = UNSET
        if _suspensions is not UNSET:
            suspensions = []
            for suspensions_item_data in _suspensions:
                suspensions_item = ComputeDeadlineSuspensionsItem.from_dict(suspensions_item_data)

                suspensions.append(suspensions_item)

        _rules = d.pop("rules", UNSET)
        rules: ComputeDeadlineRules | Unset
        if isinstance(_rules, Unset):
            rules = UNSET
        else:
            rules = ComputeDeadlineRules.from_dict(_rules)

        contestable = d.pop("contestable", UNSET)

        due_before_exclusive_utc = d.pop("due_before_exclusive_utc", UNSET)

        due_date = d.pop("due_date", UNSET)

        due_last_second_local = d.pop("due_last_second_local", UNSET)

        explanation = d.pop("explanation", UNSET)

        extension_notice_due = d.pop("extension_notice_due", UNSET)

        flags = d.pop("flags", UNSET)

        ignored_fields = d.pop("ignored_fields", UNSET)

        internal_target = d.pop("internal_target", UNSET)

        kind = d.pop("kind", UNSET)

        nominal_end = d.pop("nominal_end", UNSET)

        nominal_end_with_suspension = d.pop("nominal_end_with_suspension", UNSET)

        reason = d.pop("reason", UNSET)

        received_local_date = d.pop("received_local_date", UNSET)

        refusal_information_due = d.pop("refusal_information_due", UNSET)

        rolled = d.pop("rolled", UNSET)

        rules_version = d.pop("rules_version", UNSET)

        safe_due = d.pop("safe_due", UNSET)

        sources = d.pop("sources", UNSET)

        suspension_days = d.pop("suspension_days", UNSET)

        suspension_open = d.pop("suspension_open", UNSET)

        body = cls(
            received_at=received_at,
            id=id,
            time_zone=time_zone,
            calendar=calendar,
            extended=extended,
            suspensions=suspensions,
            rules=rules,
            contestable=contestable,
            due_before_exclusive_utc=due_before_exclusive_utc,
            due_date=due_date,
            due_last_second_local=due_last_second_local,
            explanation=explanation,
            extension_notice_due=extension_notice_due,
            flags=flags,
            ignored_fields=ignored_fields,
            internal_target=internal_target,
            kind=kind,
            nominal_end=nominal_end,
            nominal_end_with_suspension=nominal_end_with_suspension,
            reason=reason,
            received_local_date=received_local_date,
            refusal_information_due=refusal_information_due,
            rolled=rolled,
            rules_version=rules_version,
            safe_due=safe_due,
            sources=sources,
            suspension_days=suspension_days,
            suspension_open=suspension_open,
        )

        return body
