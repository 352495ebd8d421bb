"""An HTTP/JSON service as a data source, asked as the map's endpoints say, and believed only as far as it shows."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from decimal import Decimal
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx

from dsr_service.adapters.data_sources.http_client import Answer, HttpClient
from dsr_service.adapters.data_sources.reading import Limits
from dsr_service.adapters.outbound_addresses import AddressGuard
from dsr_service.domain.data_map import Collection, Dataset, DataType, Field
from dsr_service.domain.http_endpoints import (
    Api,
    Endpoint,
    EndpointInvalid,
    api_of,
    endpoints_of,
    filled,
    placeholders,
)
from dsr_service.domain.keys import DYNAMIC, TEXT, KeyKind, KeyType, canonical
from dsr_service.services.ports.data_sources import Key, Row, SourceFailed

_KEYS: Final = 100
_MOST_PAGES: Final = 10_000
_KEY_TYPES: Final[Mapping[DataType | None, KeyType]] = {
    DataType.INTEGER: KeyType(KeyKind.INTEGER),
    DataType.STRING: TEXT,
}


class HttpSource:
    """A dataset behind an HTTP/JSON API."""

    def __init__(
        self, url: str, dataset: Dataset, limits: Limits | None = None, guard: AddressGuard | None = None
    ) -> None:
        self._url = url
        self._dataset = dataset
        self._limits = limits or Limits()
        self._guard = guard or AddressGuard()

    @asynccontextmanager
    async def open(self) -> AsyncIterator["HttpReader"]:
        client = HttpClient(self._url, self._api(), self._guard, self._limits)
        await client.open()
        try:
            yield HttpReader(client, self._dataset)
        finally:
            await client.close()

    def _api(self) -> Api:
        try:
            return api_of(self._dataset)
        except EndpointInvalid as error:
            raise SourceFailed("endpoint_invalid", error.detail, whole=True) from None

    async def describe(self) -> None:
        """No such source tells its schema."""

    async def close(self) -> None:
        """Nothing stays open between two readings."""


class HttpReader:
    """One reading. There is no snapshot: an answer tells what is so when it is given."""

    schema = None
    batch = _KEYS

    def __init__(self, client: HttpClient, dataset: Dataset) -> None:
        self._client = client
        self._collections = {collection.name: collection for collection in dataset.collections}

    def columns(self, collection: str) -> None:
        """Only the rows tell. A collection that can't be asked for fails here rather than later."""
        self._endpoints(collection)

    def _endpoints(self, collection: str) -> tuple[Endpoint, ...]:
        try:
            return endpoints_of(self._collections[collection])
        except EndpointInvalid as error:
            raise SourceFailed("endpoint_invalid", error.detail) from None

    def key_type(self, collection: str, field: str) -> KeyType:
        for path, declared in self._collections[collection].walk_fields():
            if path == field:
                return _KEY_TYPES.get(declared.data_type, DYNAMIC)
        return DYNAMIC

    async def read(
        self, collection: str, columns: Sequence[str], fields: Sequence[str], keys: Sequence[Key]
    ) -> AsyncGenerator[list[Row], None]:
        endpoint = next((e for e in self._endpoints(collection) if set(e.fields) == set(fields)), None)
        if endpoint is None:
            raise SourceFailed("not_askable", f"No endpoint asks for rows by {', '.join(fields)}.")
        check = _RowCheck(self._collections[collection], columns, fields, self.key_type, endpoint)
        for start in range(0, len(keys), endpoint.most_keys):
            asked = keys[start : start + endpoint.most_keys]
            values = {
                field: (endpoint.join or "").join(key[place] for key in asked)
                for place, field in enumerate(fields)
            }
            async for found in self._pages(endpoint, values):
                rows = [check.row(each, asked) for each in found]
                if rows:
                    yield rows

    async def _pages(self, endpoint: Endpoint, values: Mapping[str, str]) -> AsyncIterator[list[Any]]:
        """The lists of rows, page by page."""
        in_path = [values[name] for name in placeholders(endpoint.path)]
        if any(value in {"", ".", ".."} for value in in_path):
            return  # such a path would ask for something else than the key, perhaps for everybody's rows
        pages = _Pages(endpoint, values, self._client.within)
        body = filled(endpoint.body, values)
        for _ in range(_MOST_PAGES):
            answer = await self._client.ask(endpoint.method, pages.target(), body)
            if answer.status == 404:
                if not endpoint.missing_is_empty:
                    raise SourceFailed("read_failed")
                return
            rows = _rows(answer.body, endpoint)
            yield rows
            if not pages.turn(answer, rows):
                return
        raise SourceFailed("answer_too_large", "The source has more pages than can be.")


