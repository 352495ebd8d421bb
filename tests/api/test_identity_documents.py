import asyncio
from uuid import UUID

import pytest
from sqlalchemy import text

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import identity_documents
from dsr_service.storage import identity_documents as documents
from identity_papers import CHECKS, png, submitted, uploaded


async def test_an_accepted_document_verifies_the_identity(storefront, staff):
    path = await submitted(storefront)
    answer = await uploaded(storefront, path)
    assert answer.status_code == 201, answer.text
    [document] = answer.json()
    assert (document["type"], document["status"]) == ("image/png", "pending")
    review = f"{path}/identity-documents/{document['id']}/review"
    for missing in CHECKS:
        refused = await staff.post(review, json={"verdict": "accept", "checks": CHECKS | {missing: False}})
        assert (refused.status_code, refused.json()["code"]) == (422, "identity_check_missing")
        assert refused.json()["errors"][0]["pointer"] == f"/checks/{missing}"
    assert (await staff.post(review, json={"verdict": "accept"})).status_code == 422
    answers = await asyncio.gather(
        *(staff.post(review, json={"verdict": "accept", "checks": CHECKS}) for _ in range(5))
    )
    assert sorted(a.status_code for a in answers) == [200, 409, 409, 409, 409]
    request = (await staff.get(path)).json()
    assert (request["status"], request["identity"]["method"]) == ("in_progress", "identity_document")


async def test_a_rejected_document_asks_for_another(storefront, staff):
    path = await submitted(storefront)
    [document] = (await uploaded(storefront, path)).json()
    review = f"{path}/identity-documents/{document['id']}/review"
    assert (await staff.post(review, json={"verdict": "reject"})).status_code == 422
    done = await staff.post(review, json={"verdict": "reject", "reason": "expired", "note": "Ended in 2019."})
    assert (done.status_code, done.json()["status"]) == (200, "rejected")
    assert (await staff.get(path)).json()["status"] == "awaiting_identity"
    assert (await uploaded(storefront, path)).status_code == 201


async def test_the_copy_is_destroyed_on_the_verdict(storefront, staff, service):
    path = await submitted(storefront)
    content = png()
    [document] = (await uploaded(storefront, path, content)).json()
    blobs = [blob.key async for blob in service.runtime.documents.list("identity")]
    assert len(blobs) == 2, "the sealed original and the sealed page"
    await staff.post(
        f"{path}/identity-documents/{document['id']}/review", json={"verdict": "accept", "checks": CHECKS}
    )
    await service.run_jobs()
    assert [blob.key async for blob in service.runtime.documents.list("identity")] == []
    shown = (await staff.get(f"{path}/identity-documents/{document['id']}")).json()
    assert shown["destroyed_at"] is not None
    async with service.runtime.operation(SYSTEM) as ctx:
        keys = (await ctx.session.execute(text("SELECT wrapped_identity FROM request_keys"))).scalars().all()
    assert keys == [None]


@pytest.mark.parametrize(
    ("name", "declared", "content", "status", "code"),
    [
        ("id.png", "image/png", b"", 422, "document_empty"),
        ("id.png", "image/png", png()[:2000], 422, "document_corrupt"),
        ("id.jpg", "image/jpeg", png(), 415, "document_type_mismatch"),
        ("id.gif", "image/gif", b"GIF89a" + bytes(100), 415, "document_type_not_allowed"),
        ("id.png", "image/png", bytes(10 * 1024 * 1024 + 1), 413, "document_too_large"),
        ("id.png", "image/png", png(150), 422, "document_side_too_short"),
    ],
)
async def test_a_refused_file_leaves_nothing(storefront, service, name, declared, content, status, code):
    path = await submitted(storefront)
    answer = await storefront.post(
        f"{path}/identity-documents",
        files=[("file", ("ok.png", png(), "image/png")), ("file", (name, content, declared))],
    )
    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert answer.json()["errors"][0]["pointer"] == "/file/1"
    assert (await storefront.get(f"{path}/identity-documents")).json() == []
    assert [blob async for blob in service.runtime.documents.list("identity")] == []


