"""Days in zones whose midnight is missing or comes twice."""

from datetime import UTC, date, datetime

import pytest

from dsr_service.domain.deadlines.civil_time import (
    InstantOutOfRange,
    NaiveInstant,
    UnknownTimeZone,
    civil_date,
    end_of_day,
    last_second_of_day,
    time_zone,
)


@pytest.mark.parametrize(
    ("zone", "day", "bound", "last"),
    [
        ("Europe/Paris", "2026-03-29", "2026-03-29T22:00:00+00:00", "2026-03-29T23:59:59+02:00"),
        ("Europe/Paris", "2026-10-25", "2026-10-25T23:00:00+00:00", "2026-10-25T23:59:59+01:00"),
        (
            "Africa/Cairo",
            "2026-04-23",
            "2026-04-23T22:00:00+00:00",
            "2026-04-23T23:59:59+02:00",
        ),  # no midnight
        ("America/Sao_Paulo", "2018-11-03", "2018-11-04T03:00:00+00:00", "2018-11-03T23:59:59-03:00"),
        ("America/Havana", "2026-10-31", "2026-11-01T04:00:00+00:00", "2026-10-31T23:59:59-04:00"),  # two
        ("America/Nuuk", "2026-03-28", "2026-03-29T01:00:00+00:00", "2026-03-28T22:59:59-02:00"),  # no 23 h
        (
            "America/St_Johns",
            "2010-11-06",
            "2010-11-07T03:30:00+00:00",
            "2010-11-06T23:59:59-03:30",
        ),  # back over it
        (
            "Pacific/Apia",
            "2011-12-29",
            "2011-12-30T10:00:00+00:00",
            "2011-12-29T23:59:59-10:00",
        ),  # no 30 December
        ("Pacific/Kiritimati", "2026-01-01", "2026-01-01T10:00:00+00:00", "2026-01-01T23:59:59+14:00"),
    ],
)
def test_end_of_day(zone, day, bound, last):
    assert end_of_day(date.fromisoformat(day), time_zone(zone)) == datetime.fromisoformat(bound)
    assert last_second_of_day(date.fromisoformat(day), time_zone(zone)).isoformat() == last


@pytest.mark.parametrize(
    "name",
    ["", "Paris", "Europe", "Europe/", "../etc/passwd", "/etc/localtime", "right/Europe/Paris", "posix/UTC",
     "localtime", "Europe/Paris\x00", "\ud800", "A" * 5000, "Factory"],
)  # fmt: skip
def test_unknown_zones_are_refused(name):
    with pytest.raises(UnknownTimeZone):
        time_zone(name)


def test_the_date_needs_an_offset_and_a_year_in_reach():
    zone = time_zone("Europe/Paris")
    with pytest.raises(NaiveInstant):
        civil_date(datetime.fromisoformat("2026-01-01T00:00:00"), zone)
    for year in (1, 1899, 2201, 9999):
        with pytest.raises(InstantOutOfRange):
            civil_date(datetime(year, 1, 1, tzinfo=UTC), zone)
