"""One request for access from submission to download, typed all the way.

    dsr run | head -1 > service.json    # or any service: {"url": ..., "api_keys": {"storefront": ..., "staff": ..., "dpo": ...}}
    python whole_request.py service.json identity.png camille.zip
"""

import hashlib
import json
import sys
import time
from pathlib import Path

from dsr_service_client import Call, Client, File, ProblemError, models
from dsr_service_client.api.exports import download_export


def main(service: Path, identity: Path, package: Path) -> None:
    found = json.loads(service.read_text("utf-8"))
    url, keys = found["url"], found["api_keys"]
    with (
        Client(url, keys["storefront"]) as storefront,
        Client(url, keys["staff"]) as staff,
        Client(url, keys["dpo"]) as dpo,
    ):
        request = submitted(storefront)
        print(f"{request.reference} is {request.status}, due on {request.deadline.due_date}")
        verified(storefront, staff, request, identity)
        staff.start_fulfilment(request.id)
        until(staff, request, models.Status.AWAITING_APPROVAL)
        decided = dpo.approve_fulfilment(request.id)
        print(f"{decided.reference} is {decided.status}")
        downloaded(storefront, request, package)


def submitted(storefront: Client) -> models.RequestOut:
    """Submit; the same call again, after a timeout for example, finds what the first has made."""
    camille = models.SubjectIn(
        name="Camille Martin",
        identifiers=[models.IdentifierIn(type_="email", value="camille.martin@example.com")],
    )
    wish = models.RequestIn(rights=[models.Right.ACCESS], subject=camille)
    request = storefront.submit_request(body=wish, idempotency_key="order-desk-4711")
    again = storefront.submit_request(body=wish, idempotency_key="order-desk-4711")
    assert again.id == request.id
    return request


def verified(storefront: Client, staff: Client, request: models.RequestOut, identity: Path) -> None:
    with identity.open("rb") as picture:
        upload = models.BodyUploadIdentityDocuments(file=[File(picture, identity.name, "image/png")])
        [document] = storefront.upload_identity_documents(request.id, body=upload)
    try:
        staff.review_identity_document(request.id, document.id, body=models.AcceptIn(verdict="accept"))
    except ProblemError as refusal:
        print(f"refused: {refusal.problem.code}")  # the policy asks for the three checks
    checks = models.ChecksIn(valid_on_receipt=True, signed=True, name_matches=True)
    verdict = models.AcceptIn(verdict="accept", checks=checks)
    staff.review_identity_document(request.id, document.id, body=verdict)


def until(staff: Client, request: models.RequestOut, status: models.Status) -> None:
    for _ in range(120):
        if staff.get_request(request.id).status == status:
            return
        time.sleep(0.5)
    raise TimeoutError(status)


def downloaded(storefront: Client, request: models.RequestOut, package: Path) -> None:
    """Stream the package to a file and compare its digest with the announced one."""
    [export] = storefront.list_exports(request.id)
    call: Call[bytes] = download_export.call(request.id, export.id, format_=models.DownloadExportFormat.ZIP)
    digest = hashlib.sha256()
    with storefront.stream(call) as response, package.open("wb") as file:
        for piece in response.iter_bytes():
            file.write(piece)
            digest.update(piece)
    assert digest.hexdigest() == export.sha256
    print(f"{package.name}: {export.size} bytes")


if __name__ == "__main__":
    main(*(Path(argument) for argument in sys.argv[1:4]))
