"""CSV: RFC 4180, and no cell that a spreadsheet runs."""

import csv
import io
import json

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dsr_service.domain.data_map.data_map import DataType
from dsr_service.formats.csv_cells import guarded, unguarded
from dsr_service.formats.package_csv import csv_chunks, csv_names
from dsr_service.formats.packages import Column, Section
from formats.samples import lines

DANGEROUS = "=+-@\t\r\n\0＝＋－＠"  # noqa: RUF001
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(A1)",
    "\t=1",
    "\r=1",
    "\n=1",
    "\0=1",
    " =1",
    "\u00a0=1",
    "\ufeff=1",
    "＝1",  # noqa: RUF001
    "－1",  # noqa: RUF001
    "=cmd|' /C calc'!A0",
    "-2+3+cmd|' /C calc'!A0",
    '=HYPERLINK("http://evil.example")',
    "+33 6 12 34 56 78",
    "a;=1+1",
    "a\n=1+1",
    "a\t@x",
    "a;'=1",
    "a; \n\t-1",
]


def section(columns: list[Column], rows: list[dict]) -> Section:
    return Section("shop", "things", tuple(columns), len(rows), lambda: lines(rows))


def read(body: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(body.decode(), newline=""), strict=True))


def cells(values: list, **column) -> list[str]:
    rows = [{"pad": "x", "value": value} for value in values]
    return [
        row[1]
        for row in read(b"".join(csv_chunks(section([Column("pad"), Column("value", **column)], rows))))
    ][1:]


@pytest.mark.parametrize("text", FORMULAS)
def test_no_text_begins_like_a_formula(text):
    (cell,) = cells([text])
    assert cell[0] == "'"[0] or cell[0] not in DANGEROUS
    assert cell.lstrip(" \u00a0\ufeff")[0] not in DANGEROUS
    assert unguarded(cell) == text


@pytest.mark.parametrize("text", FORMULAS)
def test_nor_in_a_spreadsheet_that_splits_at_the_semicolon(text):
    raw = b"".join(csv_chunks(section([Column("pad"), Column("value")], [{"pad": "x", "value": text}])))
    for row in csv.reader(io.StringIO(raw.decode(), newline=""), delimiter=";"):
        for cell in row:
            assert not cell.lstrip(" \u00a0").startswith(("=", "@"))
            assert not cell.startswith(("+", "-"))


def test_harmless_texts_stay_as_they_are():
    harmless = [
        "d'Anna",
        "'t Hooft",
        "2026-01-02",
        "a=b",
        "x@example.org",
        "1; 2",
        "",
        "é",
        "  two",
        'say "hi"',
    ]
    assert cells(harmless) == harmless


def test_numbers_stay_numbers():
    assert cells([-5, -1.5, 3, None]) == ["-5", "-1.5", "3", ""]
    assert cells(["-12.50", "-1E+2"], data_type=DataType.FLOAT) == ["-12.50", "-1E+2"]
    assert cells(["-12.50"]) == ["'-12.50"]  # nobody says that it is a number
    assert cells(["-1+1", "-"], data_type=DataType.FLOAT) == ["'-1+1", "'-"]


def test_values_of_other_types():
    assert cells([True, False, {"a": "=1"}, ["x"], {"$redacted": "OTHERS_RIGHTS_COPY"}]) == [
        "true",
        "false",
        '{"a":"=1"}',
        '["x"]',
        "[redacted: OTHERS_RIGHTS_COPY]",
    ]


def test_rfc_4180():
    columns = [Column("a"), Column("=b")]
    body = b"".join(csv_chunks(section(columns, [{"a": 'x,"y"', "=b": "1\n2"}, {"a": "ü"}])))
    assert body == 'a,\'=b\r\n"x,""y""","1\n2"\r\nü,\r\n'.encode()


def test_rows_of_one_column_and_missing_fields():
    assert read(b"".join(csv_chunks(section([Column("a")], [{"a": 1}, {}])))) == [["a"], ["1"], [""]]


@pytest.mark.parametrize("joined", [b"\n", b"\n\n", b""])
def test_chunks_of_several_lines(joined):
    encoded = list(lines({"a": number, "b": "x"} for number in range(5)))
    chunks = [joined.join(encoded[:3]) if joined else b"\n".join(encoded[:3]) + b"\n", *encoded[3:]]
    made = Section("s", "c", (Column("a"), Column("b")), 5, lambda: iter(chunks))
    assert [row[0] for row in read(b"".join(csv_chunks(made)))] == ["a", "0", "1", "2", "3", "4"]


texts = st.text(st.one_of(st.sampled_from("=+-@\t\r\n\0;,'\" \u00a0\ufeffa1"), st.characters(codec="utf-8")))


@given(texts)
@settings(max_examples=300)
def test_guarding_is_reversible(text):
    assert unguarded(guarded(text)) == text
    assert not guarded(text).startswith(tuple(DANGEROUS))


@given(
    st.lists(
        st.fixed_dictionaries(
            {"a": st.one_of(st.none(), texts, st.booleans(), st.integers(-9, 9)), "b": texts}
        ),
        max_size=20,
    )
)
@settings(max_examples=100)
def test_every_value_comes_back(rows):
    body = b"".join(csv_chunks(section([Column("a"), Column("b")], rows)))
    back = read(body)[1:]
    assert len(back) == len(rows)
    for row, (a, b) in zip(rows, back, strict=True):
        assert unguarded(b) == row["b"]
        value = row["a"]
        expected = "" if value is None else value if isinstance(value, str) else json.dumps(value)
        assert (unguarded(a) if isinstance(value, str) else a) == expected


@pytest.mark.slow
@given(texts)
@settings(max_examples=20_000)
def test_guarding_is_reversible_thousands(text):
    assert unguarded(guarded(text)) == text


def test_long_texts_are_guarded_in_linear_time():
    for text in (";" * 100_000, "; " * 50_000, " " * 100_000, "'" * 100_000, ";'" * 50_000):
        assert unguarded(guarded(text)) == text


def test_file_names_are_plain_and_unique():
    names = ["orders", "Orders", "../etc/passwd", "a b", "a/b", "é", "data"]
    sections = [Section("shop", name, (), 0, lambda: iter(())) for name in names]
    made = csv_names(sections)
    assert len({name.lower() for name in made.values()}) == len(names)
    for name in made.values():
        assert name.startswith("csv/")
        assert name.count("/") == 1
        assert name.isascii()
        assert orjson.dumps(name)
