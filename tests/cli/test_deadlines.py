"""`dsr deadlines compute` as a lawyer runs it: cases on standard input, answers on standard output."""

import json
import subprocess
import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dsr_service.cli.deadlines import answers
from dsr_service.domain.deadlines.deadlines import DeadlineRules

CASES = json.loads((Path(__file__).parent.parent / "data" / "deadline-cases.json").read_text("utf-8"))[
    "cases"
]
INPUTS = ("received_at", "time_zone", "calendar", "extended", "suspensions")
NOTES = ("kind", "reason", "sources", "flags")


def run(text, *options):
    data = text if isinstance(text, bytes) else text.encode("utf-8")
    command = [sys.executable, "-m", "dsr_service.cli", "deadlines", "compute", *options]
    return subprocess.run(command, input=data, capture_output=True, check=False)


def answered(line):
    data = line if isinstance(line, bytes) else json.dumps(line).encode()
    (answer,) = answers([data], DeadlineRules())
    return json.loads(answer)


def case(**changes):
    return {"id": "x", "received_at": "2026-02-20T10:00:00Z", **changes}


@pytest.mark.parametrize("whole", [True, False])
def test_the_worked_cases_go_through_the_command(whole):
    lines = [each if whole else {"id": each["id"], **{name: each[name] for name in INPUTS}} for each in CASES]
    done = run("\n".join(json.dumps(line) for line in lines))
    assert (done.returncode, done.stderr) == (0, b"")
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert len(found) == 79
    for expected, answer in zip(CASES, found, strict=True):
        stated = {key: value for key, value in expected.items() if key not in (*INPUTS, *NOTES)}
        assert {key: answer[key] for key in stated} == stated
        assert answer["explanation"]
        assert "ignored_fields" not in answer
        assert not {*INPUTS, *NOTES} & set(answer)


def test_bad_lines_are_answered_in_their_place_and_blank_ones_skipped():
    good = json.dumps(case())
    done = run(
        b"\xef\xbb\xbf"
        + f'{good}\r\n\n  \t\nno json\n{{"id": 7}}\n'.encode()
        + b'{"id": "\xff"}\n'
        + good.encode()
    )
    found = [json.loads(line) for line in done.stdout.splitlines()]
    assert done.returncode == 0
    assert [answer["id"] for answer in found] == ["x", None, 7, None, "x"]
    assert [set(answer) == {"id", "error"} for answer in found] == [False, True, True, True, False]
    assert found[2]["error"] == "line 5: /received_at: This field is required."


def test_without_an_id_none_is_invented():
    assert "id" not in answered({"received_at": "2026-02-20T10:00:00Z"})


def test_zone_calendar_extension_and_suspensions_have_defaults():
    assert answered(case())["due_date"] == "2026-03-20"
    done = run(
        json.dumps(case(received_at="2026-03-03T23:30:00Z")),
        "--calendar",
        "DE",
        "--time-zone",
        "Europe/London",
    )
    assert json.loads(done.stdout)["received_local_date"] == "2026-03-03"
    assert json.loads(done.stdout)["due_date"] == "2026-04-07"
    assert run("", "--calendar", "XX").returncode == 2


def test_an_unknown_field_is_named_because_it_may_be_a_misspelt_one():
    assert answered(case(extend=True, note="x"))["ignored_fields"] == ["extend", "note"]


