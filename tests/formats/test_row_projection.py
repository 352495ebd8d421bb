"""What stays behind never leaves: excluded fields go, others' values are struck, at any depth."""

import csv
import io
import json
import zipfile
from dataclasses import replace
from decimal import Decimal

import jsonschema
import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dsr_service.domain.data_map.data_map import (
    Collection,
    CollectionRules,
    Dataset,
    Field,
    FieldRules,
)
from dsr_service.domain.data_map.selection import select_for_access
from dsr_service.formats.package_zip import zip_chunks
from dsr_service.formats.packages import Column, Section, section_of
from dsr_service.formats.row_projection import STRUCK, WHOLE, Strikes, projected
from formats.samples import package


def out(rows, dropped=(), struck=None, strikes=None):
    made = b"\n".join(projected((orjson.dumps(row) for row in rows), dropped, struck or {}, strikes))
    return [orjson.loads(line) for line in made.splitlines()]


def test_nested_in_objects_and_lists():
    row = {"a": {"b": [{"c": 1, "d": 2}, {"c": 3}], "e": 4}, "f": 5}
    assert out([row], ["a.b.c"]) == [{"a": {"b": [{"d": 2}, {}], "e": 4}, "f": 5}]
    assert out([row], [], {"a.b.c": "G"}) == [
        {"a": {"b": [{"c": {STRUCK: "G"}, "d": 2}, {"c": {STRUCK: "G"}}], "e": 4}, "f": 5}
    ]
    assert out([row], ["a"]) == [{"f": 5}]


def test_rows_of_another_shape_than_the_map_says():
    for row in ({"a": None}, {"a": "text"}, {"a": 7}, {"a": [1, [2, {"b": 1}]]}, {}):
        (made,) = out([row], ["a.b"], {"a.c": "G"})
        assert "b" not in orjson.dumps(made).decode().replace('"a"', "")


def test_a_name_with_a_dot_in_it():
    assert out([{"a.b": "secret", "c": 1}], ["a.b"]) == [{"c": 1}]
    assert out([{"a.b": "secret"}], [], {"a.b": "G"}) == [{"a.b": {STRUCK: "G"}}]


def test_cells_rows_and_columns_by_number():
    rows = [{"id": 1, "note": "x"}, {"id": 1, "note": "y"}, {"id": 2, "note": None, "more": {"a": 1, "b": 2}}]
    strikes = Strikes({"more.a": "E"}, {2: {"note": "G"}, 3: {WHOLE: "H"}})
    assert out(rows, [], None, strikes) == [
        {"id": 1, "note": "x"},
        {"id": 1, "note": {STRUCK: "G"}},
        {"id": {STRUCK: "H"}, "note": None, "more": {STRUCK: "H"}},
    ]
    assert out(rows, [], None, Strikes({WHOLE: "A"}))[1] == {"id": {STRUCK: "A"}, "note": {STRUCK: "A"}}


def test_the_numbers_count_on_over_batches():
    rows = [{"n": number, "text": "x" * 1000} for number in range(1, 2001)]
    made = out(rows, [], None, Strikes({}, {1: {"n": "G"}, 1500: {"n": "G"}}))
    assert [index for index, row in enumerate(made, 1) if row["n"] == {STRUCK: "G"}] == [1, 1500]


def test_falsy_values_are_struck_and_only_null_is_not():
    rows = [{"v": value} for value in (0, "", False, [], {}, None)]
    made = out(rows, [], {"v": "G"})
    assert [row["v"] for row in made] == [{STRUCK: "G"}] * 5 + [None]


names = st.text("ab.", min_size=1, max_size=3)


@given(st.lists(names, min_size=1, max_size=6, unique=True), st.data())
def test_no_excluded_value_leaves_whatever_the_names(fields, data):
    excluded = set(data.draw(st.lists(st.sampled_from(fields), unique=True)))
    collection = Collection(
        "c",
        tuple(Field(name, rules=FieldRules(exclude="no" if name in excluded else None)) for name in fields),
    )
    selection = select_for_access(Dataset("d", (collection,)), collection)
    row = {name: f"secret-{name}" if name in excluded else f"open-{name}" for name in fields}
    section = section_of(collection, selection, lambda: iter([orjson.dumps(row)]), 1)
    (made,) = (orjson.loads(chunk) for chunk in section.rows())
    assert made == {name: value for name, value in row.items() if name not in excluded}


def test_an_untouched_section_passes_its_lines_on():
    collection = Collection("c", (Field("a"),))
    selection = select_for_access(Dataset("d", (collection,)), collection)

    def rows():
        return iter([b'{"a": 1 }\n'])

    section = section_of(collection, selection, rows, 1)
    assert section.rows is rows


def test_a_whole_collection_left_out():
    collection = Collection("c", (Field("a"), Field("b")), rules=CollectionRules(exclude="No."))
    selection = select_for_access(Dataset("d", (collection,)), collection)
    assert selection.kept == ()
    assert [item.reason for item in selection.left_out] == ["No.", "No."]


EXACT = [
    '{"x":1.10,"y":1}',
    '{"x":12345678901234567890123,"y":1}',
    '{"x":1e400,"y":1}',
    '{"x":{"deep":[0.10000000000000000000000001,{"n":9007199254740993}]},"y":1}',
    '{"x":"\\ud800 alone","y":1}',
    '{"x":-0.0,"y":1}',
]


def numbers(text):
    return json.loads(text, parse_float=Decimal, parse_int=Decimal)


@pytest.mark.parametrize("line", EXACT)
def test_projection_changes_no_digit(line):
    (made,) = b"".join(projected([line.encode()], ["y"], {})).splitlines()
    assert numbers(made) == {"x": numbers(line)["x"]}


@pytest.mark.parametrize("line", EXACT)
def test_every_format_takes_every_number(line):
    section = Section("s", "c", (Column("x"), Column("y")), 1, lambda: iter([line.encode()]))
    contents = replace(package(), sections=(section,))
    archive = zipfile.ZipFile(io.BytesIO(b"".join(zip_chunks(contents))))
    assert numbers(archive.read("data.json"))["collections"][0]["rows"] == [numbers(line)]
    jsonschema.validate(json.loads(archive.read("data.json")), json.loads(archive.read("data.schema.json")))
    rows = list(csv.reader(io.StringIO(archive.read("csv/s.c.csv").decode(), newline="")))
    value = numbers(line)["x"]
    if isinstance(value, Decimal):
        assert Decimal(rows[1][0]) == value
    elif isinstance(value, dict):
        assert numbers(rows[1][0]) == value


def test_own_rows_are_spared_where_the_map_says_which_field_tells():
    rows = [
        {"author": " Camille@Example.com", "body": "mine"},
        {"author": "sasha@example.com", "body": "theirs"},
        {"author": None, "body": "nobody's"},
        {"author": ["camille@example.com"], "body": "several"},
        {"body": "no author"},
    ]
    unless = {"body": ("author", frozenset({"camille@example.com"}))}
    made = b"\n".join(projected(map(orjson.dumps, rows), ["author"], {"body": "G"}, None, unless))
    bodies = [orjson.loads(line)["body"] for line in made.splitlines()]
    assert bodies == ["mine", *[{STRUCK: "G"}] * 4]
