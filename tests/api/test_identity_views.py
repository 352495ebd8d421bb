import asyncio
import io
from datetime import timedelta

from PIL import Image

from identity_papers import CHECKS, submitted, uploaded


async def viewable(storefront) -> str:
    path = await submitted(storefront)
    [document] = (await uploaded(storefront, path)).json()
    return f"{path}/identity-documents/{document['id']}"


async def test_a_reviewer_sees_watermarked_pixels_only(service, storefront, staff):
    document = await viewable(storefront)
    opened = await staff.post(f"{document}/views", json={"reason": "Review"})
    assert opened.status_code == 201, opened.text
    page = await service.clients["nobody"].get(opened.json()["url"])
    assert (page.status_code, page.headers["content-type"]) == (200, "image/jpeg")
    picture = Image.open(io.BytesIO(page.content))
    assert not picture.getexif()
    assert "comment" not in picture.info
    again = await service.clients["nobody"].get(opened.json()["url"])
    assert again.content == page.content
    events = (await staff.get(f"{document.split('/identity')[0]}/events")).json()
    assert [e["name"] for e in events].count("identity_document_viewed") == 1
    assert "Review" not in str(events)


async def test_a_view_needs_a_reason_and_a_reviewer(service, storefront, staff, auditor):
    document = await viewable(storefront)
    assert (await staff.post(f"{document}/views", json={})).status_code == 422
    assert (await staff.post(f"{document}/views", json={"reason": " "})).status_code == 422
    assert (await storefront.post(f"{document}/views", json={"reason": "x"})).status_code == 403
    assert (await auditor.post(f"{document}/views", json={"reason": "x"})).status_code == 403


async def test_an_address_expires_and_is_not_guessed(service, storefront, staff):
    document = await viewable(storefront)
    url = (await staff.post(f"{document}/views", json={"reason": "Review"})).json()["url"]
    nobody = service.clients["nobody"]
    token = url.split("/")[3]
    assert (await nobody.get(url.replace(token, "A" * 43))).status_code == 404
    assert (await nobody.get(url[:-1] + "1")).status_code == 404
    service.clock.set(service.clock.now() + timedelta(minutes=2))
    assert (await nobody.get(url)).json()["code"] == "view_expired"


async def test_after_the_verdict_nothing_is_shown(service, storefront, staff):
    document = await viewable(storefront)
    url = (await staff.post(f"{document}/views", json={"reason": "Review"})).json()["url"]
    await staff.post(f"{document}/review", json={"verdict": "accept", "checks": CHECKS})
    await service.run_jobs()
    assert (await service.clients["nobody"].get(url)).status_code == 410
    assert (await staff.post(f"{document}/views", json={"reason": "Again"})).status_code == 410


async def test_the_twenty_first_view_of_an_hour_is_refused_and_recorded(service, storefront, staff, dpo):
    document = await viewable(storefront)
    answers = await asyncio.gather(
        *(staff.post(f"{document}/views", json={"reason": "Review"}) for _ in range(23))
    )
    assert sorted(a.status_code for a in answers) == [201] * 20 + [429] * 3
    assert (
        await service.clients["staff_2"].post(f"{document}/views", json={"reason": "x"})
    ).status_code == 201
    service.clock.set(service.clock.now() + timedelta(hours=1, seconds=1))
    assert (await staff.post(f"{document}/views", json={"reason": "Review"})).status_code == 201


async def test_a_replayed_answer_hides_the_address(storefront, staff):
    document = await viewable(storefront)
    headers = {"Idempotency-Key": "view-1"}
    first = await staff.post(f"{document}/views", json={"reason": "Review"}, headers=headers)
    again = await staff.post(f"{document}/views", json={"reason": "Review"}, headers=headers)
    assert first.json()["url"]
    assert (again.json()["url"], again.json()["replayed"]) == (None, True)
