import asyncio
import io
import json
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from sqlalchemy import text

from dsr_service.api.access_log import AccessLog
from dsr_service.app import Surface, create_app
from dsr_service.domain.actors import SYSTEM
from dsr_service_tests import START, Service, client_of, settings_for, submission
from identity_papers import png
from known_shop import CAMILLE, MAP, RECENT, mails, make_shop, put_registers, token_in


@pytest.fixture
async def service(database, tmp_path):
    shop = make_shop(tmp_path / "shop.sqlite")
    async with AsyncExitStack() as stack:
        settings = settings_for(database, tmp_path, sources={"shop": f"sqlite:///{shop}"})
        yield await Service.start(stack, settings)


@pytest.fixture(autouse=True)
async def registers(dpo):
    await put_registers(dpo)


async def linked(service, email=CAMILLE, *rights) -> tuple[str, str]:
    """A request, and the token of a link to it."""
    storefront = service.clients["storefront"]
    body = submission(*(rights or ("access",)), email=email)
    path = f"/v1/requests/{(await storefront.post('/v1/requests', json=body)).json()['id']}"
    assert (await storefront.post(f"{path}/access-links", json={})).status_code == 202
    await service.run_jobs()
    return path, token_in(mails(service, email, "/v1/track#")[-1])


async def person(service, stack, token: str):
    opened = await service.clients["nobody"].post("/v1/track/sessions", json={"token": token})
    assert opened.status_code == 201, opened.text
    bearer = {"Authorization": f"Bearer {opened.json()['session']}"}
    return await stack.enter_async_context(client_of(service.app, bearer))


async def test_a_get_shows_nothing_and_uses_nothing_up(service):
    nobody = service.clients["nobody"]
    path, token = await linked(service)
    for _ in range(3):
        for method in ("GET", "HEAD"):
            page = await nobody.request(method, "/v1/track")
            assert page.status_code == 200
            assert path.rpartition("/")[2] not in page.text
            assert page.headers["referrer-policy"] == "no-referrer"
    assert (await nobody.get("/v1/track/page.js")).headers["content-type"].startswith("text/javascript")
    opened = await nobody.post("/v1/track/sessions", json={"token": token})
    assert opened.status_code == 201
    again = await nobody.post("/v1/track/sessions", json={"token": token})
    assert (again.status_code, again.json()["code"]) == (410, "link_refused")
    unknown = await nobody.post("/v1/track/sessions", json={"token": "dsrl_" + "x" * 43})
    assert (unknown.status_code, unknown.json()["title"]) == (410, again.json()["title"])


async def test_of_fifty_parallel_openings_one_wins(service):
    _, token = await linked(service)
    nobody = service.clients["nobody"]
    answers = await asyncio.gather(
        *(nobody.post("/v1/track/sessions", json={"token": token}) for _ in range(50))
    )
    assert sorted(a.status_code for a in answers) == [201] + [410] * 49
    async with service.runtime.operation(SYSTEM) as ctx:
        assert await ctx.session.scalar(text("SELECT count(*) FROM subject_sessions")) == 1


async def test_a_link_lives_seven_days_and_a_session_half_an_hour(service):
    nobody = service.clients["nobody"]
    _, token = await linked(service)
    service.clock.set(START + timedelta(days=6, hours=23))
    async with AsyncExitStack() as stack:
        subject = await person(service, stack, token)
        assert (await subject.get("/v1/track/request")).status_code == 200
        service.clock.set(service.clock.now() + timedelta(minutes=30))
        assert (await subject.get("/v1/track/request")).status_code == 401
    _, token = await linked(service)
    service.clock.set(service.clock.now() + timedelta(days=7))
    assert (await nobody.post("/v1/track/sessions", json={"token": token})).status_code == 410


async def test_the_session_is_of_one_request_and_of_one_door(service):
    path, token = await linked(service)
    other, _ = await linked(service, CAMILLE, "restriction")
    async with AsyncExitStack() as stack:
        subject = await person(service, stack, token)
        shown = (await subject.get("/v1/track/request")).json()
        assert shown["status"] == "received"
        assert "assignee" not in shown
        assert "Camille" not in json.dumps(shown)
        for foreign in (path, other, f"{path}/exports", "/v1/requests", "/v1/api-keys"):
            assert (await subject.get(foreign)).status_code == 403, "a session opens /v1/track alone"
        assert (
            await subject.post(f"{path}/identity-documents", files=[("file", ("a.png", png()))])
        ).status_code == 403
        assert (await subject.post(f"{path}/withdrawal")).status_code == 403
        uploaded = await subject.post(
            "/v1/track/identity-documents", files=[("file", ("id.png", png(), "image/png"))]
        )
        assert uploaded.status_code == 201, uploaded.text
        assert len((await service.clients["staff"].get(f"{path}/identity-documents")).json()) == 1
        letters = (await subject.get("/v1/track/messages")).json()
        assert {"acknowledgement", "access_link"} <= {letter["kind"] for letter in letters}
        assert token not in json.dumps(letters)
        assert (await subject.post("/v1/track/sessions/end")).status_code == 204
        assert (await subject.get("/v1/track/request")).status_code == 401
    for name in ("storefront", "staff", "dpo", "auditor"):
        assert (await service.clients[name].get("/v1/track/request")).status_code == 403


async def test_the_person_withdraws(service):
    path, token = await linked(service)
    async with AsyncExitStack() as stack:
        subject = await person(service, stack, token)
        assert (await subject.post("/v1/track/withdrawal")).json()["status"] == "withdrawn"
        assert (await subject.post("/v1/track/withdrawal")).status_code == 409
    assert (await service.clients["staff"].get(path)).json()["status"] == "withdrawn"