async def test_an_upload_is_replayed_by_its_key(storefront):
    path = await submitted(storefront)
    content, headers = png(), {"Idempotency-Key": "upload-1"}
    files = [("file", ("id.png", content, "image/png"))]
    first = await storefront.post(f"{path}/identity-documents", files=files, headers=headers)
    again = await storefront.post(f"{path}/identity-documents", files=files, headers=headers)
    assert (again.status_code, again.json()) == (201, first.json())
    assert len((await storefront.get(f"{path}/identity-documents")).json()) == 1


async def test_a_foreign_request_takes_no_upload(service, storefront):
    path = await submitted(storefront)
    answer = await uploaded(service.clients["storefront_2"], path)
    assert answer.status_code == 404
    assert (await uploaded(service.clients["nobody"], path)).status_code == 401
    assert (await uploaded(service.clients["auditor"], path)).status_code == 403


async def test_other_means_and_doubt(storefront, staff):
    path = await submitted(storefront)
    asked = await staff.post(
        f"{path}/identity-request", json={"reasonable_doubt_reason": "Signatures differ."}
    )
    assert asked.json()["status"] == "awaiting_identity"
    assert asked.json()["deadline"]["suspension_open"] is True
    assert asked.json()["deadline"]["due_date"] is None
    done = await staff.post(f"{path}/identity-verification", json={"method": "authenticated_session"})
    assert (done.json()["status"], done.json()["deadline"]["suspension_open"]) == ("in_progress", False)


async def test_a_request_takes_twenty_documents_and_an_upload_ten(storefront, service):
    path = await submitted(storefront)
    content = png(200)

    async def upload(count: int):
        files = [("file", (f"{number}.png", content, "image/png")) for number in range(count)]
        return await storefront.post(f"{path}/identity-documents", files=files)

    refused = await upload(11)
    assert (refused.status_code, refused.json()["code"]) == (422, "too_many_files")
    for count in (10, 9):
        assert (await upload(count)).status_code == 201
    beyond = await upload(2)
    assert (beyond.status_code, beyond.json()["code"]) == (409, "too_many_documents")
    assert (await upload(1)).status_code == 201
    blobs = {blob.key async for blob in service.runtime.documents.list("identity")}
    assert len(blobs) == 40
    refused = await upload(1)
    assert (refused.status_code, refused.json()["code"]) == (409, "too_many_documents")
    assert {blob.key async for blob in service.runtime.documents.list("identity")} == blobs, (
        "nothing is left of it"
    )


async def test_a_part_of_one_request_is_not_found_in_another(storefront, staff, service):
    """Ids below a request count there alone, also for callers who see both, and for the other client's own request."""
    theirs = await submitted(storefront)
    [document] = (await uploaded(storefront, theirs)).json()
    await service.run_jobs()
    message = (await staff.get(f"{theirs}/messages")).json()[0]["id"]
    suspension = (await staff.post(f"{theirs}/suspensions", json={"cause": "clarification"})).json()
    own = await submitted(service.clients["storefront_2"])
    tried = [
        await service.clients["storefront_2"].get(f"{own}/identity-documents/{document['id']}"),
        await staff.get(f"{own}/identity-documents/{document['id']}"),
        await staff.post(f"{own}/identity-documents/{document['id']}/views", json={"reason": "Review"}),
        await staff.post(
            f"{own}/identity-documents/{document['id']}/review", json={"verdict": "accept", "checks": CHECKS}
        ),
        await staff.post(f"{own}/messages/{message}/dispatch", json={"means": "letter"}),
        await staff.post(f"{own}/suspensions/{suspension['id']}/end"),
    ]
    assert [answer.status_code for answer in tried] == [404] * 6


async def test_two_jobs_destroy_a_copy_once(storefront, service):
    """The one that closed requests call for had read the copy before the verdict's had destroyed it."""
    path = await submitted(storefront)
    [document] = (await uploaded(storefront, path)).json()
    async with service.runtime.operation(SYSTEM) as slow:
        read_before = await documents.of_request(slow.session, UUID(path.rpartition("/")[2]))
        async with service.runtime.operation(SYSTEM) as quick:
            assert await identity_documents.destroy(quick, UUID(document["id"]))
        assert not await identity_documents.destroy(slow, read_before[0].id)
