"""Column by column or row by row: the same bytes, whatever the values."""

import datetime as dt
import uuid
from decimal import Decimal

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr_service.formats.json_columns import encode_lines
from dsr_service.formats.json_values import JsonNumber, JsonText, encode_row

ORDINARY = [
    st.none(),
    st.booleans(),
    st.integers(-(2**70), 2**70),
    st.floats(),
    st.text(st.characters(exclude_categories=[])),  # lone surrogates too
    st.text('"\\\x1f\x1e\n\r\t\x00,%é', max_size=5),
    st.decimals(),
    st.decimals(-10, 10, places=2),
    st.datetimes(timezones=st.sampled_from([None, dt.UTC, dt.timezone(dt.timedelta(hours=1))])),
    st.dates(),
    st.uuids(),
    st.binary(),
    st.lists(st.integers(), max_size=3),
    st.dictionaries(st.text(max_size=2), st.text(max_size=2), max_size=2),
]


def encode_rows(names, rows):
    return encode_lines(names, rows).split(b"\n") if rows else []


columns = st.lists(st.sampled_from(ORDINARY), min_size=1, max_size=5)


@settings(max_examples=300, deadline=None)
@given(st.data())
def test_the_same_bytes_as_row_by_row(data):
    kinds = data.draw(columns)
    names = data.draw(st.lists(st.text(max_size=4), min_size=len(kinds), max_size=len(kinds), unique=True))
    row = st.tuples(*(st.one_of(st.none(), kind) if n % 2 else kind for n, kind in enumerate(kinds)))
    rows = data.draw(st.lists(row, max_size=6))
    assert encode_rows(names, rows) == [encode_row(names, each) for each in rows]


@pytest.mark.parametrize(
    "value",
    [
        1, True, None, 1.5, 1e16, 1e-7, float("nan"), 2**64, "a", "", "a\x1fb", '"', "\\", "\x7f", "\u2028", "\ud800",
        "%s", Decimal("1E+3"), Decimal("-0"), Decimal("NaN"),
        Decimal("0E-9"), Decimal("-12.50"), Decimal("1E-10"),
        JsonNumber("1.0"), JsonText('{"a":\n1.10}'),
        dt.datetime(1, 1, 1), dt.datetime(999, 1, 1, tzinfo=dt.UTC), dt.datetime(2024, 1, 1, 0, 0, 0, 5, dt.UTC),  # noqa: DTZ001
        dt.date(1, 1, 1), dt.time(1), dt.timedelta(1), uuid.UUID(int=1), b"\xff", [1], {"a": Decimal("1.0")},
    ],
)  # fmt: skip
def test_single_values_and_beside_null(value):
    for rows in ([(value, "x")], [(value, "x"), (None, None)], [(value, 1)] * 3):
        assert encode_rows(["v", "w%d"], rows) == [encode_row(["v", "w%d"], row) for row in rows]


def test_no_rows_and_no_columns():
    assert encode_lines(["a"], []) == b""
    assert [orjson.loads(line) for line in encode_rows([], [(), ()])] == [{}, {}]
