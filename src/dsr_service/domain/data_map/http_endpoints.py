"""How a map says that an HTTP/JSON source is asked: `dsr.api` of the dataset, `dsr.endpoint` of each collection."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Final

from dsr_service.domain.data_map.data_map import Collection, CollectionAddress, Dataset
from dsr_service.domain.errors import DsrError, Kind

_PLACEHOLDER: Final = re.compile(r"\{([^{}]+)\}")
_SECRET_NAME: Final = re.compile(r"DSR_SOURCE_[A-Z0-9_]+")
_HEADER_NAME: Final = re.compile(r"[A-Za-z0-9!#$%&'*+.^_`|~-]+")
_PAGINGS: Final = {"page", "offset", "cursor", "link", "next_url"}


class EndpointInvalid(DsrError):
    code = "endpoint_invalid"
    kind = Kind.INVALID
    title = "The map does not say rightly how an HTTP source is asked."


@dataclass(frozen=True, slots=True)
class Secret:
    """The name of a setting: DSR_SOURCE_..., or the same with _FILE for the path of a file that holds it."""

    name: str


@dataclass(frozen=True, slots=True)
class Auth:
    """`bearer` and `header` have one secret, `basic` has two."""

    header: str
    scheme: str  # bearer, basic or plain
    secrets: tuple[Secret, ...]


@dataclass(frozen=True, slots=True)
class Api:
    auth: Auth | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    requests_per_second: float | None = None


@dataclass(frozen=True, slots=True)
class Paging:
    kind: str
    parameter: str = ""
    start: int = 1
    size_parameter: str | None = None
    size: int = 100
    next: str = ""  # where the answer holds the next cursor or URL


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One way to ask for rows. `fields` are those whose values the request holds."""

    fields: tuple[str, ...]
    path: str
    method: str = "GET"
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    rows: tuple[str, ...] = ()  # where in the answer they are
    paging: Paging | None = None
    join: str | None = None  # many keys in one request, with this between them
    most_keys: int = 1
    echo: bool = True  # each row must hold the key that was asked for
    missing_is_empty: bool = True  # 404 says that there are no rows


def api_of(dataset: Dataset) -> Api:
    """Raises EndpointInvalid."""
    given = _mapping(dataset.rules.get("api") or {}, "api")
    _only(given, {"auth", "headers", "requests_per_second"}, "api")
    headers = {str(k): str(v) for k, v in _mapping(given.get("headers") or {}, "api.headers").items()}
    if any(
        not _HEADER_NAME.fullmatch(name) or "\n" in value or "\r" in value for name, value in headers.items()
    ):
        raise EndpointInvalid("api.headers holds something that is no header.")
    rate = given.get("requests_per_second")
    if rate is not None and (not isinstance(rate, int | float) or isinstance(rate, bool) or rate <= 0):
        raise EndpointInvalid("api.requests_per_second must be a number above 0.")
    return Api(_auth(given.get("auth")), headers, rate)


def endpoints_of(collection: Collection) -> tuple[Endpoint, ...]:
    """The ways to ask for a collection's rows. Raises EndpointInvalid."""
    given = _mapping(collection.rules.endpoint, "endpoint")
    common = {key: value for key, value in given.items() if key not in {"by", "erase"}}
    ways = given.get("by", [{}])
    if not isinstance(ways, Sequence) or isinstance(ways, str) or not ways:
        raise EndpointInvalid("endpoint.by must be a list of ways to ask.")
    return tuple(_endpoint({**common, **_mapping(way, "endpoint.by")}) for way in ways)


def faults(dataset: Dataset) -> Iterator[tuple[str, str]]:
    """What is wrong in a dataset's endpoints: the address and what to change."""
    try:
        api_of(dataset)
    except EndpointInvalid as error:
        yield dataset.fides_key, error.detail
    for collection in dataset.collections:
        try:
            endpoints_of(collection)
        except EndpointInvalid as error:
            yield str(CollectionAddress(dataset.fides_key, collection.name)), error.detail


def placeholders(template: Any) -> Iterator[str]:
    """The fields that a path, a query or a body names in braces."""
    match template:
        case str():
            yield from _PLACEHOLDER.findall(template)
        case Mapping():
            for value in template.values():
                yield from placeholders(value)
        case list() | tuple():
            for value in template:
                yield from placeholders(value)


def filled(template: Any, values: Mapping[str, str]) -> Any:
    """The template with each field's value in its place."""
    match template:
        case str():
            return _PLACEHOLDER.sub(lambda found: values[found[1]], template)
        case Mapping():
            return {key: filled(value, values) for key, value in template.items()}
        case list() | tuple():
            return [filled(value, values) for value in template]
        case _:
            return template


_ENDPOINT_KEYS: Final = {
    "path", "method", "query", "body", "rows", "paging", "join", "most_keys", "echo", "not_found",
}  # fmt: skip


