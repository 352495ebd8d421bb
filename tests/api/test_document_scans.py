"""ClamAV in the way of every upload: known malware refused, and nothing passed while it does not answer."""

import io
import json
import os
import subprocess
import sys
from contextlib import AsyncExitStack
from datetime import timedelta

import pytest
from PIL import Image, PngImagePlugin
from sqlalchemy import text

from clamd_stub import SIGNATURE, scanning
from dsr_service.domain.actors import SYSTEM
from dsr_service_tests import Service, settings_for
from identity_papers import CHECKS, png, submitted, uploaded
from uploads.jpegs import eicar


@pytest.fixture
async def scanner():
    async with scanning() as scanner:
        yield scanner


@pytest.fixture
async def service(database, tmp_path, scanner):
    async with AsyncExitStack() as stack:
        yield await Service.start(stack, settings_for(database, tmp_path, clamd_address=scanner.address))


def known_to_the_scanner() -> bytes:
    """A good picture, with bytes in a text chunk that only the scanner minds."""
    info = PngImagePlugin.PngInfo()
    info.add_text("Comment", SIGNATURE.decode())
    target = io.BytesIO()
    Image.effect_noise((300, 300), 60).convert("RGB").save(target, "PNG", pnginfo=info)
    return target.getvalue()


async def rows(service, query: str):
    async with service.runtime.operation(SYSTEM) as ctx:
        return (await ctx.session.execute(text(query))).scalars().all()


async def attempts(service) -> int:
    return (
        await rows(
            service, "SELECT coalesce(max(attempts), 0) FROM jobs WHERE kind = 'scan_identity_document'"
        )
    )[0]


async def test_a_clean_file_goes_on_and_a_known_one_is_refused(storefront, scanner):
    path = await submitted(storefront)
    [document] = (await uploaded(storefront, path)).json()
    assert (document["status"], scanner.scanned) == ("pending", 1)
    refused = await uploaded(storefront, path, known_to_the_scanner())
    assert (refused.status_code, refused.json()["code"]) == (422, "document_malware")
    assert len((await storefront.get(f"{path}/identity-documents")).json()) == 1


async def test_eicar_needs_no_scanner(storefront):
    path = await submitted(storefront)
    files = [("file", ("a.pdf", eicar(), "application/pdf"))]
    assert (await storefront.post(f"{path}/identity-documents", files=files)).status_code == 415
    assert (await uploaded(storefront, path, png() + eicar())).status_code in {415, 422}


async def test_while_the_scanner_is_away_a_document_is_held_and_nobody_opens_it(
    storefront, staff, scanner, service
):
    scanner.away = True
    path = await submitted(storefront)
    answer = await uploaded(storefront, path)
    assert answer.status_code == 201
    [document] = answer.json()
    assert document["status"] == "held"
    here = f"{path}/identity-documents/{document['id']}"
    for verdict in ({"verdict": "accept", "checks": CHECKS}, {"verdict": "reject", "reason": "expired"}):
        review = await staff.post(f"{here}/review", json=verdict)
        assert (review.status_code, review.json()["code"]) == (409, "identity_document_held")
    view = await staff.post(f"{here}/views", json={"reason": "to review it"})
    assert (view.status_code, view.json()["code"]) == (409, "identity_document_held")

    async def tried() -> bool:
        return await attempts(service) >= 2

    await service.run_jobs(until=tried)
    assert (await staff.get(here)).json()["status"] == "held", "not passed, however often it was tried"
    scanner.away = False
    service.clock.set(service.clock.now() + timedelta(hours=1))

    async def answered() -> bool:
        return (await staff.get(here)).json()["status"] != "held"

    await service.run_jobs(until=answered)
    assert (await staff.get(here)).json()["status"] == "pending"
    accepted = await staff.post(f"{here}/review", json={"verdict": "accept", "checks": CHECKS})
    assert accepted.status_code == 200, accepted.text
    audited = await rows(service, "SELECT t::text FROM audit_events t")
    assert any("held" in row.lower() for row in audited)
    assert any("scanned" in row.lower() for row in audited)


async def test_malware_that_was_held_is_destroyed_and_another_copy_asked_for(
    storefront, staff, scanner, service
):
    scanner.away = True
    path = await submitted(storefront)
    [document] = (await uploaded(storefront, path, known_to_the_scanner())).json()
    scanner.away = False
    await service.run_jobs()
    shown = (await staff.get(f"{path}/identity-documents/{document['id']}")).json()
    assert shown["status"] == "infected"
    assert shown["destroyed_at"] is not None
    assert [blob async for blob in service.runtime.documents.list("identity")] == []
    assert await rows(service, "SELECT wrapped_identity FROM request_keys") == [None]
    assert (await staff.get(path)).json()["status"] == "awaiting_identity"
    assert (await uploaded(storefront, path)).status_code == 201


async def test_a_held_document_of_a_withdrawn_request_is_destroyed(storefront, staff, scanner, service):
    scanner.away = True
    path = await submitted(storefront)
    [document] = (await uploaded(storefront, path)).json()
    assert (await storefront.post(f"{path}/withdrawal")).status_code == 200
    scanner.away = False
    service.clock.set(service.clock.now() + timedelta(hours=1))
    await service.run_jobs()
    shown = (await staff.get(f"{path}/identity-documents/{document['id']}")).json()
    assert shown["destroyed_at"] is not None
    assert [blob async for blob in service.runtime.documents.list("identity")] == []


async def test_the_command_asks_the_scanner_too(scanner, tmp_path):
    import asyncio

    (tmp_path / "a.png").write_bytes(known_to_the_scanner())
    command = [
        sys.executable,
        "-m",
        "dsr_service.cli",
        "identity-documents",
        "check",
        str(tmp_path / "a.png"),
    ]
    environment = os.environ | {"DSR_CLAMD_ADDRESS": scanner.address}
    done = await asyncio.to_thread(
        subprocess.run, command, capture_output=True, text=True, env=environment, check=True
    )
    assert json.loads(done.stdout)["code"] == "document_malware"
