"""The matrix route x actor: golden, complete, and held against the running application.

A route that is missing from the file fails the test. To accept a change, read the difference, then run with
DSR_TEST_WRITE_MATRIX=1.
"""

import json
import os
from pathlib import Path

import pytest

from dsr_service_tests import submission

GOLDEN = Path(__file__).with_name("authorization-matrix.json")
ACTORS = ("nobody", "storefront", "storefront_2", "staff", "dpo", "auditor")
PUBLIC = {
    "GET /healthz",
    "GET /readyz",
    "GET /openapi.json",
    "GET /docs",
    "GET /docs/errors",
    "GET /docs/assets/{name}",
    "GET /v1/identity-document-views/{token}/pages/{number}",
    "GET /v1/track",
    "GET /v1/track/page.css",
    "GET /v1/track/page.js",
    "POST /v1/track/sessions",
    "POST /v1/track/links",
}
FOREIGN = "01890000-0000-7000-8000-000000000000"

MAP = """
dataset:
  - fides_key: shop
    collections:
      - name: people
        fields:
          - name: email
            data_categories: [user.contact.email]
            fides_meta: {identity: email, primary_key: true}
"""
# A body that gets past validation, so that authorization is what answers.
BODIES = {
    "POST /v1/requests": submission("access", email="matrix@example.com"),
    "POST /v1/requests/search": {"identifiers": [{"type": "email", "value": "matrix@example.com"}]},
    "PUT /v1/requests/{request_id}/assignment": {"assignee": "lea"},
    "POST /v1/requests/{request_id}/identity-documents/{document_id}/review": {
        "verdict": "reject", "reason": "expired",
    },
    "POST /v1/requests/{request_id}/identity-documents/{document_id}/views": {"reason": "Review"},
    "POST /v1/requests/{request_id}/identity-verification": {"method": "in_person"},
    "POST /v1/requests/{request_id}/identity-request": {},
    "POST /v1/requests/{request_id}/known-channels": {
        "email": "matrix@example.com", "known_since": "2020-01-01T00:00:00Z",
    },
    "POST /v1/requests/{request_id}/known-channels/{channel_id}/confirmation": {"how": "Rappel."},
    "POST /v1/requests/{request_id}/access-links": {},
    "POST /v1/requests/{request_id}/evidence/{evidence_kind}/review": {"verdict": "reject"},
    "POST /v1/track/sessions": {"token": "dsrl_0000000000000000000000000000000000000000000"},
    "POST /v1/track/links": {"reference": "DSR-2026-00000000"},
    "POST /v1/track/identity-verification": {"code": "00000000"},
    "POST /v1/requests/{request_id}/extension": {"ground": "complexity_volume", "reasons": "Beaucoup."},
    "POST /v1/requests/{request_id}/suspensions": {"cause": "clarification"},
    "POST /v1/requests/{request_id}/messages": {"text": "Bonjour."},
    "POST /v1/outgoing-letters/{letter_id}/outcome": {"outcome": "sent"},
    "POST /v1/webhooks": {"url": "https://hooks.shop.example/dsr"},
    "PUT /v1/webhooks/{endpoint_id}": {"url": "https://hooks.shop.example/dsr"},
    "POST /v1/webhooks/{endpoint_id}/secret-rotation": {},
    "POST /v1/letters/{kind}/preview": {"language": "fr"},
    "POST /v1/requests/{request_id}/messages/{message_id}/dispatch": {"means": "letter"},
    "POST /v1/deadlines/what-if": {"received_at": "2026-01-31T10:00:00+01:00"},
    "POST /v1/requests/{request_id}/erasure-plan": {"ground": "objection"},
    "POST /v1/requests/{request_id}/rectification": {},
    "POST /v1/requests/{request_id}/rectification/decisions": {
        "decisions": [{"correction": 0, "verdict": "accept"}],
    },
    "POST /v1/requests/{request_id}/recipient-notices/{notice_id}/record": {"event": "told"},
    "POST /v1/requests/{request_id}/fee": {
        "ground": "FEE_ABUSE", "amount_cents": 450, "cost_basis": "Copie.", "reasons": "Encore.",
    },
    "POST /v1/requests/{request_id}/refusal": {
        "rights": ["access"], "ground": "MANIFESTLY_UNFOUNDED", "reasons": "Sans objet.",
    },
    "POST /v1/requests/{request_id}/rights/{right}/settlement": {"reasons": "Fait."},
    "PUT /v1/retention-rules": {"content": "rules: []"},
    "POST /v1/retention-rules/preview": {"content": "rules: []"},
    "POST /v1/legal-holds": {
        "reference": "LITIGE-1", "law": "GDPR 17(3)(e)", "collection": "shop.people",
    },
    "POST /v1/legal-holds/{hold_id}/lift": {"reasons": "Clos."},
    "POST /v1/restrictions/check": {"identifiers": [{"type": "email", "value": "matrix@example.com"}]},
    "POST /v1/requests/{request_id}/restrictions": {"ground": "needed_for_claims"},
    "POST /v1/requests/{request_id}/restrictions/lift-notice": {
        "ends_at": "2027-01-01T00:00:00Z", "reasons": "Fini.",
    },
    "POST /v1/suppressions/lift": {
        "purpose": "direct_marketing", "identifiers": [{"type": "email", "value": "matrix@example.com"}],
    },
    "PUT /v1/data-map": {"content": MAP},
    "PUT /v1/processing-activities/{key}": {"entry": {"name": "x"}},
    "PUT /v1/recipients/{key}": {"entry": {"name": "x"}},
    "PUT /v1/policy/{key}": {"entry": {"name": "x", "contact": "y"}},
    "POST /v1/jobs/{job_id}/discard": {"reason": "done_by_hand"},
    "POST /v1/data-map/proposals": {"content": MAP, "reason": "Wish lists moved."},
    "POST /v1/manual-tasks/{task_id}/result": {"nothing_found": True},
    "POST /v1/manual-tasks/{task_id}/result-files": {
        "result": '{"rows": [{"number": 1, "text": {"$file": "id.txt"}}]}',
    },
    "POST /v1/api-keys": {"role": "storefront", "name": "matrix"},
    "POST /v1/assertion-keys": {"client": "matrix", "algorithm": "HS256"},
    "POST /v1/requests/{request_id}/exports/{export_id}/transfer": {"recipient": "other_shop"},
    "POST /v1/api-keys/{key_id}/rotation": {},
    "POST /v1/requests/{request_id}/exports/{export_id}/redactions": {
        "redactions": [{"collection": "shop.people", "row": 1, "ground": "OTHERS_RIGHTS_COPY"}],
    },
}  # fmt: skip
QUERIES = {
    "GET /v1/requests/{request_id}/exports/{export_id}/rows": {
        "collection": "shop.people", "reason": "redaction",
    },
}  # fmt: skip


