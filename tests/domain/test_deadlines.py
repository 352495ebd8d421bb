"""The 79 worked cases, on every field that they state."""

import json
from datetime import datetime
from pathlib import Path

import pytest

from dsr_service.domain.deadlines.cases import to_dict
from dsr_service.domain.deadlines.deadlines import DeadlineRules, Suspension, SuspensionCause, compute

CASES = json.loads((Path(__file__).parent.parent / "data" / "deadline-cases.json").read_text("utf-8"))[
    "cases"
]
INPUTS = {
    "id",
    "kind",
    "received_at",
    "time_zone",
    "calendar",
    "extended",
    "suspensions",
    "reason",
    "sources",
    "flags",
}


def computed(case):
    suspensions = [
        Suspension(
            datetime.fromisoformat(item["from"]),
            datetime.fromisoformat(item["to"]) if item["to"] else None,
            SuspensionCause(item["cause"]),
            item.get("reasonable_doubt_reason"),
        )
        for item in case["suspensions"]
    ]
    rules = DeadlineRules(calendar=case["calendar"], time_zone=case["time_zone"])
    received_at = datetime.fromisoformat(case["received_at"])
    return compute(received_at, rules=rules, extended=case["extended"], suspensions=suspensions)


def test_no_worked_case_is_missing():
    assert len(CASES) == 79


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_worked_case(case):
    stated = {key: value for key, value in case.items() if key not in INPUTS}
    answer = to_dict(computed(case))
    assert {key: answer.get(key, "missing") for key in stated} == stated
    assert (answer["safe_due"] is not None) == ("safe_due" in case)
