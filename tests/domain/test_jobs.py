"""Jobs as values: what a payload may hold, and what a failure means."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr_service.domain.errors import DsrError, Forbidden, InvalidInput, Kind, ServiceUnavailable
from dsr_service.domain.jobs import RETRIES, Failure, Job, failure_of, next_delay

failures = st.sampled_from(list(Failure))


@pytest.mark.parametrize(
    "value", ["a@example.org", "Jane Doe", "+33 6 12", "é", "", "x" * 201, True, 1.5, None]
)
def test_a_payload_holds_ids_and_codes_only(value):
    with pytest.raises(ValueError, match="ids and codes"):
        Job("work", {"who": value})


@pytest.mark.parametrize("value", ["0191-abcd", "shop.orders", "file:a/b", 7, "fr"])
def test_ids_and_codes_are_welcome(value):
    assert Job("work", {"id": value}).payload == {"id": value}


@pytest.mark.parametrize("kind", ["", "Work", "a b", "1a", "x" * 64])
def test_a_kind_is_a_word(kind):
    with pytest.raises(ValueError, match="kind"):
        Job(kind)


@given(failures, st.integers(1, 10_000), st.floats(0, 1))
def test_delays_are_bounded_and_attempts_end(failure, attempt, jitter):
    delay = next_delay(failure, attempt, jitter=jitter)
    policy = RETRIES[failure]
    if attempt >= policy.attempts:
        assert delay is None
    else:
        assert policy.first / 2 <= delay <= policy.longest


@given(failures, st.integers(1, 7), st.floats(0, 1))
def test_the_next_delay_is_no_shorter_than_half_the_last(failure, attempt, jitter):
    first, second = (next_delay(failure, n, jitter=jitter) for n in (attempt, attempt + 1))
    if first and second:
        assert second >= first


def test_temporary_failures_are_tried_for_about_a_day():
    total = sum((next_delay(Failure.TEMPORARY, n, jitter=0.5) for n in range(1, 200)), timedelta(0))
    assert timedelta(hours=20) < total < timedelta(hours=36)


def test_a_wait_that_was_asked_for_is_kept_within_reason():
    asked = next_delay(Failure.TEMPORARY, 1, jitter=0, asked_wait=timedelta(seconds=90))
    assert asked == timedelta(seconds=90)
    assert next_delay(Failure.TEMPORARY, 1, jitter=0, asked_wait=timedelta(days=9)) == timedelta(hours=1)


@pytest.mark.parametrize(
    ("error", "failure"),
    [
        (ServiceUnavailable, Failure.TEMPORARY),
        (InvalidInput, Failure.PERMANENT),
        (Forbidden, Failure.PERMANENT),
    ],
)
def test_an_expected_error_says_what_it_means(error, failure):
    assert failure_of(error()) is failure


@pytest.mark.parametrize("kind", list(Kind))
def test_every_kind_of_error_has_a_meaning(kind):
    error = DsrError.__new__(
        type("Some", (DsrError,), {"kind": kind, "code": f"some_{kind}", "title": "Some."})
    )
    assert failure_of(error) in Failure