def all_operations(service) -> list[str]:
    """From the OpenAPI document and the routes beside it, so that nothing hides."""
    document = service.app.openapi()
    declared = {
        f"{method.upper()} {path}"
        for path, item in document["paths"].items()
        for method in item
        if method in {"get", "put", "post", "delete", "patch"}
    }
    return sorted(declared | PUBLIC)


async def request_in_the_name_of(service, operation: str, actor: str, ids: dict[str, str]):
    method, path = operation.split(" ", 1)
    for name, value in ids.items():
        path = path.replace(f"{{{name}}}", value)
    is_form = path.endswith(("identity-documents", "result-files")) and method == "POST"
    files = [("file", ("id.txt", b"", "text/plain"))] if is_form else None
    return await service.clients[actor].request(
        method,
        path,
        params=QUERIES.get(operation),
        json=None if files else BODIES.get(operation),
        files=files,
        data=BODIES.get(operation) if files else None,
    )


async def test_every_route_answers_every_actor_as_the_matrix_says(service):
    operations = all_operations(service)
    found: dict[str, dict[str, str]] = {}
    for operation in operations:
        found[operation] = {}
        for actor in ACTORS:
            # A fresh request of `storefront` for each call: what one actor changes must not decide about the next.
            made = await service.clients["storefront"].post(
                "/v1/requests",
                json=submission("access", "restriction", email=f"{len(found)}.{actor}@example.com"),
            )
            ids = dict.fromkeys(
                (
                    "document_id",
                    "export_id",
                    "key_id",
                    "assertion_key_id",
                    "channel_id",
                    "suspension_id",
                    "message_id",
                    "letter_id",
                    "delivery_id",
                    "endpoint_id",
                    "redaction_id",
                    "proposal_id",
                    "task_id",
                    "change_id",
                    "notice_id",
                    "version_id",
                    "hold_id",
                ),
                FOREIGN,
            )
            ids |= {
                "request_id": made.json()["id"],
                "right": "restriction",
                "evidence_kind": "mandate",
                "key": "matrix",
                "name": "none",
                "job_id": "job_1",
                "kind": "closure",
            }
            answer = await request_in_the_name_of(service, operation, actor, ids)
            assert answer.status_code < 500 or operation == "GET /readyz", (operation, actor, answer.text)
            if answer.status_code in {401, 403}:
                found[operation][actor] = str(answer.status_code)
            elif answer.status_code == 404 and "{request_id}" in operation and actor == "storefront_2":
                found[operation][actor] = "404"
            else:
                found[operation][actor] = "may"
    if os.environ.get("DSR_TEST_WRITE_MATRIX"):
        GOLDEN.write_text(json.dumps(found, indent=1) + "\n")
    assert found == json.loads(GOLDEN.read_text("utf-8"))


def test_the_matrix_shuts_out_nobody_by_default():
    matrix = json.loads(GOLDEN.read_text("utf-8"))
    for operation, row in matrix.items():
        assert set(row) == set(ACTORS), operation
        if operation not in PUBLIC:
            assert row["nobody"] == "401", operation
        if "{request_id}" in operation:
            assert row["storefront_2"] in {"403", "404"}, f"{operation}: another integration's request"


@pytest.mark.parametrize("operation", sorted(json.loads(GOLDEN.read_text())) if GOLDEN.exists() else [])
def test_the_auditor_changes_nothing(operation):
    row = json.loads(GOLDEN.read_text("utf-8"))[operation]
    harmless = {
        "POST /v1/requests/search",
        "POST /v1/deadlines/what-if",
        "POST /v1/letters/{kind}/preview",
        "POST /v1/track/sessions",  # takes no credential: anybody may, an auditor too
        "POST /v1/track/links",
    }
    if operation == "POST /v1/processor-callbacks":
        assert set(row.values()) == {"401"}, "no key of ours is a processor's signature"
    elif not operation.startswith("GET") and operation not in harmless:
        assert row["auditor"] == "403"
