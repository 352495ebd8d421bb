"""The date from which a row is kept, as sources spell it, in the controller's time zone."""

import datetime as dt
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.erasure.retention_rules import DEFAULT_RULES, Keep, as_date

PARIS = ZoneInfo("Europe/Paris")
NEW_YEAR = dt.datetime(2015, 12, 31, 23, 30, tzinfo=dt.UTC)  # half past midnight of 1 January in Paris


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        (NEW_YEAR, dt.date(2016, 1, 1)),
        (NEW_YEAR.isoformat(), dt.date(2016, 1, 1)),
        ("2015-12-31T23:30:00Z", dt.date(2016, 1, 1)),
        (int(NEW_YEAR.timestamp()), dt.date(2016, 1, 1)),
        (int(NEW_YEAR.timestamp()) * 1000, dt.date(2016, 1, 1)),
        (dt.datetime(2015, 12, 31, 23, 30), dt.date(2015, 12, 31)),  # noqa: DTZ001 - what the wall showed
        ("2015-12-31 23:30:00", dt.date(2015, 12, 31)),
        ("2015-12-31 in the evening", dt.date(2015, 12, 31)),
        (dt.date(2015, 12, 31), dt.date(2015, 12, 31)),
        (dt.datetime.max.replace(tzinfo=dt.UTC), dt.date.max),
        ("yesterday", None),
        (True, None),
        (0, None),
        (-1, None),
        (1e18, None),
        (float("nan"), None),
        (None, None),
    ],
)
def test_a_rows_date(value: Any, expected: dt.date | None) -> None:
    assert as_date(value, PARIS) == expected


def test_an_invoice_of_new_years_night_belongs_to_the_year_that_began_where_the_shop_is() -> None:
    rule = DEFAULT_RULES["accounting_documents"]
    keep = Keep(CollectionAddress("shop", "invoices"), rule.ground, rule.law, rule, date_field="at")
    kept = keep.verdict({"at": NEW_YEAR}, dt.date(2026, 1, 1), (12, 31), PARIS)
    assert kept is not None
    assert kept.until == dt.date(2026, 12, 31)
    assert keep.verdict({"at": NEW_YEAR}, dt.date(2026, 1, 1), (12, 31), dt.UTC) is None
