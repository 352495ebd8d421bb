"""Letters from the change that causes them to the mail that leaves: told once, in time, nothing secret kept."""

import asyncio
import email
import email.policy
import json
from contextlib import AsyncExitStack
from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import text

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.letters import LetterKind
from dsr_service.formats.letters import TemplateFaulty
from dsr_service.services import correspondence, visibility
from dsr_service.services.ports.post import LetterRefused, PostUnavailable
from dsr_service_tests import START, Service, settings_for, submission


class Sink:
    """A post that keeps what it was handed, and refuses as the test says."""

    def __init__(self, refuse=lambda letter: None) -> None:
        self.letters, self.refuse = [], refuse

    async def hand_over(self, letter):
        error = self.refuse(letter)
        if error is not None:
            raise error
        self.letters.append(letter)
        return "sink"


@pytest.fixture
async def posted(service):
    """The service with a post that the test looks into."""
    sink = Sink()
    service.runtime = replace(service.runtime, post=sink)
    return service, sink


async def submitted(service, *rights, **more):
    answer = await service.clients["storefront"].post("/v1/requests", json=submission(*rights, **more))
    assert answer.status_code == 201, answer.text
    return answer.json()


async def messages(service, request):
    answer = await service.clients["staff"].get(f"/v1/requests/{request['id']}/messages")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def dump(service):
    """Every row of every table, as somebody reads who holds a copy of the database."""
    async with service.runtime.engine.connect() as connection:
        tables = (
            await connection.execute(text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'"))
        ).scalars()
        rows = [
            str(row)
            for table in tables
            for row in await connection.execute(text(f'SELECT t::text FROM "{table}" t'))
        ]
    return "\n".join(rows)


async def test_a_request_is_acknowledged_once_with_its_number_and_date(posted):
    service, sink = posted
    request = await submitted(service, "access", "rectification")
    async with service.runtime.engine.connect() as connection:
        queued = (await connection.execute(text("SELECT kind FROM jobs"))).scalars().all()
        written = (await connection.execute(text("SELECT count(*) FROM messages"))).scalar_one()
    paid = [kind for kind in queued if kind != "find_known_channels"]
    assert (paid, written) == (["acknowledge"], 0), "all that a submission pays for its letter is one row"
    again = await service.clients["storefront"].post(
        "/v1/requests", json=submission("access", "rectification")
    )
    assert again.status_code == 200, "a reminder of the open request"
    await service.run_jobs()
    (letter,) = sink.letters
    assert letter.to == "camille.martin@example.com"
    assert request["reference"] in letter.subject
    assert "2 avril 2026" in letter.body
    assert "droit d'accès (article 15)" in letter.body
    assert "titre d'identité" in letter.body
    (message,) = await messages(service, request)
    assert (message["kind"], message["body"], message["subject"]) == (
        "acknowledgement", letter.body, letter.subject,
    )  # fmt: skip
    assert message["sent_at"] is not None


async def test_no_identity_document_is_spoken_of_for_a_marketing_objection(posted):
    service, sink = posted
    await submitted(service, "objection")
    await service.run_jobs()
    letters = [letter.body for letter in sink.letters]
    assert any("droit d'opposition" in body for body in letters)
    assert not any("identité" in body for body in letters)


@pytest.mark.parametrize(
    ("kind", "secret", "facts"),
    [
        (LetterKind.ONE_TIME_CODE, "731902", {"code": "731902"}),
        (
            LetterKind.ACCESS_LINK,
            "https://shop.example/t#s3cr3ttoken",
            {"link": "https://shop.example/t#s3cr3ttoken"},
        ),
    ],
)
async def test_codes_and_links_are_in_the_mail_alone(posted, kind, secret, facts):
    service, sink = posted
    request = await submitted(service)
    async with service.runtime.operation(SYSTEM) as ctx:
        row = await visibility.lock(ctx, UUID(request["id"]))
        await correspondence.write(ctx, row, kind, until=ctx.now + timedelta(minutes=10), **facts)
    assert secret not in await dump(service)
    waiting = (await messages(service, request))[-1]
    assert secret not in json.dumps(waiting)
    assert "••••••" in waiting["body"]
    await service.run_jobs()
    assert [secret in letter.body and secret in letter.html for letter in sink.letters].count(True) == 1
    kept = await dump(service)
    assert secret not in kept
    async with service.runtime.engine.connect() as connection:
        sealed = (
            await connection.execute(text("SELECT count(*) FROM messages WHERE secrets IS NOT NULL"))
        ).scalar_one()
    assert sealed == 0, "what was sent needs its secret no more"


async def test_a_flood_fills_nobodys_mailbox_and_loses_no_letter(posted):
    """Sixty requests in one address's name, by two clients: three mails a day at most, every letter in one of them."""
    service, sink = posted
    requests = []
    for number in range(60):
        body = submission("access")
        body["subject"]["identifiers"].append({"type": "customer_id", "value": str(number)})
        client = service.clients["storefront" if number % 2 else "storefront_2"]
        answer = await client.post("/v1/requests", json=body)
        assert answer.status_code == 201, answer.text
        requests.append(answer.json())
    day = 0
    told = set()
    while len(told) < len(requests):
        before = len(sink.letters)
        await service.run_jobs()
        for letter in sink.letters[before:]:
            told |= {request["reference"] for request in requests if request["reference"] in letter.body}
        assert len(sink.letters) - before <= 3
        day += 1
        assert day < 4, "all of them within days"
        service.clock.set(START + timedelta(days=day, minutes=1))

        async def woken():
            async with service.runtime.engine.connect() as connection:
                return not (
                    await connection.execute(
                        text("SELECT count(*) FROM jobs WHERE kind = 'send_delayed' AND run_after < :now"),
                        {"now": service.clock.now()},
                    )
                ).scalar_one()

        await service.run_jobs(until=woken)
        for letter in sink.letters[before:]:
            told |= {request["reference"] for request in requests if request["reference"] in letter.body}
    assert len({letter.message_id for letter in sink.letters}) == len(sink.letters)


async def test_a_code_gets_through_a_flood_and_a_decision_always_does(posted):
    service, sink = posted
    requests = [
        await submitted(service, right)
        for right in ("access", "erasure", "portability", "restriction", "rectification")
    ]
    await service.run_jobs()
    assert len(sink.letters) == 2, "one mail of the three is kept for what lets a person in"
    async with service.runtime.operation(SYSTEM) as ctx:
        row = await visibility.lock(ctx, UUID(requests[0]["id"]))
        await correspondence.write(
            ctx, row, LetterKind.ONE_TIME_CODE, code="123456", until=ctx.now + timedelta(minutes=10)
        )
        notice = ctx.now + timedelta(hours=72)
        await correspondence.write(ctx, row, LetterKind.ERASURE_COOL_DOWN, until=notice)
    refusal = {"rights": ["access"], "ground": "MANIFESTLY_UNFOUNDED", "reasons": "Sans objet."}
    await service.clients["staff"].post(f"/v1/requests/{requests[0]['id']}/refusal", json=refusal)
    await service.run_jobs()
    assert ["vont être effacées" in letter.subject for letter in sink.letters].count(True) == 1
    assert ["123456" in letter.body for letter in sink.letters].count(True) == 1
    assert ["recours juridictionnel" in letter.body for letter in sink.letters].count(True) == 1
    delayed = [m for request in requests for m in await messages(service, request) if m["sent_at"] is None]
    assert len(delayed) == 3
    assert all(message["delayed_at"] for message in delayed)


async def test_a_refused_address_is_not_tried_again_but_the_next_one_is(posted):
    service, sink = posted
    sink.refuse = lambda letter: LetterRefused("smtp_550") if letter.to.startswith("first") else None
    body = submission("access", email="first@example.com")
    body["subject"]["identifiers"].append({"type": "email", "value": "second@example.com"})
    request = (await service.clients["storefront"].post("/v1/requests", json=body)).json()
    await service.run_jobs()
    assert [letter.to for letter in sink.letters] == ["second@example.com"]
    first, second = sorted(await messages(service, request), key=lambda m: m["failure"] is None)
    assert (first["failure"], first["sent_at"]) == ("smtp_550", None)
    assert second["sent_at"] is not None
    shown = (await service.clients["staff"].get("/v1/undeliverable-messages")).json()
    assert shown["items"] == [], "it reached the person"


async def test_a_letter_that_no_address_takes_is_the_staffs_to_send(posted):
    service, sink = posted
    sink.refuse = lambda letter: LetterRefused("smtp_550")
    request = await submitted(service)
    await service.run_jobs()
    staff = service.clients["staff"]
    (item,) = (await staff.get("/v1/undeliverable-messages")).json()["items"]
    assert (item["reference"], item["failure"]) == (request["reference"], "smtp_550")
    assert (await service.clients["storefront"].get("/v1/undeliverable-messages")).status_code == 403
    path = f"/v1/requests/{request['id']}/messages/{item['message_id']}/dispatch"
    assert (await staff.post(path, json={"means": "letter"})).status_code == 200
    assert (await staff.get("/v1/undeliverable-messages")).json()["items"] == []
    events = (await staff.get(f"/v1/requests/{request['id']}/events")).json()
    assert "message_undeliverable" in [event["name"] for event in events]


async def test_a_code_is_never_sent_to_another_address_than_the_one_it_proves(posted):
    service, sink = posted
    body = submission("access", email="first@example.com")
    body["subject"]["identifiers"].append({"type": "email", "value": "second@example.com"})
    request = (await service.clients["storefront"].post("/v1/requests", json=body)).json()
    await service.run_jobs()
    sink.refuse = lambda letter: LetterRefused("smtp_550") if letter.to.startswith("first") else None
    async with service.runtime.operation(SYSTEM) as ctx:
        row = await visibility.lock(ctx, UUID(request["id"]))
        until = ctx.now + timedelta(minutes=10)
        await correspondence.write(ctx, row, LetterKind.ONE_TIME_CODE, code="123456", until=until)
    await service.run_jobs()
    assert not any("123456" in letter.body for letter in sink.letters)


async def test_a_post_that_is_away_is_tried_again_under_the_same_id(posted):
    service, sink = posted
    seen = []

    def away_twice(letter):
        seen.append(letter)
        return PostUnavailable("smtp_421") if len(seen) < 3 else None

    sink.refuse = away_twice
    request = await submitted(service)

    async def sent():
        return any(m["sent_at"] for m in await messages(service, request))

    await service.run_jobs(until=sent)
    assert len(seen) == 3
    assert seen[0] == seen[1] == seen[2], "the very same mail"


async def test_known_channels_get_one_letter_each_however_often_it_is_written(posted):
    service, sink = posted
    request = await submitted(service)
    async with service.runtime.operation(SYSTEM) as ctx:
        row = await visibility.lock(ctx, UUID(request["id"]))
        for _ in range(2):
            for channel in ("old@example.com", "older@example.com"):
                await correspondence.write(
                    ctx, row, LetterKind.RELEASE_NOTICE, to=channel, until=ctx.now + timedelta(hours=72)
                )
    await service.run_jobs()
    assert sorted(letter.to for letter in sink.letters) == [
        "camille.martin@example.com", "old@example.com", "older@example.com",
    ]  # fmt: skip


async def test_each_decision_is_told_with_what_the_law_names(posted):
    service, _ = posted
    staff = service.clients["staff"]
    request = await submitted(service, "access", "rectification", "consent_withdrawal")
    path = f"/v1/requests/{request['id']}"
    await staff.post(f"{path}/identity-verification", json={"method": "authenticated_session"})
    refusal = {"rights": ["access"], "ground": "MANIFESTLY_UNFOUNDED", "reasons": "Sans objet.\n\nDu tout."}
    assert (await staff.post(f"{path}/refusal", json=refusal)).status_code == 200
    for right in ("rectification", "consent_withdrawal"):
        done = await staff.post(f"{path}/rights/{right}/settlement", json={"reasons": f"Fait : {right}."})
        assert done.status_code == 200, done.text
    letters = {m["kind"]: m["body"] for m in await messages(service, request)}
    refused = letters["partial_refusal"]
    for part in (
        "manifestement infondée", "RGPD 12(5)(b)", "Sans objet.\n\nDu tout.", "CNIL", "recours juridictionnel",
        "droit de rectification",
    ):  # fmt: skip
        assert part in refused, part
    assert any("Fait : rectification." in body for body in letters.values())


async def test_a_question_stops_the_clock_and_goes_out(posted):
    service, sink = posted
    request = await submitted(service)
    path = f"/v1/requests/{request['id']}/suspensions"
    staff = service.clients["staff"]
    question = "Votre demande porte-t-elle sur vos avis ?"
    wrong = {"cause": "identity", "reasonable_doubt_reason": "x", "question": question}
    assert (await staff.post(path, json=wrong)).status_code == 422
    assert (await staff.post(path, json={"cause": "clarification", "question": question})).status_code == 201
    await service.run_jobs()
    assert [question in letter.body for letter in sink.letters].count(True) == 1


async def test_staff_write_freely_and_nobody_else(posted):
    service, sink = posted
    request = await submitted(service)
    path = f"/v1/requests/{request['id']}/messages"
    body = {"title": "Une précision", "text": "Bonjour.\r\n\r\n<b>Deux</b> paragraphes : {{ reference }}."}
    for name in ("storefront", "auditor"):
        assert (await service.clients[name].post(path, json=body)).status_code == 403
    made = await service.clients["staff"].post(path, json=body)
    assert made.status_code == 201, made.text
    assert made.json()["author"] is not None
    none = "0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e"
    assert (
        await service.clients["staff"].post(f"/v1/requests/{none}/messages", json=body)
    ).status_code == 404
    await service.run_jobs()
    (letter,) = [each for each in sink.letters if "Une précision" in each.subject]
    assert "<b>Deux</b> paragraphes : {{ reference }}." in letter.body
    assert "&lt;b&gt;Deux&lt;/b&gt;" in letter.html


async def test_every_letter_can_be_previewed_in_both_languages(service):
    dpo = service.clients["dpo"]
    kinds = (await dpo.get("/v1/letters")).json()
    assert {kind["kind"] for kind in kinds} == set(LetterKind)
    for kind in LetterKind:
        for language in ("fr", "en"):
            shown = await dpo.post(f"/v1/letters/{kind}/preview", json={"language": language})
            assert shown.status_code == 200, shown.text
            assert shown.json()["html"].startswith("<!DOCTYPE html>")
    assert (await dpo.post("/v1/letters/none/preview", json={})).status_code == 422
    assert await dump(service) == await dump(service)


async def test_the_embedded_default_writes_mails_into_a_folder(service, tmp_path):
    request = await submitted(service)
    await service.run_jobs()
    (file,) = (tmp_path / "data" / "outbox").glob("*.eml")
    mail = email.message_from_bytes(file.read_bytes(), policy=email.policy.SMTP)
    assert request["reference"] in mail["Subject"]
    assert [part.get_content_type() for part in mail.iter_parts()] == ["text/plain", "text/html"]
    assert file.stat().st_mode & 0o777 == 0o600


async def test_a_faulty_template_is_told_at_start_by_name(database, tmp_path):
    folder = tmp_path / "templates"
    (folder / "fr").mkdir(parents=True)
    (folder / "fr" / "refusal.txt.j2").write_text("Subject: Non\n\n{{ nonsense }}\n")
    async with AsyncExitStack() as stack:
        with pytest.raises(TemplateFaulty, match=r"fr/refusal.txt.j2: 'nonsense' is undefined"):
            await Service.start(stack, settings_for(database, tmp_path, letter_templates=folder))


async def test_two_workers_never_send_more_than_the_budget(database, tmp_path):
    """The last mail of the day is one, whoever asks for it first."""
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path, pool_size=20))
        sink = Sink()
        service.runtime = replace(service.runtime, post=sink)
        for right in ("access", "erasure", "portability", "restriction"):
            await submitted(service, right)
        await asyncio.gather(service.run_jobs(), service.run_jobs())
        assert len(sink.letters) == 2
