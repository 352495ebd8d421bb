"""Public holidays per place, and which days work."""

from datetime import date, timedelta

import pytest
from holidays.registry import COUNTRIES

import day_walk
from dsr_service.domain.deadlines.calendars import CalendarYearUnknown, UnknownCalendar, calendar


def weekday_feasts(code, year):
    days = calendar(code)
    day, found = date(year, 1, 1), set()
    while day.year == year:
        if days.holiday_name(day) is not None:
            found.add(day)
        day += timedelta(days=1)
    return found


# Code du travail L3133-1, the eleven.
ELEVEN = {
    "Jour de l'an", "Lundi de Pâques", "Fête du Travail", "Fête de la Victoire", "Ascension", "Lundi de Pentecôte",
    "Fête nationale", "Assomption", "Toussaint", "Armistice", "Noël",
}  # fmt: skip


@pytest.mark.parametrize("year", range(2018, 2101))
def test_france_has_its_eleven_holidays(year):
    days = calendar("FR")
    names = "; ".join(days.holiday_name(day, "fr") for day in sorted(weekday_feasts("FR", year))).split("; ")
    assert set(names) == ELEVEN
    assert len(names) == 11


@pytest.mark.parametrize("year", range(2018, 2101))
def test_alsace_moselle_adds_good_friday_and_26_december(year):
    assert weekday_feasts("FR-AM", year) - weekday_feasts("FR", year) == {
        day_walk.easter(year) - timedelta(days=2),
        date(year, 12, 26),
    }
    assert weekday_feasts("FR", year) < weekday_feasts("FR-AM", year)


def test_names_in_both_languages_where_they_exist():
    assert calendar("FR").holiday_name(date(2026, 5, 14), "fr") == "Ascension"
    assert calendar("FR").holiday_name(date(2026, 5, 14), "en") == "Ascension Day"
    assert calendar("BE").holiday_name(date(2026, 7, 21), "fr") == "Fête nationale"
    assert calendar("GB-ENG").holiday_name(date(2026, 12, 28), "fr") == "Boxing Day (observed)"
    assert calendar("FR").holiday_name(date(2026, 5, 15)) is None


@pytest.mark.parametrize(
    ("code", "day", "works"),
    [
        ("GB-ENG", date(2026, 12, 28), False),  # substitute for Saturday 26 December
        ("GB-ENG", date(2027, 12, 28), False),
        ("GB-SCT", date(2026, 1, 2), False),
        ("GB-ENG", date(2026, 1, 2), True),
        ("DE", date(2026, 1, 6), True),
        ("DE-BY", date(2026, 1, 6), False),
        ("DE", date(2026, 12, 24), True),  # half a day is a working day
        ("AE", date(2026, 6, 12), True),  # the local weekend is not the Union's
        ("AE", date(2026, 6, 13), False),
        ("IL", date(2026, 6, 14), False),
        ("US", date(2021, 12, 31), False),  # New Year's Day of the next year, observed in this one
        ("FR-971", date(2026, 5, 27), False),
    ],
)
def test_working_days(code, day, works):
    assert calendar(code).is_working_day(day) is works


@pytest.mark.parametrize(
    "code",
    ["", "fr", "FRA", "France", "XX", "FR-", "FR-XX", "FR-67", "FR-am", "HolidayBase", "GB_ENG", " FR", "FR\n",
     "EU", "ECB", "XECB", "FR-AM-X", "..", "FR-\x00", "É", "FR-" + "A" * 5000],
)  # fmt: skip
def test_unknown_calendars_are_refused(code):
    with pytest.raises(UnknownCalendar):
        calendar(code)


def test_every_place_of_the_package_can_be_chosen():
    codes = [names[1] for names in COUNTRIES.values()]
    codes += [f"{code}-{part}" for code in codes for part in calendar(code)._source.subdivisions]
    assert len(codes) > 700
    for code in codes:
        assert calendar(code).roll(date(2026, 3, 3)) >= date(2026, 3, 3)
        assert calendar(code).holiday_name(date(2026, 1, 1), "fr") != ""


@pytest.mark.parametrize(
    ("code", "year"), [("FR", 2101), ("FR", 1700), ("JP", 2100), ("IN", 2060), ("GW", 2018)]
)
def test_a_year_without_data_is_an_error_and_not_a_year_without_holidays(code, year):
    with pytest.raises(CalendarYearUnknown):
        calendar(code).is_working_day(date(year, 3, 3 + date(year, 3, 3).weekday() // 5 * 2))


def test_working_days_before():
    days = calendar("FR")
    assert days.working_days_before(date(2026, 4, 10), 5) == date(2026, 4, 2)  # over Easter Monday
    assert days.working_days_before(date(2026, 4, 10), 0) == date(2026, 4, 10)