def _endpoint(given: Mapping[str, Any]) -> Endpoint:
    _only(given, _ENDPOINT_KEYS, "endpoint")
    path = given.get("path")
    if not isinstance(path, str) or not path.startswith("/") or "://" in path or path.startswith("//"):
        raise EndpointInvalid("endpoint.path must begin with one slash.")
    method = str(given.get("method", "GET")).upper()
    if method not in {"GET", "POST"}:
        raise EndpointInvalid("endpoint.method must be GET or POST.")
    query = {str(k): str(v) for k, v in _mapping(given.get("query") or {}, "endpoint.query").items()}
    body = given.get("body")
    if body is not None and method == "GET":
        raise EndpointInvalid("endpoint.body needs the method POST.")
    fields = tuple(dict.fromkeys([*placeholders(path), *placeholders(query), *placeholders(body)]))
    if not fields:
        raise EndpointInvalid(
            "endpoint must name in braces the field by which it asks, as in /orders?customer={customer_id}."
        )
    join = given.get("join")
    if join is not None and len(fields) > 1:
        raise EndpointInvalid("endpoint.join needs a single field.")
    if given.get("not_found", "empty") not in {"empty", "error"}:
        raise EndpointInvalid("endpoint.not_found must be empty or error.")
    rows = str(given.get("rows") or "")
    return Endpoint(
        fields=fields,
        path=path,
        method=method,
        query=query,
        body=body,
        rows=tuple(rows.split(".")) if rows else (),
        paging=_paging(given.get("paging")),
        join=None if join is None else str(join),
        most_keys=_count(given.get("most_keys", 50), "endpoint.most_keys") if join is not None else 1,
        echo=bool(given.get("echo", True)),
        missing_is_empty=given.get("not_found", "empty") == "empty",
    )


def _paging(given: Any) -> Paging | None:
    if given is None:
        return None
    given = _mapping(given, "endpoint.paging")
    _only(given, {"type", "parameter", "start", "size_parameter", "size", "next"}, "endpoint.paging")
    kind = given.get("type")
    if kind not in _PAGINGS:
        raise EndpointInvalid(f"endpoint.paging.type must be one of {', '.join(sorted(_PAGINGS))}.")
    if kind in {"cursor", "next_url"} and not given.get("next"):
        raise EndpointInvalid("endpoint.paging.next must say where the answer holds what comes next.")
    defaults = {"page": "page", "offset": "offset", "cursor": "cursor"}
    start = given.get("start", 1 if kind == "page" else 0)
    return Paging(
        kind=kind,
        parameter=str(given.get("parameter", defaults.get(kind, ""))),
        start=_count(start, "endpoint.paging.start", least=0),
        size_parameter=str(given["size_parameter"]) if given.get("size_parameter") else None,
        size=_count(given.get("size", 100), "endpoint.paging.size"),
        next=str(given.get("next", "")),
    )


def _auth(given: Any) -> Auth | None:
    if given is None:
        return None
    given = _mapping(given, "api.auth")
    _only(given, {"type", "token", "user", "password", "name", "value"}, "api.auth")
    match given.get("type"):
        case "bearer":
            return Auth("Authorization", "bearer", (_secret(given.get("token")),))
        case "basic":
            return Auth(
                "Authorization", "basic", (_secret(given.get("user")), _secret(given.get("password")))
            )
        case "header":
            name = str(given.get("name", ""))
            if not _HEADER_NAME.fullmatch(name):
                raise EndpointInvalid("api.auth.name must be the name of a header.")
            return Auth(name, "plain", (_secret(given.get("value")),))
        case _:
            raise EndpointInvalid("api.auth.type must be bearer, basic or header.")


def _secret(given: Any) -> Secret:
    """Only names of a kind of their own: a map must not be able to send our other settings somewhere."""
    name = given.get("env") if isinstance(given, Mapping) and set(given) == {"env"} else None
    if not isinstance(name, str) or not _SECRET_NAME.fullmatch(name):
        raise EndpointInvalid("A secret is named, never written: {env: DSR_SOURCE_...}.")
    return Secret(name)


def _mapping(given: Any, where: str) -> Mapping[str, Any]:
    if not isinstance(given, Mapping):
        raise EndpointInvalid(f"{where} must be a mapping.")
    return given


def _only(given: Mapping[str, Any], known: set[str], where: str) -> None:
    unknown = sorted(str(key) for key in set(given) - known)
    if unknown:
        raise EndpointInvalid(f"{where} has no key '{unknown[0]}' (it has: {', '.join(sorted(known))}).")


def _count(given: Any, where: str, least: int = 1) -> int:
    if not isinstance(given, int) or isinstance(given, bool) or given < least:
        raise EndpointInvalid(f"{where} must be a whole number from {least} on.")
    return given
