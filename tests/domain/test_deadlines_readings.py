"""Every reading of docs/interpretations.md by an example: suspensions at the edges, the first month, the options."""

from datetime import date, datetime, timedelta

import pytest

from dsr_service.domain.deadlines.civil_time import NaiveInstant
from dsr_service.domain.deadlines.deadlines import (
    AskingEnd,
    CountedSuspensions,
    DeadlineAlreadyExtended,
    DeadlineRules,
    ExtensionTooLate,
    Suspension,
    SuspensionCause,
    compute,
)
from dsr_service.domain.deadlines.suspensions import InvalidSuspension

IDENTITY, CLARIFICATION = SuspensionCause.IDENTITY, SuspensionCause.CLARIFICATION
FRANCE = DeadlineRules()


def at(text):
    return datetime.fromisoformat(text if "T" in text else f"{text}T10:00:00+02:00")


def wait(since, until, cause=IDENTITY, doubt="the signature differs"):
    return Suspension(at(since), at(until) if until else None, cause, doubt)


def due(received, *suspensions, rules=FRANCE, extended=False):
    return compute(at(received), rules=rules, extended=extended, suspensions=suspensions)


def test_asked_on_the_last_day_still_suspends():
    deadline = due("2026-06-01", wait("2026-07-01", "2026-07-06"))
    assert (deadline.suspension_days, deadline.due_date) == (5, date(2026, 7, 6))


def test_asked_between_the_counted_end_and_the_day_to_which_it_rolls_over():
    asked = wait("2026-08-03", "2026-08-13")  # 1 August is a Saturday: due on Monday the 3rd
    assert due("2026-07-01", asked).due_date == date(2026, 8, 3)
    assert due("2026-07-01", asked).suspension_days == 0
    rolled = due("2026-07-01", asked, rules=DeadlineRules(asking_end=AskingEnd.ROLLED))
    assert (rolled.suspension_days, rolled.due_date) == (10, date(2026, 8, 11))


def test_an_earlier_suspension_moves_the_end_until_which_asking_suspends():
    deadline = due("2026-06-01", wait("2026-06-10", "2026-06-20"), wait("2026-07-05", "2026-07-08"))
    assert (deadline.suspension_days, deadline.due_date) == (13, date(2026, 7, 15))  # 14 July is a holiday


def test_a_question_asked_too_late_is_ignored_also_while_it_is_open():
    deadline = due("2026-06-01", wait("2026-07-02", None, doubt=None))
    assert not deadline.suspension_open
    assert not deadline.contestable
    assert (deadline.due_date, deadline.safe_due) == (date(2026, 7, 1), None)


def test_days_before_receipt_do_not_count():
    assert due("2026-06-10", wait("2026-06-01", "2026-06-13")).suspension_days == 3
    over = due("2026-06-10", wait("2026-06-01", "2026-06-09", doubt=None))
    assert (over.suspension_days, over.contestable) == (0, False)
    assert due("2026-06-10", wait("2026-06-01", None)).suspension_open


def test_overlapping_nested_touching_and_equal_waits_count_each_day_once():
    nested = due("2026-06-01", wait("2026-06-02", "2026-06-12"), wait("2026-06-04", "2026-06-06"))
    touching = due("2026-06-01", wait("2026-06-02", "2026-06-07"), wait("2026-06-07", "2026-06-12"))
    equal = due("2026-06-01", *[wait("2026-06-02", "2026-06-12")] * 3)
    assert nested.suspension_days == touching.suspension_days == equal.suspension_days == 10


def test_while_open_the_closed_waits_show_but_no_date_is_due():
    deadline = due("2026-06-01", wait("2026-06-02", "2026-06-05"), wait("2026-06-08", None))
    assert deadline.suspension_open
    assert deadline.suspension_days == 3
    assert deadline.due_date is deadline.due_before_exclusive_utc is deadline.internal_target is None
    assert deadline.extension_notice_due is deadline.refusal_information_due is None
    assert not deadline.is_overdue(at("2030-01-01"))


def test_open_on_no_recorded_doubt_still_shows_the_safe_date():
    deadline = due("2026-06-01", wait("2026-06-02", None, doubt="  "))
    assert deadline.due_date is None
    assert (deadline.safe_due, deadline.internal_target) == (date(2026, 7, 1), date(2026, 6, 24))


