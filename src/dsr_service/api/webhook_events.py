"""What is posted to webhook endpoints, as the document's `webhooks`: one body per event, no person in it."""

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from typing import Annotated, Any, Final, Literal

from fastapi import APIRouter, Body, FastAPI, Header
from pydantic import BaseModel, ConfigDict, Field, create_model

from dsr_service.domain.webhooks import TOLD, EventType

_CODE: Final[Mapping[str, Any]] = {"max_length": 100, "pattern": "^[A-Za-z0-9_.:+-]*$"}
_ID: Final[Mapping[str, Any]] = {
    "max_length": 36,
    "pattern": "^[0-9a-f-]{36}$",
    "examples": ["0192f0c1-7a4e-7c33-9d3f-2b1e5a6c7d8e"],
}
_EXAMPLES: Final[Mapping[str, Any]] = {
    "rights": ["access", "portability"],
    "channel": "storefront",
    "event": "identity_verified",
    "before": "received",
    "after": "in_progress",
    "right": "access",
    "outcome": "fulfilled",
    "ground": "COMPLEXITY_VOLUME",
    "reason": "expired",
    "cause": "identity",
    "kind": "acknowledgement",
    "step": 3,
    "due": "2026-04-02T22:00:00+00:00",
    "means": "smtp",
    "code": "smtp_550",
}
_SUMMARIES: Final = {
    EventType.REQUEST_RECEIVED: ("A request came in", "art. 12(3)"),
    EventType.REQUEST_STATUS_CHANGED: ("A request took a step", "art. 12(3)"),
    EventType.REQUEST_ASSIGNED: ("A request was given to somebody", "art. 24"),
    EventType.REQUEST_REMINDED: ("A person asked again for what is open", "art. 12(3)"),
    EventType.RIGHT_DECIDED: ("A right has its outcome", "art. 12(3)-(4)"),
    EventType.IDENTITY_DOCUMENT_UPLOADED: ("A proof of identity came in", "art. 12(6)"),
    EventType.IDENTITY_DOCUMENT_ACCEPTED: ("A proof of identity was accepted", "art. 12(6)"),
    EventType.IDENTITY_DOCUMENT_REJECTED: ("A proof of identity was rejected", "art. 12(6)"),
    EventType.DEADLINE_EXTENDED: ("The deadline was extended", "art. 12(3)"),
    EventType.DEADLINE_SUSPENDED: ("The clock was stopped", "art. 12(6)"),
    EventType.DEADLINE_RESUMED: ("The clock goes on", "art. 12(6)"),
    EventType.DEADLINE_MARKED: ("Something fell due", "art. 12(3)"),
    EventType.FULFILMENT_INCOMPLETE: ("An answer would be incomplete", "art. 15"),
    EventType.EXPORT_RELEASED: ("A package can be fetched", "art. 15, 20"),
    EventType.MESSAGE_WRITTEN: ("The person was written to", "art. 12(1)"),
    EventType.MESSAGE_READY: ("A letter is to be sent by the storefront", "art. 12(1)"),
    EventType.MESSAGE_SENT: ("A letter went out", "art. 12(3)-(4)"),
    EventType.MESSAGE_UNDELIVERABLE: ("A letter reached nobody", "art. 12(3)-(4)"),
    EventType.TEST: ("A test", "art. 32"),
}

WebhookId = Annotated[
    str,
    Header(
        alias="webhook-id",
        description="The same over all attempts: what was seen already is to be passed over.",
        max_length=40,
        pattern="^msg_[0-9a-f]{32}$",
        examples=["msg_0192f0c17a4e7c339d3f2b1e5a6c7d8e"],
    ),
]
WebhookTimestamp = Annotated[
    str,
    Header(
        alias="webhook-timestamp",
        description="Of this attempt, in seconds since 1970.",
        max_length=20,
        pattern="^[0-9]+$",
        examples=["1793612400"],
    ),
]
WebhookSignature = Annotated[
    str,
    Header(
        alias="webhook-signature",
        description="One `v1,...` for each secret in force, over id, timestamp and body (HMAC-SHA256, base64).",
        max_length=200,
        pattern="^v1,[A-Za-z0-9+/=]+( v1,[A-Za-z0-9+/=]+)*$",
        examples=["v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="],
    ),
]


def declare(app: FastAPI) -> None:
    """Add each event to the document; nothing is served by it."""
    app.webhooks.routes.extend(_declared().routes)


@cache
def _declared() -> APIRouter:
    router = APIRouter()
    for event, (summary, article) in _SUMMARIES.items():
        router.add_api_route(
            event.value,
            _receiver(_body(event)),
            methods=["POST"],
            operation_id=_camel("on_" + event.value.replace(".", "_")),
            summary=summary,
            description=f"Ids and codes alone ({article}); what else a receiver may see it reads with its own key. "
            "Any 2xx within ten seconds takes it; 410 disables the endpoint; Retry-After is heeded. "
            "Attempts come in no order that can be relied on: compare `timestamp`.",
            status_code=204,
            response_description="Taken.",
            tags=["Webhooks"],
        )
    return router


def _receiver(body: type[BaseModel]) -> Any:
    def receive(
        webhook_id: WebhookId,
        webhook_timestamp: WebhookTimestamp,
        webhook_signature: WebhookSignature,
        content: Any,
    ) -> None: ...

    receive.__annotations__["content"] = Annotated[body, Body()]
    return receive


def _body(event: EventType) -> type[BaseModel]:
    closed = ConfigDict(extra="forbid")
    name = _camel(event.value.replace(".", "_"), first_upper=True)
    fields: dict[str, Any] = {} if event is EventType.TEST else {"request_id": (str, Field(**_ID))}
    fields |= {field: _field(field) for field in TOLD[event]}
    data = create_model(f"{name}Data", __config__=closed, **fields)
    return create_model(
        f"{name}Event",
        __config__=closed,
        type=(Literal[event.value], Field(examples=[event.value])),
        timestamp=(datetime, Field(description="When it happened.", examples=["2026-11-02T09:30:00+00:00"])),
        data=(data, Field()),
    )


def _field(name: str) -> Any:
    if name.endswith("_id"):
        return (str, Field(**_ID))
    example = _EXAMPLES[name]
    if name == "rights":
        return (list[Annotated[str, Field(**_CODE)]], Field(max_length=20, examples=[example]))
    if isinstance(example, int):
        return (int, Field(ge=0, le=10_000, examples=[example]))
    optional = str | None if name == "ground" else str
    return (optional, Field(**_CODE, examples=[example]))


def _camel(name: str, *, first_upper: bool = False) -> str:
    first, *rest = name.split("_")
    return (first.title() if first_upper else first) + "".join(part.title() for part in rest)
