"""The clock over HTTP: what-if, extension with its notice, suspensions, letters, reports."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dsr_service.cli.deadlines import answers
from dsr_service.domain.deadlines.deadlines import DeadlineRules
from dsr_service_tests import START, submission

CASES = json.loads((Path(__file__).parent.parent / "data" / "deadline-cases.json").read_text("utf-8"))[
    "cases"
]
INPUTS = ("id", "received_at", "time_zone", "calendar", "extended", "suspensions")
NOTES = ("kind", "reason", "sources", "flags")
WHAT_IF = "/v1/deadlines/what-if"
EXTENSION = {"ground": "complexity_volume", "reasons": "4 000 commandes à rassembler."}
DOUBT = {"cause": "identity", "reasonable_doubt_reason": "The signatures differ."}


def stated(case):
    return {name: value for name, value in case.items() if name not in (*INPUTS, *NOTES)}


@pytest.mark.parametrize("whole", [False, True], ids=["inputs", "whole"])
async def test_every_worked_case_through_the_what_if(staff, whole):
    for case in CASES:
        sent = case if whole else {name: case[name] for name in INPUTS}
        answer = await staff.post(WHAT_IF, json=sent)
        assert answer.status_code == 200, (case["id"], answer.text)
        found = answer.json()
        assert {name: found[name] for name in stated(case)} == stated(case), case["id"]
        assert found["id"] == case["id"]
        assert found["explanation"]


BAD = [
    ({}, "/received_at"),
    ({"received_at": None}, "/received_at"),
    ({"received_at": "2026-02-30T10:00:00Z"}, "/received_at"),
    ({"received_at": "2026-02-20T10:00:00"}, "/received_at"),
    ({"received_at": 1771581600}, "/received_at"),
    ({"received_at": "9999-12-31T23:59:59Z"}, ""),
    ({"received_at": "0001-01-01T00:00:00Z"}, ""),
    ({"extended": "true"}, "/extended"),
    ({"extended": None}, "/extended"),
    ({"time_zone": "Europe/Lutetia"}, "/time_zone"),
    ({"time_zone": "../../etc/passwd"}, "/time_zone"),
    ({"time_zone": ["Europe/Paris"]}, "/time_zone"),
    ({"calendar": "XX"}, "/calendar"),
    ({"calendar": "FR-67"}, "/calendar"),
    ({"calendar": ""}, "/calendar"),
    ({"suspensions": {}}, "/suspensions"),
    ({"suspensions": [{}]}, "/suspensions/0/from"),
    (
        {"suspensions": [{"from": "2026-02-21T10:00:00Z", "to": None, "cause": "holiday"}]},
        "/suspensions/0/cause",
    ),
    (
        {
            "suspensions": [
                {"from": "2026-02-21T10:00:00Z", "to": "2026-02-20T10:00:00Z", "cause": "identity"}
            ]
        },
        "/suspensions/0/to",
    ),
    (
        {"suspensions": [{"from": "2026-02-21T10:00:00Z", "to": None, "cause": "identity", "a/b~c": 1}]},
        "/suspensions/0/a~1b~0c",
    ),
    ({"recieved_at": "2026-02-20T10:00:00Z"}, "/recieved_at"),
    ({"a/b": 1, "~": 2}, "/a~1b"),
    ({"rules": {"months": 2}}, "/rules/months"),
    ({"rules": {"max_days_for_asking": -1}}, "/rules/max_days_for_asking"),
]


@pytest.mark.parametrize(("changes", "pointer"), BAD, ids=[str(n) for n in range(len(BAD))])
async def test_a_faulty_case_is_refused_with_its_place(staff, changes, pointer):
    body = (
        changes
        if changes in ({}, {"recieved_at": "x"})
        else {"received_at": "2026-02-20T10:00:00Z", **changes}
    )
    answer = await staff.post(WHAT_IF, json=body)
    assert answer.status_code == 422, answer.text
    problem = answer.json()
    assert answer.headers["content-type"] == "application/problem+json"
    assert pointer in [error["pointer"] for error in problem["errors"]], problem


async def test_what_is_no_case_is_refused(staff):
    for body in (b"[]", b"null", b'"x"', b"1"):
        answer = await staff.post(WHAT_IF, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code == 422, (body, answer.text)
    for body in (b"", b"{", b'{"received_at": NaN}', b'{"received_at": "x", "received_at": "y"}'):
        answer = await staff.post(WHAT_IF, content=body, headers={"Content-Type": "application/json"})
        assert answer.status_code in {400, 422}, (body, answer.text)


instants = st.datetimes(datetime(2018, 5, 25), datetime(2090, 12, 31), timezones=st.just(UTC))  # noqa: DTZ001
doubts = st.none() | st.just("") | st.just("the signature differs")


@st.composite
def cases(draw):
    received_at = draw(instants)
    suspensions = []
    for _ in range(draw(st.integers(0, 3))):
        since = received_at + timedelta(hours=draw(st.integers(-48, 2400)))
        until = draw(
            st.none() | st.integers(0, 24 * 40).map(lambda hours, since=since: since + timedelta(hours=hours))
        )
        cause = draw(st.sampled_from(["identity", "clarification"]))
        given_doubt = draw(doubts)
        item = {"from": since.isoformat(), "to": until.isoformat() if until else None, "cause": cause}
        suspensions.append(
            item | ({"reasonable_doubt_reason": given_doubt} if given_doubt is not None else {})
        )
    return {
        "id": draw(st.integers(-(2**53) + 1, 2**53 - 1) | st.text("abc")),
        "received_at": received_at.isoformat(),
        "time_zone": draw(st.sampled_from(["Europe/Paris", "America/Havana", "Africa/Cairo", "UTC"])),
        "calendar": draw(st.sampled_from(["FR", "FR-AM", "GB-ENG", "DE-BY", "US-NY"])),
        "extended": draw(st.booleans()),
        "suspensions": suspensions,
    }


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(case=cases())
async def test_the_what_if_answers_as_the_command_does(staff, case):
    """The round trip over HTTP, strict JSON and response model included, changes nothing."""
    answer = await staff.post(WHAT_IF, json=case)
    (line,) = answers([json.dumps(case).encode()], DeadlineRules())
    assert answer.status_code == 200, answer.text
    assert answer.json() == json.loads(line)


async def test_a_request_computes_like_the_what_if(staff, service):
    body = submission(channel="post", received_at="2026-01-31T10:00:00+01:00")
    request = (await staff.post("/v1/requests", json=body)).json()
    path = f"/v1/requests/{request['id']}"
    service.clock.set(datetime(2026, 2, 5, 9, tzinfo=UTC))
    suspension = (await staff.post(f"{path}/suspensions", json=DOUBT)).json()
    assert (await staff.get(path)).json()["deadline"]["due_date"] is None
    service.clock.set(datetime(2026, 2, 12, 9, tzinfo=UTC))
    ended = await staff.post(f"{path}/suspensions/{suspension['id']}/end")
    assert ended.json()["closed_at"] == "2026-02-12T09:00:00Z"
    extended = await staff.post(f"{path}/extension", json=EXTENSION)
    assert extended.status_code == 200, extended.text
    clock = (await staff.get(f"{path}/deadline")).json()
    what_if = await staff.post(
        WHAT_IF,
        json={
            "received_at": "2026-01-31T10:00:00+01:00",
            "extended": True,
            "suspensions": [
                {
                    "from": "2026-02-05T09:00:00Z",
                    "to": "2026-02-12T09:00:00Z",
                    "cause": "identity",
                    "reasonable_doubt_reason": DOUBT["reasonable_doubt_reason"],
                }
            ],
        },
    )
    assert clock["computed"] == what_if.json()
    shown = (await staff.get(path)).json()["deadline"]
    assert {
        name: shown[name] for name in ("due_date", "safe_due", "internal_target", "extension_notice_due")
    } == {
        name: clock["computed"][name]
        for name in ("due_date", "safe_due", "internal_target", "extension_notice_due")
    }


async def submitted(client, **more):
    return (await client.post("/v1/requests", json=submission(**more))).json()


async def test_an_extension_is_written_to_the_person_with_its_reasons(staff, service):
    request = await submitted(staff, locale="fr")
    path = f"/v1/requests/{request['id']}"
    assert (
        await staff.post(f"{path}/extension", json={"ground": "we_are_busy", "reasons": "x"})
    ).status_code == 422
    assert (await staff.post(f"{path}/extension", json={**EXTENSION, "reasons": "  "})).status_code == 422
    assert (await staff.get(f"{path}/messages")).json() == []
    clock = (await staff.post(f"{path}/extension", json=EXTENSION)).json()
    assert clock["computed"]["due_date"] == "2026-06-02"
    assert clock["extension"]["lapsed_at"] is None
    (letter,) = (await staff.get(f"{path}/messages")).json()
    assert letter["kind"] == "extension_notice"
    assert letter["sent_at"] is None
    for said in (
        "Camille Martin",
        EXTENSION["reasons"],
        "grand volume",
        "2 juin 2026",
        "2 mars 2026",
        request["reference"],
        "CNIL",
    ):
        assert said in letter["body"] + letter["subject"], said
    again = await staff.post(f"{path}/extension", json=EXTENSION)
    assert (again.status_code, again.json()["code"]) == (409, "deadline_already_extended")
    assert len((await staff.get(f"{path}/messages")).json()) == 1


async def test_an_english_letter_and_no_template_in_the_reasons(staff):
    request = await submitted(staff, locale="en-GB")
    path = f"/v1/requests/{request['id']}"
    reasons = "Braces {reference} {0} stay {as_they_are}."
    await staff.post(f"{path}/extension", json={"ground": "number_of_requests", "reasons": reasons})
    (letter,) = (await staff.get(f"{path}/messages")).json()
    assert reasons in letter["body"]
    assert "2 June 2026" in letter["body"]
    assert "Dear Camille Martin" in letter["body"]


async def test_an_extension_after_the_first_month_is_too_late(staff, service):
    request = await submitted(staff)
    path = f"/v1/requests/{request['id']}/extension"
    service.clock.set(datetime(2026, 4, 2, 22, tzinfo=UTC))  # midnight in Paris
    late = await staff.post(path, json=EXTENSION)
    assert (late.status_code, late.json()["code"]) == (409, "extension_too_late")
    service.clock.set(datetime(2026, 4, 2, 21, 59, 59, tzinfo=UTC))
    assert (await staff.post(path, json=EXTENSION)).status_code == 200


async def test_a_letter_by_paper_post_is_recorded_by_hand_once(staff, auditor, service):
    request = await submitted(staff)
    path = f"/v1/requests/{request['id']}"
    await staff.post(f"{path}/extension", json=EXTENSION)
    (letter,) = (await auditor.get(f"{path}/messages")).json()
    dispatch = f"{path}/messages/{letter['id']}/dispatch"
    assert (await auditor.post(dispatch, json={"means": "letter"})).status_code == 403
    service.clock.set(START + timedelta(days=2))
    for wrong in (START - timedelta(days=1), START + timedelta(days=3)):
        answer = await staff.post(dispatch, json={"means": "letter", "sent_at": wrong.isoformat()})
        assert answer.status_code == 422, answer.text
    sent_at = START + timedelta(days=1)
    done = await staff.post(dispatch, json={"means": "letter", "sent_at": sent_at.isoformat()})
    assert datetime.fromisoformat(done.json()["sent_at"]) == sent_at
    again = await staff.post(dispatch, json={"means": "letter"})
    assert (again.status_code, again.json()["code"]) == (409, "message_already_sent")
    names = [e["name"] for e in (await staff.get(f"{path}/events")).json()]
    assert names.count("message_sent") == 1


async def test_letters_are_shown_to_those_who_see_the_request(storefront, service, staff):
    request = (await storefront.post("/v1/requests", json=submission())).json()
    await staff.post(f"/v1/requests/{request['id']}/extension", json=EXTENSION)
    path = f"/v1/requests/{request['id']}/messages"
    assert len((await storefront.get(path)).json()) == 1
    assert (await service.clients["storefront_2"].get(path)).status_code == 404
    assert (await service.clients["nobody"].get(path)).status_code == 401


async def test_a_closed_request_keeps_its_clock_and_its_explanation(staff):
    request = await submitted(staff)
    path = f"/v1/requests/{request['id']}"
    before = (await staff.get(f"{path}/deadline")).json()
    assert before["stopped_at"] is None
    await staff.post(f"{path}/withdrawal")
    after = (await staff.get(f"{path}/deadline")).json()
    assert after["computed"] == before["computed"]
    assert datetime.fromisoformat(after["stopped_at"]) == START
    for target, body in (("extension", EXTENSION), ("suspensions", DOUBT)):
        answer = await staff.post(f"{path}/{target}", json=body)
        assert (answer.status_code, answer.json()["code"]) == (409, "illegal_transition")


async def test_the_report_counts_by_right_and_month(staff, dpo, auditor, storefront, service):
    empty = (await auditor.get("/v1/reports/deadlines")).json()
    assert empty["overall"]["requests"] == 0
    assert empty["overall"]["share_within_one_month"] is None
    assert empty["by_month"] == []
    ids = []
    for number, (day, rights) in enumerate(
        [("2026-01-10", ("access",)), ("2026-02-10", ("erasure",)), ("2026-02-20", ("access", "erasure"))]
    ):
        body = submission(
            *rights, email=f"p{number}@example.com", channel="post", received_at=f"{day}T12:00:00+01:00"
        )
        ids.append((await staff.post("/v1/requests", json=body)).json()["id"])
    refusal = {"rights": ["erasure"], "ground": "MANIFESTLY_UNFOUNDED", "reasons": "Motif."}
    service.clock.set(datetime(2026, 3, 12, 12, tzinfo=UTC))
    assert (
        await staff.post(f"/v1/requests/{ids[1]}/refusal", json=refusal)
    ).status_code == 200  # two days late
    assert (
        await staff.post(f"/v1/requests/{ids[2]}/refusal", json=refusal)
    ).status_code == 200  # its access is open
    report = (await auditor.get("/v1/reports/deadlines")).json()
    overall = report["overall"]
    assert (overall["requests"], overall["open"], overall["overdue"], overall["answered"]) == (3, 2, 1, 1)
    assert (overall["answered_late"], overall["within_one_month"], overall["within_three_months"]) == (
        1,
        0,
        1,
    )
    assert (overall["share_within_one_month"], overall["share_within_three_months"]) == (0.0, 1.0)
    assert overall["days_used"] == {"median": 30, "p95": 30}
    assert [(m["month"], m["requests"]) for m in report["by_month"]] == [("2026-01", 1), ("2026-02", 2)]
    rights = {r["right"]: r for r in report["by_right"]}
    assert (rights["erasure"]["answered"], rights["erasure"]["answered_late"]) == (2, 1)
    assert (rights["erasure"]["within_one_month"], rights["erasure"]["share_within_one_month"]) == (1, 0.5)
    assert (rights["access"]["open"], rights["access"]["overdue"]) == (2, 1)
    assert report["notices"] == {"extensions": 0, "extensions_lapsed": 0, "refusals": 2, "refusals_late": 1}
    params = {"received_from": "2026-02-01", "received_before": "2026-02-11"}
    part = (await auditor.get("/v1/reports/deadlines", params=params)).json()
    assert part["overall"]["requests"] == 1
    wrong = await auditor.get(
        "/v1/reports/deadlines", params={"received_from": "2026-02-01", "received_before": "2026-02-01"}
    )
    assert wrong.status_code == 422
    assert (await storefront.get("/v1/reports/deadlines")).status_code == 403
    assert (await dpo.get("/v1/reports/deadlines")).status_code == 200


async def test_days_on_which_the_clock_stood_are_not_used(staff, service, auditor):
    request = await submitted(staff, email="p@example.com")
    path = f"/v1/requests/{request['id']}"
    service.clock.set(START + timedelta(days=4))
    await staff.post(f"{path}/suspensions", json={"cause": "clarification"})
    service.clock.set(START + timedelta(days=11))
    refusal = {"rights": ["access"], "ground": "MANIFESTLY_UNFOUNDED", "reasons": "Motif."}
    assert (await staff.post(f"{path}/refusal", json=refusal)).status_code == 200
    report = (await auditor.get("/v1/reports/deadlines")).json()
    assert report["overall"]["days_used"] == {"median": 4, "p95": 4}
    assert report["overall"]["share_within_one_month"] == 1.0
    assert report["suspensions"]["total"] == 1
    assert report["suspensions"]["without_recorded_doubt"] == 0


async def test_suspensions_without_recorded_doubt_are_reported(staff, service, auditor):
    request = await submitted(staff)
    service.clock.set(START + timedelta(days=12))
    await staff.post(f"/v1/requests/{request['id']}/suspensions", json=DOUBT)
    async with service.runtime.engine.begin() as connection:  # as an import of older requests leaves it
        await connection.exec_driver_sql("UPDATE suspensions SET reasonable_doubt_reason = ' '")
    found = (await auditor.get("/v1/reports/deadlines")).json()["suspensions"]
    assert (found["total"], found["open"], found["without_recorded_doubt"], found["asked_late"]) == (
        1,
        1,
        1,
        1,
    )
    assert found["newest_without_recorded_doubt"][0]["request_id"] == request["id"]
    clock = (await auditor.get(f"/v1/requests/{request['id']}/deadline")).json()
    assert clock["computed"]["contestable"] is True


async def pages(client, **params):
    seen, cursor = [], None
    while True:
        answer = await client.get(
            "/v1/requests", params={**params, "limit": 1} | ({"cursor": cursor} if cursor else {})
        )
        assert answer.status_code == 200, answer.text
        seen += [item["id"] for item in answer.json()["items"]]
        if (cursor := answer.json()["next_cursor"]) is None:
            return seen


async def test_the_queue_by_due_date_with_filters_and_clocks_that_stand_still(staff, service):
    days = ("2026-02-20", "2026-02-10", "2026-02-27", "2026-02-11")
    made = [
        await submitted(staff, email=f"p{n}@example.com", channel="post", received_at=f"{day}T09:00:00+01:00")
        for n, day in enumerate(days)
    ]
    late, first, last, second = (request["id"] for request in made)
    held = sorted([(await submitted(staff, email=f"h{n}@example.com"))["id"] for n in range(3)])
    for request in held:
        assert (
            await staff.post(f"/v1/requests/{request}/suspensions", json={"cause": "clarification"})
        ).is_success
    await staff.post(f"/v1/requests/{second}/withdrawal")
    still_open = ["received", "in_progress", "awaiting_identity"]
    assert await pages(staff, sort="due_at") == [first, second, late, last, *held]
    assert await pages(staff, sort="due_at", status=still_open) == [first, late, last, *held]
    # Due at the end of 10 March, 11 March, 20 March, 27 March.
    bound = "2026-03-20T23:00:00Z"
    assert await pages(staff, sort="due_at", due_before=bound) == [first, second]
    assert await pages(staff, sort="due_at", due_before="2026-03-20T23:00:00.000001Z") == [
        first,
        second,
        late,
    ]
    service.clock.set(datetime(2026, 3, 20, 22, 59, 59, 999999, tzinfo=UTC))
    assert await pages(staff, sort="due_at", overdue=True) == [first]
    service.clock.set(datetime(2026, 3, 20, 23, tzinfo=UTC))
    assert await pages(staff, sort="due_at", overdue=True) == [first, late]
    assert await pages(staff, sort="id", overdue=True) == sorted([first, late])
