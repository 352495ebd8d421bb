"""An HTTP/JSON service as a data source, asked as the map's endpoints say, and believed only as far as it shows."""

from collections.abc import AsyncGenerator, AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from itertools import product
from typing import Any, Final
from urllib.parse import quote, urlencode

import httpx

from dsr_service.adapters.data_sources.http_client import Answer, HttpClient
from dsr_service.adapters.data_sources.http_rows import RowCheck, is_new, rows_of
from dsr_service.adapters.data_sources.reading import Limits
from dsr_service.adapters.outbound_addresses import AddressGuard
from dsr_service.domain.data_map.data_map import Dataset, DataType, Field
from dsr_service.domain.data_map.http_endpoints import (
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
    """One reading. There is no snapshot: an answer tells what is so when it is given.

    Nobody says whether a service compares addresses by case: it is asked with small letters, and as each was spelled.
    """

    schema = None
    batch = _KEYS

    def __init__(self, client: HttpClient, dataset: Dataset) -> None:
        self._client = client
        self._collections = {collection.name: collection for collection in dataset.collections}
        self._spelled: dict[
            tuple[str, str, str], dict[str, None]
        ] = {}  # other spellings, by the small letters

    def columns(self, collection: str) -> None:
        """Only the rows tell. A collection that can't be asked for fails here rather than later."""
        self._endpoints(collection)

    def _endpoints(self, collection: str) -> tuple[Endpoint, ...]:
        try:
            return endpoints_of(self._collections[collection])
        except EndpointInvalid as error:
            raise SourceFailed("endpoint_invalid", error.detail) from None

    def key_type(self, collection: str, field: str) -> KeyType:
        declared = self._declared(collection, field)
        return _KEY_TYPES.get(declared.data_type, DYNAMIC) if declared else DYNAMIC

    def lookup_type(self, collection: str, field: str) -> KeyType:
        declared, plain = self._declared(collection, field), self.key_type(collection, field)
        return plain.in_any_case if declared and declared.ignores_case else plain

    def _declared(self, collection: str, field: str) -> Field | None:
        every = self._collections[collection].walk_fields()
        return next((declared for path, declared in every if path == field), None)

    def spell(self, collection: str, fields: Sequence[str], keys: Sequence[Key]) -> None:
        for key in keys:
            for field, text in zip(fields, key, strict=True):
                small = canonical(self.lookup_type(collection, field), text)
                if small is not None and small != text:
                    self._spelled.setdefault((collection, field, small), {})[text] = None

    def _spellings(self, collection: str, fields: Sequence[str], key: Key) -> list[Key]:
        """The key as it is, and in every other spelling that is known of it."""
        choices = [
            (text, *self._spelled.get((collection, field, text), ()))
            for field, text in zip(fields, key, strict=True)
        ]
        return list(product(*choices))

    async def read(
        self, collection: str, columns: Sequence[str], fields: Sequence[str], keys: Sequence[Key]
    ) -> AsyncGenerator[list[Row], None]:
        endpoint = next((e for e in self._endpoints(collection) if set(e.fields) == set(fields)), None)
        if endpoint is None:
            raise SourceFailed("not_askable", f"No endpoint asks for rows by {', '.join(fields)}.")
        check = RowCheck(self._collections[collection], columns, fields, self.lookup_type, endpoint)
        every = [spelled for key in keys for spelled in self._spellings(collection, fields, key)]
        seen: set[bytes] | None = set() if len(every) > len(keys) else None
        for start in range(0, len(every), endpoint.most_keys):
            asked = every[start : start + endpoint.most_keys]
            values = {
                field: (endpoint.join or "").join(key[place] for key in asked)
                for place, field in enumerate(fields)
            }
            async for found in self._pages(endpoint, values):
                rows = [check.row(each, asked) for each in found if is_new(seen, each)]
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
            rows = rows_of(answer.body, endpoint)
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
