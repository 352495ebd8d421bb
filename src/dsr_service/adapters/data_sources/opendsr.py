"""A processor that speaks OpenDSR 2: discovery, requests, status, results; its answers are signed and checked."""

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit
from uuid import UUID

import httpx
from cryptography import x509

from dsr_service.adapters.data_sources.http_client import credentials
from dsr_service.adapters.data_sources.reading import Limits
from dsr_service.adapters.outbound_addresses import AddressGuard, AddressRefused
from dsr_service.adapters.outbound_http import Answer, call, guarded_client
from dsr_service.adapters.processor_signatures import certificate_of, is_signed, trusted_roots
from dsr_service.domain.data_map.data_map import Collection, Dataset
from dsr_service.domain.data_map.http_endpoints import EndpointInvalid, api_of
from dsr_service.domain.manual_tasks import fits
from dsr_service.domain.processors import (
    Order,
    OrderStatus,
    ProcessorAnswer,
    identity_type,
    signature_headers,
)
from dsr_service.formats.json_values import JsonNumber
from dsr_service.services.ports.data_sources import Answers, SourceFailed

_VERSION: Final = "2.0"
_BUSY: Final = frozenset({408, 425, 429, 500, 502, 503, 504})


class OpenDsrProcessor:
    """One dataset's processor; `url` is what stands before `/discovery` and `/requests`."""

    def __init__(
        self,
        url: str,
        dataset: Dataset,
        guard: AddressGuard,
        now: Callable[[], datetime],
        *,
        limits: Limits | None = None,
        roots: Sequence[x509.Certificate] | None = None,
        tls: Any = None,
    ) -> None:
        parts = urlsplit(url)
        if parts.scheme not in {"https", "http"} or not parts.hostname:
            raise SourceFailed("url_invalid", whole=True)
        self.domain = parts.hostname
        self._base = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}{parts.path.rstrip('/')}"
        self._user, self._password = parts.username, parts.password
        self._dataset = dataset
        self._guard = guard
        self._now = now
        self._limits = limits or Limits()
        self._roots = roots
        self._tls = tls
        self._discovered: Mapping[str, Any] | None = None
        self._certificate: x509.Certificate | None = None

    async def submit(self, order: Order, callback_url: str | None) -> ProcessorAnswer:
        found = await self._discovery()
        kinds = found.get("supported_subject_request_types")
        if not isinstance(kinds, list) or order.kind not in kinds:
            raise SourceFailed("not_supported", "The processor does not take requests of this kind.")
        identities = list(_identities(order, found.get("supported_identities")))
        if not identities:
            raise SourceFailed("not_askable", "The processor knows none of the identities of this person.")
        body = {
            "regulation": "gdpr",
            "subject_request_id": str(order.subject_request_id),
            "subject_request_type": str(order.kind),
            "submitted_time": _moment(order.submitted_at),
            "subject_identities": identities,
            "api_version": _VERSION,
        }
        if callback_url:
            body["status_callback_urls"] = [callback_url]
        answer = await self._ask("POST", "/requests", body)
        if answer.status not in {200, 201, 202}:
            try:  # sent before, and its answer lost: then it is there
                return await self.status(order.subject_request_id)
            except SourceFailed:
                raise _judged(answer) from None
        said = await self._believed(answer, order.subject_request_id)
        return ProcessorAnswer(OrderStatus.PENDING, _instant(said.get("expected_completion_time")))

    async def status(self, order_id: UUID) -> ProcessorAnswer:
        answer = await self._ask("GET", f"/requests/{order_id}")
        if answer.status != 200:
            raise _judged(answer)
        said = await self._believed(answer, order_id)
        word = said.get("request_status")
        if word not in {"pending", "in_progress", "completed", "cancelled"}:
            raise SourceFailed("answer_malformed", "The processor's status is none of OpenDSR's.")
        url = said.get("results_url")
        return ProcessorAnswer(
            OrderStatus(word),
            _instant(said.get("expected_completion_time")),
            url if isinstance(url, str) and url else None,
        )

    async def cancel(self, order_id: UUID) -> None:
        """Only what is still pending may be cancelled; what is gone already is as good as cancelled."""
        answer = await self._ask("DELETE", f"/requests/{order_id}")
        if answer.status not in {200, 202, 204, 404}:
            raise _judged(answer)

    async def results(self, answer: ProcessorAnswer) -> Answers:
        if answer.status is not OrderStatus.COMPLETED:
            raise SourceFailed("waiting_for_processor")
        if answer.results_url is None:  # completed without results: nothing was found
            return {collection.name: () for collection in self._dataset.collections}
        same = urlsplit(answer.results_url).hostname == self.domain
        got = await self._call("GET", answer.results_url, None, with_credentials=same)
        if got.status != 200:
            raise _judged(got)
        if got.cut:
            raise SourceFailed("answer_too_large")
        return rows_of(_json(got.body), self._dataset)

    async def signed(self, domain: str, signature: str, body: bytes, now: datetime) -> bool:
        if domain != self.domain:
            return False
        certificate = await self._signing_certificate(now)
        return certificate is not None and is_signed(certificate, signature, body)

    async def _believed(self, answer: Answer, order_id: UUID) -> Mapping[str, Any]:
        """The answer's body once its signature holds and it is about our order."""
        named = signature_headers(answer.headers)
        if named is None or not await self.signed(named[0], named[1], answer.body, self._now()):
            raise SourceFailed("signature_refused", "The processor's signature does not hold.")
        said = _json(answer.body)
        if not isinstance(said, dict) or str(said.get("subject_request_id", "")).lower() != str(order_id):
            raise SourceFailed("answer_of_another", "The processor answers about another request.")
        return said

    async def _signing_certificate(self, now: datetime) -> x509.Certificate | None:
        if self._certificate and self._certificate.not_valid_after_utc > now:
            return self._certificate
        url = (await self._discovery()).get("processor_certificate")
        if not isinstance(url, str) or urlsplit(url).hostname != self.domain:
            return None  # it must come from the very domain
        got = await self._call("GET", url, None, with_credentials=False)
        if got.status == 200 and not got.cut:
            roots = trusted_roots() if self._roots is None else self._roots
            self._certificate = certificate_of(got.body, self.domain, now, roots)
        return self._certificate

    async def _discovery(self) -> Mapping[str, Any]:
        if self._discovered is None:
            answer = await self._ask("GET", "/discovery")
            said = _json(answer.body) if answer.status == 200 else None
            if not isinstance(said, dict):
                raise _judged(answer)
            self._discovered = said
        return self._discovered

    async def _ask(self, method: str, path: str, body: Any = None) -> Answer:
        return await self._call(method, f"{self._base}{path}", body, with_credentials=True)

    async def _call(self, method: str, url: str, body: Any, *, with_credentials: bool) -> Answer:
        headers = {"Accept": "application/json"}
        try:
            api = api_of(self._dataset)
        except EndpointInvalid as error:
            raise SourceFailed("endpoint_invalid", error.detail, whole=True) from None
        if with_credentials:
            headers |= {**api.headers, **credentials(api.auth, self._user, self._password)}
        if body is not None:
            headers["Content-Type"] = "application/json"
        try:
            async with guarded_client(self._guard, tls=self._tls) as client:
                return await call(
                    client,
                    method,
                    url,
                    headers=headers,
                    content=None if body is None else json.dumps(body).encode(),
                    total_seconds=60,
                    most_bytes=self._limits.answer_bytes,
                )
        except AddressRefused:
            raise SourceFailed("address_refused", whole=True) from None
        except httpx.TransportError:
            raise SourceFailed("unreachable", whole=True) from None


