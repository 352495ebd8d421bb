"""The typed client against a listening service: one whole request, and each thing that a plain call can't show."""

import asyncio
import hashlib
import io
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest
from dsr_service_client import AsyncClient, Client, File, ProblemError, UnexpectedStatusError, models
from dsr_service_client.api.exports import download_export
from dsr_service_client.api.requests import get_request, list_requests, submit_request
from PIL import Image

from running_service import Running, environment, started

CLIENT = Path(__file__).parents[2] / "clients" / "python"
ROBERT = models.SubjectIn(
    name="Robert Petit", identifiers=[models.IdentifierIn(type_="email", value="robert.petit@example.com")]
)


@pytest.fixture(scope="module")
def service(tmp_path_factory) -> Iterator[Running]:
    with started(tmp_path_factory.mktemp("run") / "data") as running:
        yield running


@pytest.fixture(scope="module")
def storefront(service) -> Iterator[Client]:
    with Client(service.url, service.keys["storefront"]) as client:
        yield client


def wish(*rights: models.Right) -> models.RequestIn:
    return models.RequestIn(rights=list(rights), subject=ROBERT)


def test_the_example_carries_a_request_from_submission_to_download(service, tmp_path):
    announced = tmp_path / "service.json"
    announced.write_text(service.announced)
    Image.effect_noise((600, 400), 80).save(tmp_path / "id.png")
    run = subprocess.run(
        [sys.executable, CLIENT / "examples" / "whole_request.py", announced, "id.png", "camille.zip"],
        cwd=tmp_path, env={**environment(), "PYTHONPATH": str(CLIENT)},
        capture_output=True, text=True, check=False, timeout=120,
    )  # fmt: skip
    assert run.returncode == 0, run.stderr
    assert "refused: identity_check_missing" in run.stdout
    assert "is fulfilled" in run.stdout
    with zipfile.ZipFile(tmp_path / "camille.zip") as package:
        assert b"camille.martin@example.com" in package.read("data.json")


def test_answers_come_with_their_headers(storefront):
    made = storefront.send(submit_request.call(body=wish(models.Right.ACCESS), idempotency_key="headers-1"))
    assert made.status_code == 201
    assert made.headers["Location"].endswith(str(made.parsed.id))
    again = storefront.send(submit_request.call(body=wish(models.Right.ACCESS), idempotency_key="headers-1"))
    assert again.headers["Idempotent-Replayed"] == "true"
    assert again.parsed == made.parsed
    assert made.parsed.subject.identifiers[0].value == "robert.petit@example.com"
    assert models.RequestOut.from_dict(made.parsed.to_dict()) == made.parsed


def test_refusals_are_typed(service, storefront):
    with pytest.raises(ProblemError) as missing:
        storefront.get_request(UUID(int=0))
    assert (missing.value.status_code, missing.value.problem.code) == (404, "not_found")
    storefront.submit_request(body=wish(models.Right.RESTRICTION), idempotency_key="refusals-1")
    with pytest.raises(ProblemError, match="idempotency_key_reused"):
        storefront.submit_request(body=wish(models.Right.ERASURE), idempotency_key="refusals-1")
    with pytest.raises(ProblemError) as invalid:
        storefront.submit_request(body=wish())
    assert isinstance(invalid.value.problem.errors, list)
    assert invalid.value.problem.errors[0].pointer == "/rights"
    with Client(service.url, "dsr_wrong") as nobody, pytest.raises(ProblemError) as refused:
        nobody.list_requests()
    assert (refused.value.status_code, refused.value.retry_after) == (401, None)
    with Client(f"{service.url}/docs", "x") as lost, pytest.raises((ProblemError, UnexpectedStatusError)):
        lost.get_liveness()


def test_pages_follow_the_cursor(service, storefront):
    made = {
        storefront.submit_request(
            body=models.RequestIn(
                rights=[models.Right.ACCESS],
                subject=models.SubjectIn(
                    name="N. N.", identifiers=[models.IdentifierIn(type_="email", value=f"p{n}@example.com")]
                ),
            )
        ).id
        for n in range(3)
    }
    seen: list[UUID] = []
    cursor = None
    with Client(service.url, service.keys["staff"]) as staff:
        while True:
            page = staff.list_requests(limit=2, cursor=cursor, status=[models.Status.RECEIVED])
            seen += [request.id for request in page.items]
            if (cursor := page.next_cursor) is None:
                break
    assert len(seen) == len(set(seen))
    assert made <= set(seen)


def test_the_asynchronous_client_uploads_streams_and_sees_a_range(service):
    async def whole() -> None:
        picture = io.BytesIO()
        Image.effect_noise((600, 400), 80).save(picture, "PNG")
        async with (
            AsyncClient(service.url, service.keys["storefront"]) as storefront,
            AsyncClient(service.url, service.keys["staff"]) as staff,
            AsyncClient(service.url, service.keys["dpo"]) as dpo,
        ):
            request = await storefront.submit_request(
                body=wish(models.Right.ACCESS, models.Right.PORTABILITY)
            )
            picture.seek(0)
            [document] = await storefront.upload_identity_documents(
                request.id, body=models.BodyUploadIdentityDocuments([File(picture, "id.png", "image/png")])
            )
            checks = models.ChecksIn(valid_on_receipt=True, signed=True, name_matches=True)
            verdict = models.AcceptIn("accept", checks)
            await staff.review_identity_document(request.id, document.id, body=verdict)
            await staff.start_fulfilment(request.id)
            while (await staff.get_request(request.id)).status != models.Status.AWAITING_APPROVAL:
                await asyncio.sleep(0.2)
            await dpo.approve_fulfilment(request.id)
            for export in await storefront.list_exports(request.id):
                await downloads(storefront, request.id, export)
            current = await staff.send(get_request.call(request.id))
            assert current.headers["ETag"]

    async def downloads(storefront: AsyncClient, request_id: UUID, export: models.ExportOut) -> None:
        content = await storefront.download_export(request_id, export.id)
        assert hashlib.sha256(content).hexdigest() == export.sha256
        part = await storefront.send(download_export.call(request_id, export.id, range_="bytes=10-19"))
        assert (part.status_code, part.parsed) == (206, content[10:20])
        async with storefront.stream(download_export.call(request_id, export.id)) as response:
            assert b"".join([piece async for piece in response.aiter_bytes()]) == content
        with pytest.raises(ProblemError, match="no_such_part"):
            await storefront.download_export(
                request_id, export.id, format_=models.DownloadExportFormat.CSV, collection="a.b"
            )

    asyncio.run(asyncio.wait_for(whole(), 120))


def test_a_filter_is_sent_as_the_document_says(storefront):
    call = list_requests.call(status=[models.Status.RECEIVED, models.Status.REFUSED], limit=7)
    assert call.arguments["params"]["status"] == ["received", "refused"]
    assert all(request.status == "received" for request in storefront.send(call).parsed.items)