def test_asked_on_the_tenth_day_is_prompt_and_on_the_eleventh_contestable():
    prompt = due("2026-06-01", wait("2026-06-11", "2026-06-15", CLARIFICATION, None))
    late = due("2026-06-01", wait("2026-06-12", "2026-06-16", CLARIFICATION, None))
    assert not prompt.contestable
    assert (late.due_date, late.safe_due) == (date(2026, 7, 6), date(2026, 7, 1))
    lenient = DeadlineRules(max_days_for_asking=11)
    assert due("2026-06-01", wait("2026-06-12", "2026-06-16"), rules=lenient).safe_due is None


def test_only_the_contestable_wait_is_left_out_of_the_safe_date():
    deadline = due(
        "2026-06-01", wait("2026-06-02", "2026-06-05", doubt=None), wait("2026-06-08", "2026-06-10")
    )
    assert (deadline.due_date, deadline.safe_due) == (date(2026, 7, 6), date(2026, 7, 3))
    assert [dated.index for dated in deadline.contestable_suspensions] == [0]


def test_the_controller_may_choose_to_count_fewer_suspensions():
    waits = wait("2026-06-02", "2026-06-05", doubt=None), wait("2026-06-08", "2026-06-10")
    defensible = due(
        "2026-06-01", *waits, rules=DeadlineRules(suspensions_counted=CountedSuspensions.DEFENSIBLE)
    )
    none = due("2026-06-01", *waits, rules=DeadlineRules(suspensions_counted=CountedSuspensions.NONE))
    assert (defensible.suspension_days, none.suspension_days) == (2, 0)
    assert defensible.safe_due is None


def test_a_wait_in_the_second_month_moves_the_extended_end_but_not_the_notice():
    deadline = due("2026-06-01", wait("2026-07-20", "2026-07-30"), extended=True)
    assert (deadline.suspension_days, deadline.due_date) == (10, date(2026, 9, 11))
    assert deadline.extension_notice_due == date(2026, 7, 1)
    still = due("2026-06-01", wait("2026-07-20", None), extended=True)
    assert still.due_date is None
    assert still.extension_notice_due == still.refusal_information_due == date(2026, 7, 1)


def test_an_extension_is_allowed_until_the_last_instant_of_the_first_month():
    deadline = due("2026-07-01")  # ends on Saturday 1 August, so on Monday 3 August
    bound = at("2026-08-04T00:00:00+02:00")
    assert deadline.first_month_before_exclusive_utc == bound
    assert deadline.extension_allowed(bound - timedelta(microseconds=1))
    assert not deadline.extension_allowed(bound)
    with pytest.raises(ExtensionTooLate):
        deadline.require_extension_allowed(bound)
    assert deadline.is_overdue(bound)
    assert not deadline.is_overdue(bound - timedelta(microseconds=1))


def test_there_is_one_extension_only():
    with pytest.raises(DeadlineAlreadyExtended):
        due("2026-07-01", extended=True).require_extension_allowed(at("2026-07-02"))


def test_while_the_first_month_stands_still_it_can_not_run_out():
    deadline = due("2026-06-01", wait("2026-06-02", None))
    deadline.require_extension_allowed(at("2026-12-01"))
    assert deadline.within_first_month(at("2026-12-01"))


def test_the_target_is_never_before_receipt():
    rules = DeadlineRules(internal_target_working_days=60)
    assert due("2026-06-01", rules=rules).internal_target == date(2026, 6, 1)


def test_a_suspension_needs_offsets_and_may_not_end_before_it_begins():
    with pytest.raises(InvalidSuspension):
        wait("2026-06-02T10:00:00+02:00", "2026-06-02T08:59:59+01:00")
    assert wait("2026-06-02T10:00:00+02:00", "2026-06-02T09:00:00+01:00").closed_at
    with pytest.raises(NaiveInstant):
        Suspension(datetime.fromisoformat("2026-06-02T10:00:00"), None, IDENTITY)


def test_the_fingerprint_tells_one_rule_from_another():
    rules = [
        DeadlineRules(),
        DeadlineRules(calendar="FR-AM"),
        DeadlineRules(time_zone="UTC"),
        DeadlineRules(max_days_for_asking=5),
        DeadlineRules(internal_target_working_days=3),
        DeadlineRules(suspensions_counted=CountedSuspensions.NONE),
        DeadlineRules(asking_end=AskingEnd.ROLLED),
        DeadlineRules(version="2"),
    ]
    assert len({rule.fingerprint() for rule in rules}) == len(rules)
    assert DeadlineRules().fingerprint() == FRANCE.fingerprint()