@pytest.mark.parametrize(
    ("changes", "pointer"),
    [
        ({"received_at": None}, "/received_at"),
        ({"received_at": 1771581600}, "/received_at"),
        ({"received_at": "2026-02-20"}, "/received_at"),
        ({"received_at": "2026-02-20T10:00:00"}, "/received_at"),
        ({"received_at": "2026-02-30T10:00:00Z"}, "/received_at"),
        ({"received_at": "2026-02-20T25:00:00Z"}, "/received_at"),
        ({"received_at": "2026-02-20T10:00:00+24:00"}, "/received_at"),
        ({"received_at": "2026-W08-5T10:00:00Z"}, "/received_at"),
        ({"received_at": "٢٠٢٦-02-20T10:00:00Z"}, "/received_at"),
        ({"received_at": "2026-02-20T10:00:00Z\n"}, "/received_at"),
        ({"time_zone": "Europe/Pariss"}, "/time_zone"),
        ({"time_zone": None}, "/time_zone"),
        ({"calendar": "FR-67"}, "/calendar"),
        ({"calendar": ["FR"]}, "/calendar"),
        ({"calendar": "JP", "received_at": "2100-02-20T10:00:00Z"}, "/calendar"),
        ({"extended": 1}, "/extended"),
        ({"extended": "true"}, "/extended"),
        ({"extended": None}, "/extended"),
        ({"suspensions": None}, "/suspensions"),
        ({"suspensions": {}}, "/suspensions"),
        ({"suspensions": [None]}, "/suspensions/0"),
        ({"suspensions": [{"from": "2026-02-21T10:00:00Z", "to": None}]}, "/suspensions/0/cause"),
        ({"suspensions": [{"from": "2026-02-21T10:00:00Z", "cause": "identity"}]}, "/suspensions/0/to"),
        ({"suspensions": [{"from": None, "to": None, "cause": "identity"}]}, "/suspensions/0/from"),
        (
            {
                "suspensions": [
                    {"from": "2026-02-21T10:00:00Z", "to": "2026-02-20T10:00:00Z", "cause": "identity"}
                ]
            },
            "/suspensions/0/to",
        ),
        (
            {
                "suspensions": [
                    {"from": "2026-02-21T10:00:00Z", "to": None, "cause": "identity", "doubt": "x"}
                ]
            },
            "/suspensions/0/doubt",
        ),
        (
            {
                "suspensions": [
                    {
                        "from": "2026-02-21T10:00:00Z",
                        "to": None,
                        "cause": "identity",
                        "reasonable_doubt_reason": 1,
                    }
                ]
            },
            "/suspensions/0/reasonable_doubt_reason",
        ),
        ({"rules": []}, "/rules"),
        ({"rules": {"max_days": 1}}, "/rules/max_days"),
        ({"rules": {"max_days_for_asking": True}}, "/rules/max_days_for_asking"),
        ({"rules": {"internal_target_working_days": 10**400}}, "/rules/internal_target_working_days"),
        ({"rules": {"asking_end": "x"}}, "/rules/asking_end"),
    ],
)
def test_a_fault_is_named_with_its_place_and_without_its_value(changes, pointer):
    answer = answered(case(**changes))
    assert set(answer) == {"id", "error"}
    assert answer["id"] == "x"
    assert answer["error"].startswith(f"line 1: {pointer}: ")
    assert "Pariss" not in answer["error"]


@pytest.mark.parametrize(
    "received_at",
    [
        "0001-01-01T00:00:00+14:00",
        "9999-12-31T23:59:59-14:00",
        "1899-12-31T00:00:00Z",
        "2300-01-01T00:00:00Z",
    ],
)
def test_absurd_years_are_refused(received_at):
    assert answered(case(received_at=received_at))["error"].startswith("line 1: The instant lies outside")


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        (b"[" * 100_000, "nested too deeply"),
        (b'{"id": ' + b"9" * 5000 + b"}", "not JSON"),
        (b'{"id": "x", "received_at": NaN}', "NaN"),
        (b'{"id": "x", "received_at": -Infinity}', "NaN"),
        (
            b'{"id": "x", "received_at": "2026-02-20T10:00:00Z", "received_at": "2026-02-21T10:00:00Z"}',
            "twice",
        ),
        (b'{"id": "x", "suspensions": [{"to": null, "to": null}]}', "twice"),
        (b'"text"', "JSON object"),
        (b"null", "JSON object"),
        (b"[]", "JSON object"),
        (b"{} {}", "not JSON"),
        (b'{"id": "\xff"}', "not UTF-8"),
        (b"\xff\xfe{\x00", "not UTF-8"),
    ],
)
def test_lines_that_are_no_plain_json_object(line, reason):
    answer = answered(line)
    assert reason in answer["error"]
    assert set(answer) == {"id", "error"}


def test_an_id_of_any_kind_comes_back():
    for given_id in ("é \u2028", 7, None, True, {"a": [1.5]}, "\ud800", ""):
        assert answered(case(id=given_id))["id"] == given_id
        assert answered({"id": given_id})["id"] == given_id


def test_fractions_offsets_and_lower_case_are_understood():
    for text in ("2026-02-28T22:59:59.999999999z", "2026-02-28t22:59:59Z", "2026-03-01T12:59:59+14:00"):
        assert answered(case(received_at=text))["received_local_date"] == "2026-02-28"


def test_the_readings_can_be_overruled_per_case():
    late = {"from": "2026-08-03T10:00:00Z", "to": "2026-08-13T10:00:00Z", "cause": "clarification"}
    given_case = case(received_at="2026-07-01T10:00:00Z", suspensions=[late])
    assert answered(given_case)["due_date"] == "2026-08-03"
    assert answered({**given_case, "rules": {"asking_end": "rolled"}})["due_date"] == "2026-08-11"


json_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=5,
)
names = st.sampled_from([*INPUTS, "id", "rules"])


@settings(max_examples=200, deadline=None)
@given(st.dictionaries(names, json_values))
@example({"received_at": "2026-02-20T10:00:00Z", "calendar": "FR-\ud800"})
def test_whatever_the_line_there_is_one_answer(fields):
    answer = answered(fields)
    assert "error" in answer or "due_date" in answer


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=60).map(lambda data: data.replace(b"\n", b"")))
def test_whatever_the_bytes_there_is_at_most_one_answer(data):
    assert len(list(answers([data], DeadlineRules()))) == (
        1 if data.removeprefix(b"\xef\xbb\xbf").strip() else 0
    )