class _Pages:
    """Where the next page is."""

    def __init__(self, endpoint: Endpoint, values: Mapping[str, str], within: Callable[[str], str]) -> None:
        self._path = filled(endpoint.path, {name: quote(value, safe="") for name, value in values.items()})
        self._query = dict(filled(endpoint.query, values))
        self._paging = endpoint.paging
        self._within = within
        self._next: str | None = None  # a whole target that the answer named
        self._seen: set[str] = set()
        if self._paging and self._paging.size_parameter:
            self._query[self._paging.size_parameter] = str(self._paging.size)
        self._position = self._paging.start if self._paging else 0
        if self._paging and self._paging.kind in {"page", "offset"}:
            self._query[self._paging.parameter] = str(self._position)

    def target(self) -> str:
        if self._next:
            return self._next
        return f"{self._path}?{urlencode(self._query)}" if self._query else self._path

    def turn(self, answer: Answer, rows: Sequence[Any]) -> bool:
        """Whether there is a further page."""
        paging = self._paging
        if paging is None:
            return False
        if paging.kind in {"page", "offset"}:
            self._position += 1 if paging.kind == "page" else len(rows)
            self._query[paging.parameter] = str(self._position)
            return bool(rows) and not (paging.size_parameter and len(rows) < paging.size)
        following = _following(answer, paging.kind, paging.next)
        if not following:
            return False
        if following in self._seen:
            raise SourceFailed("answer_malformed", "The source's pages go round in a circle.")
        self._seen.add(following)
        if paging.kind == "cursor":
            self._query[paging.parameter] = following
        else:
            self._next = self._within(following)
        return True


def _following(answer: Answer, kind: str, path: str) -> str:
    if kind == "link":
        links = httpx.Response(200, headers=answer.headers).links
        return str(links.get("next", {}).get("url", ""))
    found = answer.body
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return "" if found is None or found is False else str(found)


def _rows(body: Any, endpoint: Endpoint) -> list[Any]:
    """What the endpoint says are the rows; one object stands for a list of one."""
    found = body
    for step in endpoint.rows:
        if not isinstance(found, Mapping) or step not in found:
            raise SourceFailed("answer_malformed", "The answer has no rows where the map says.")
        found = found[step]
    if found is None:
        return []
    rows = [found] if isinstance(found, Mapping) else found
    if not isinstance(rows, list) or any(not isinstance(row, Mapping) for row in rows):
        raise SourceFailed("answer_malformed", "The answer's rows are no objects.")
    return rows


class _RowCheck:
    """Makes rows of objects, and notices when the source answers with another shape or about somebody else."""

    def __init__(
        self,
        collection: Collection,
        columns: Sequence[str],
        fields: Sequence[str],
        key_type: Any,
        endpoint: Endpoint,
    ) -> None:
        self._columns = tuple(columns)
        self._declared = {declared.name: declared for declared in collection.fields}
        self._fields = [(field, key_type(collection.name, field)) for field in fields]
        self._echo = endpoint.echo
        self._join = endpoint.join is not None

    def row(self, found: Mapping[str, Any], asked: Sequence[Key]) -> Row:
        values = {name: found.get(name) for name in self._columns}
        for name, value in values.items():
            declared = self._declared.get(name)
            if declared and not _fits(declared, value):
                raise SourceFailed(
                    "answer_malformed", f"The field '{name}' is not of the type that the map says."
                )
        if not self._echo and not self._join:
            for (field, _), text in zip(self._fields, asked[0], strict=True):
                if "." not in field and values.get(field) is None:
                    values[field] = text  # the path says whose it is, and the map that this is enough
        elif not any(
            all(self._says(found, place, key) for place in range(len(self._fields))) for key in asked
        ):
            raise SourceFailed(
                "answer_of_another", "The source answers with rows of another key than was asked for."
            )
        return tuple(values.get(name) for name in self._columns)

    def _says(self, found: Mapping[str, Any], place: int, key: Key) -> bool:
        """Whether the object itself shows the key; one in a list is enough."""
        field, key_type = self._fields[place]
        pending: list[tuple[Any, tuple[str, ...]]] = [(found, tuple(field.split(".")))]
        while pending:
            value, below = pending.pop()
            if isinstance(value, list):
                pending += [(element, below) for element in value]
            elif below and isinstance(value, Mapping):
                pending.append((value.get(below[0]), below[1:]))
            elif not below and canonical(key_type, value) == key[place]:
                return True
        return False


def _fits(declared: Field, value: Any) -> bool:  # noqa: PLR0911 - one line per type
    """Whether a value can be what the map says. Absent and null always can."""
    if value is None or declared.data_type is None:
        return True
    if declared.is_array:
        return isinstance(value, list)
    match declared.data_type:
        case DataType.STRING:
            return isinstance(value, str)
        case DataType.INTEGER:
            return isinstance(value, int) and not isinstance(value, bool)
        case DataType.FLOAT:
            return isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        case DataType.BOOLEAN:
            return isinstance(value, bool)
        case DataType.OBJECT:
            return isinstance(value, Mapping | list)
        case _:
            return True