def _identities(order: Order, supported: Any) -> Iterator[dict[str, str]]:
    """Those that the processor knows, as they are."""
    known = {
        each.get("identity_type")
        for each in (supported if isinstance(supported, list) else [])
        if isinstance(each, dict) and each.get("identity_format", "raw") == "raw"
    }
    for kind, values in sorted(order.identities.items()):
        word = identity_type(kind)
        for value in values if word in known and word else ():
            assert word
            yield {"identity_type": word, "identity_value": value, "identity_format": "raw"}


def rows_of(body: Any, dataset: Dataset) -> Answers:
    """The results by collection: where `endpoint.rows` says, else under the collection's name."""
    if not isinstance(body, dict | list):
        raise SourceFailed("answer_malformed", "The results are no objects.")
    found = {}
    for collection in dataset.collections:
        path = str(collection.rules.endpoint.get("rows") or collection.name)
        inside: Any = body
        if (
            isinstance(body, list)
            and len(dataset.collections) == 1
            and "rows" not in collection.rules.endpoint
        ):
            path = ""
        for step in path.split(".") if path else ():
            inside = inside.get(step) if isinstance(inside, dict) else None
        found[collection.name] = _rows(inside, collection)
    if isinstance(body, dict) and body and not any(found.values()) and not _names_any(body, dataset):
        raise SourceFailed("answer_malformed", "The results hold none of the collections that the map names.")
    return found


def _names_any(body: Mapping[str, Any], dataset: Dataset) -> bool:
    paths = (str(c.rules.endpoint.get("rows") or c.name) for c in dataset.collections)
    return any(path.partition(".")[0] in body for path in paths)


def _rows(found: Any, collection: Collection) -> list[Mapping[str, Any]]:
    rows = [] if found is None else [found] if isinstance(found, dict) else found
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise SourceFailed("answer_malformed", "The results are no objects.")
    for row in rows:
        for declared in collection.fields:
            if not fits(declared, row.get(declared.name)):
                raise SourceFailed(
                    "answer_malformed", f"'{declared.name}' is not of the type that the map says."
                )
    return rows


def _judged(answer: Answer) -> SourceFailed:
    if answer.status in {401, 403}:
        return SourceFailed("credentials_refused", whole=True)
    return SourceFailed("busy" if answer.status in _BUSY else "read_failed")


def _json(body: bytes) -> Any:
    try:
        return json.loads(body, parse_float=JsonNumber, parse_constant=_refuse)
    except (ValueError, RecursionError):
        raise SourceFailed("answer_malformed", "The processor answers with broken JSON.") from None


def _refuse(constant: str) -> Any:
    raise ValueError(constant)


def _instant(value: Any) -> datetime | None:
    try:
        moment = datetime.fromisoformat(value) if isinstance(value, str) else None
    except ValueError:
        return None
    return moment if moment is not None and moment.tzinfo else None


def _moment(value: datetime) -> str:
    return value.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
