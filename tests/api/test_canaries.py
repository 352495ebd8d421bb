"""Canaries: what people wrote and sent is found where it belongs, and nowhere else."""

import asyncio
import base64
import io
from collections.abc import Iterator
from contextlib import AsyncExitStack

from PIL import Image, PngImagePlugin
from prometheus_client import generate_latest
from sqlalchemy import text

from dsr_service.adapters.metrics import Metrics
from dsr_service.domain.actors import SYSTEM
from dsr_service_tests import Service, settings_for, submission
from identity_papers import submitted

CANARIES = {
    name: f"canary{name}7f3a"
    for name in ("name", "mail", "file", "filename", "reason", "note", "refusal", "doubt", "city")
}
# Where a request's own words may lie; they go with the request.
AT_HOME = {
    "subjects": {"name"},
    "subject_identifiers": {"mail"},
    "requested_rights": {"city", "refusal"},
    "identity_documents": {"note"},
    "identity_document_views": {"reason"},
    "messages": {"name", "mail", "refusal", "city"},
}


def picture() -> bytes:
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", CANARIES["file"])
    target = io.BytesIO()
    Image.effect_noise((300, 300), 60).convert("RGB").save(target, "PNG", pnginfo=info)
    return target.getvalue()


def forms(canary: str) -> Iterator[str]:
    """As it is, and as a byte column or an encoded text shows it."""
    yield canary
    yield canary.encode().hex()
    for shift in range(3):
        yield base64.b64encode(b"x" * shift + canary.encode())[4 if shift else 0 : -4].decode()


def seen_in(haystack: str) -> set[str]:
    lower = haystack.lower()
    return {name for name, canary in CANARIES.items() if any(form.lower() in lower for form in forms(canary))}


async def plant(service) -> None:
    """A request with a canary in every place that takes a text, and a look at all that comes of it."""
    storefront, staff, dpo = (service.clients[role] for role in ("storefront", "staff", "dpo"))
    body = submission("access", "rectification", email=f"{CANARIES['mail']}@example.com")
    body["subject"]["name"] = f"Marie {CANARIES['name']}"
    body["particulars"]["rectification"] = [{"field": "city", "new_value": CANARIES["city"]}]
    made = await storefront.post("/v1/requests", json=body, headers={"Idempotency-Key": "a"})
    assert made.status_code == 201, made.text
    path = f"/v1/requests/{made.json()['id']}"
    files = [("file", (f"{CANARIES['filename']}.png", picture(), "image/png"))]
    documents = []
    for number in range(2):
        answer = await storefront.post(
            f"{path}/identity-documents", files=files, headers={"Idempotency-Key": f"u{number}"}
        )
        documents.append(f"{path}/identity-documents/{answer.json()[0]['id']}")
    view = await staff.post(f"{documents[0]}/views", json={"reason": f"Review {CANARIES['reason']}"})
    assert (await service.clients["nobody"].get(view.json()["url"])).status_code == 200
    rejected = {"verdict": "reject", "reason": "expired", "note": CANARIES["note"]}
    assert (await staff.post(f"{documents[0]}/review", json=rejected)).status_code == 200
    refusal = {"rights": ["rectification"], "ground": "MANIFESTLY_UNFOUNDED", "reasons": CANARIES["refusal"]}
    await dpo.post(f"{path}/refusal", json=refusal)
    for client in (storefront, staff, dpo, service.clients["auditor"], service.clients["storefront_2"]):
        for what in ("", "/events", "/messages", "/identity-documents"):
            await client.get(f"{path}{what}")
    search = {"identifiers": [{"type": "email", "value": f"{CANARIES['mail']}@example.com"}]}
    assert (await staff.post("/v1/requests/search", json=search)).status_code == 200
    await staff.post(
        f"{path}/identity-documents/{CANARIES['reason']}/views", json={"reason": CANARIES["reason"] * 2}
    )
    broken = b'{"name": "' + CANARIES["name"].encode() + b'"'
    await staff.post("/v1/requests", content=broken, headers={"Content-Type": "application/json"})
    await staff.get("/v1/requests", params={"q": CANARIES["name"]})


async def test_what_was_planted_is_found_only_at_home(service, capfd, caplog):
    await plant(service)
    async with service.runtime.operation(SYSTEM) as ctx:
        names = (
            await ctx.session.execute(text("SELECT tablename FROM pg_tables WHERE schemaname='public'"))
        ).scalars()
        queued = str((await ctx.session.execute(text("SELECT payload::text FROM jobs"))).scalars().all())
        before = {name: await dump(ctx, name) for name in names.all()}
    await service.run_jobs()
    async with service.runtime.operation(SYSTEM) as ctx:
        after = {name: await dump(ctx, name) for name in before}
    assert seen_in(queued) == set()
    found = {name: seen_in(before[name]) | seen_in(after[name]) for name in before}
    strayed = {name: seen - AT_HOME.get(name, set()) for name, seen in found.items()}
    assert {name: seen for name, seen in strayed.items() if seen} == {}
    assert found["subjects"] == {"name"}, "the canaries do sing"
    out, err = capfd.readouterr()
    assert seen_in(out + err + caplog.text) == set()


async def dump(ctx, table: str) -> str:
    return str((await ctx.session.execute(text(f'SELECT t::text FROM "{table}" t'))).scalars().all())


async def test_no_blob_shows_what_it_holds(service, tmp_path):
    await plant(service)
    blobs = [path for path in tmp_path.rglob("*") if path.is_file() and "outbox" not in path.parts]
    assert any("blobs" in path.parts for path in blobs)
    for path in blobs:
        assert seen_in(str(path) + path.read_bytes().decode("latin-1")) == set(), path


async def test_no_metric_tells_of_a_person(database, tmp_path):
    api, work = Metrics(), Metrics()
    async with AsyncExitStack() as stack:
        service = await Service.start(stack, settings_for(database, tmp_path), api)
        await plant(service)
        await service.run_jobs(metrics=work)
        told = [(await asyncio.to_thread(generate_latest, m.registry)).decode() for m in (api, work)]
    assert "dsr_http_request_duration_seconds_count" in told[0]
    assert 'dsr_job_duration_seconds_count{kind="send_message"' in told[1]
    assert [seen_in(text) for text in told] == [set(), set()]


async def test_no_refusal_repeats_what_was_sent(service):
    path = await submitted(service.clients["storefront"])
    for canary in CANARIES.values():
        answers = [
            await service.clients["staff"].post("/v1/requests", json={"rights": [canary], "locale": canary}),
            await service.clients["staff"].get("/v1/requests", params={"status": canary}),
            await service.clients["staff"].get(f"/v1/requests/{canary}"),
            await service.clients["storefront"].post(
                f"{path}/identity-documents",
                files=[("file", (f"{canary}.exe", canary.encode(), "image/png"))],
            ),
        ]
        for answer in answers:
            assert answer.status_code >= 400
            assert seen_in(answer.text + str(answer.headers)) == set()