async def test_the_person_asks_who_the_recipients_are(service, dpo, staff):
    changed = MAP.replace("purposes: [orders]", "purposes: [orders], recipients: [carrier]")
    headers = {"If-Match": (await dpo.get("/v1/data-map")).headers["ETag"]}
    assert (await dpo.put("/v1/data-map", json={"content": changed}, headers=headers)).status_code == 200
    path, token = await linked(service, CAMILLE, "restriction")
    async with AsyncExitStack() as stack:
        subject = await person(service, stack, token)
        nobody = await subject.post("/v1/track/recipients")
        assert (nobody.status_code, nobody.json()["code"]) == (409, "nobody_told")
        await staff.post(f"{path}/identity-verification", json={"method": "in_person"})
        done = await staff.post(f"{path}/restrictions", json={"ground": "needed_for_claims"})
        assert done.status_code == 201, done.text
        for _ in range(2):
            named = (await subject.post("/v1/track/recipients")).json()
            assert [(n["name"], n["cause"]) for n in named] == [("Transports Exemple", "restriction")]
        letters = [
            m for m in (await subject.get("/v1/track/messages")).json() if m["kind"] == "recipients_told"
        ]
        assert len(letters) == 1
        assert "Transports Exemple" in letters[0]["body"]


async def fulfilled(service, path: str, method: str = "in_person") -> None:
    staff, dpo = service.clients["staff"], service.clients["dpo"]
    await staff.post(f"{path}/identity-verification", json={"method": method})
    assert (await staff.post(f"{path}/fulfilment")).status_code == 202
    await service.run_jobs()
    assert (await dpo.post(f"{path}/approval")).status_code == 200
    await service.run_jobs()


async def test_the_answer_is_fetched_in_the_session_by_ranges(service):
    storefront = service.clients["storefront"]
    path = f"/v1/requests/{(await storefront.post('/v1/requests', json=submission('access'))).json()['id']}"
    await service.run_jobs()
    await fulfilled(service, path)
    token = token_in(mails(service, CAMILLE, "/v1/track#")[-1])  # it went out with the release
    async with AsyncExitStack() as stack:
        subject = await person(service, stack, token)
        [found] = (await subject.get("/v1/track/exports")).json()
        content = f"/v1/track/exports/{found['id']}/content"
        whole = await subject.get(content)
        assert (whole.status_code, len(whole.content)) == (200, found["size"])
        part = await subject.get(content, headers={"Range": "bytes=10-19"})
        assert (part.status_code, part.content) == (206, whole.content[10:20])
        assert CAMILLE in (await subject.get(content, params={"format": "json"})).text
        foreign = "/v1/track/exports/0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e/content"
        assert (await subject.get(foreign)).status_code == 404


async def test_a_lost_link_is_asked_for_by_the_reference_and_nobody_is_told(service):
    nobody, storefront = service.clients["nobody"], service.clients["storefront"]
    made = (await storefront.post("/v1/requests", json=submission("access"))).json()
    answers = [
        await nobody.post("/v1/track/links", json={"reference": reference})
        for reference in (made["reference"], "DSR-2026-00000000")
    ]
    assert [(a.status_code, a.text) for a in answers] == [(202, '{"accepted":true}')] * 2
    await service.run_jobs()
    assert len(mails(service, CAMILLE, "/v1/track#")) == 1
    for _ in range(10):
        assert (
            await nobody.post("/v1/track/links", json={"reference": made["reference"]})
        ).status_code == 202
    await service.run_jobs()
    assert len(mails(service, CAMILLE)) <= 3


async def test_no_link_goes_to_a_channel_that_is_not_known_well(service):
    storefront, staff = service.clients["storefront"], service.clients["staff"]
    for email in (RECENT, "stranger@example.com"):
        made = await storefront.post("/v1/requests", json=submission("access", email=email))
        path = f"/v1/requests/{made.json()['id']}"
        assert (await storefront.post(f"{path}/access-links", json={})).status_code == 202
        await service.run_jobs()
        assert mails(service, email, "/v1/track#") == []
        events = [e["name"] for e in (await staff.get(f"{path}/events")).json()]
        assert "release_channel_missing" in events
        for channel in (await staff.get(f"{path}/known-channels")).json():
            named = await staff.post(f"{path}/access-links", json={"channel_id": channel["id"]})
            assert (named.status_code, named.json()["code"]) == (409, "no_release_channel")


async def test_a_token_stands_in_no_log_no_audit_and_no_dump(service):
    lines = io.BytesIO()
    log = AccessLog(service.clock.now, lines.write)
    logged = create_app(service.running, Surface(access_log=log))
    _, token = await linked(service)
    async with logged.router.lifespan_context(logged), client_of(logged, {}) as anybody:
        opened = await anybody.post("/v1/track/sessions", json={"token": token})
        session = opened.json()["session"]
        bearer = {"Authorization": f"Bearer {session}"}
        assert (await anybody.get("/v1/track/request", headers=bearer)).status_code == 200
    log.flush()
    assert b"/v1/track/sessions" in lines.getvalue()
    dump = await dumped(service)
    for secret in (token, session):
        for form in (secret, secret.partition("_")[2], secret.encode().hex()):
            assert form not in dump
            assert form.encode() not in lines.getvalue()


async def dumped(service) -> str:
    """Every row of every table, as text."""
    names = text("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    async with service.runtime.operation(SYSTEM) as ctx:
        tables = (await ctx.session.scalars(names)).all()
        rows = [(await ctx.session.scalars(text(f"SELECT t::text FROM {name} t"))).all() for name in tables]
    return "".join("".join(each) for each in rows)
