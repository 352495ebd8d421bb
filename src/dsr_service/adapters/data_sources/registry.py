"""Opens the right kind of source for a URL. The URL may hold credentials: it is never logged nor put into a message."""

import asyncio
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from urllib.parse import urlsplit

from dsr_service.adapters.data_sources.engines import SourceUrlInvalid
from dsr_service.adapters.data_sources.http import HttpSource
from dsr_service.adapters.data_sources.manual_folder import manual_folder
from dsr_service.adapters.data_sources.mysql import MysqlSource
from dsr_service.adapters.data_sources.postgresql import PostgresSource
from dsr_service.adapters.data_sources.reading import Limits
from dsr_service.adapters.data_sources.sqlite import SqliteSource
from dsr_service.adapters.outbound_addresses import AddressGuard
from dsr_service.domain.data_map.data_map import DataMap, Dataset
from dsr_service.domain.data_map.source_schema import SourceSchema
from dsr_service.domain.processors import is_processor
from dsr_service.services.ports.data_sources import Answers, DataSource, Reader, SourceFailed
from dsr_service.services.walk.answers import AnswerSource


def data_source(
    url: str, dataset: Dataset, limits: Limits | None = None, guard: AddressGuard | None = None
) -> DataSource:
    """The source behind a URL. Raises SourceUrlInvalid."""
    try:
        scheme = urlsplit(url).scheme.partition("+")[0]
    except ValueError:
        scheme = ""
    match scheme:
        case "postgresql" | "postgres":
            return PostgresSource(url, dataset, limits)
        case "mysql" | "mariadb":
            return MysqlSource(url, dataset, limits)
        case "sqlite":
            return SqliteSource(url, dataset, limits)
        case "manual":
            return manual_folder(url, dataset)
        case "https" | "http" if is_processor(dataset):
            return AnswerSource(dataset, _answers_to_requests, "waiting_for_processor")
        case "https" | "http":
            return HttpSource(url, dataset, limits, guard)
        case _:
            raise SourceUrlInvalid(
                f"The source of '{dataset.fides_key}' needs a URL that begins with postgresql://, mysql://, sqlite:///"
                " or https://."
            )


async def _answers_to_requests() -> Answers:
    raise SourceFailed(
        "waiting_for_processor", whole=True
    )  # it is asked for a request of the service, not by a walk


def data_sources(
    data_map: DataMap,
    urls: Mapping[str, str],
    limits: Limits | None = None,
    guard: AddressGuard | None = None,
) -> Mapping[str, DataSource]:
    """A source per dataset of the map for which there is a URL; `guard` says which hosts may be called.

    Raises SourceUrlInvalid.
    """
    return {
        dataset.fides_key: data_source(urls[dataset.fides_key], dataset, limits, guard)
        for dataset in data_map.datasets
        if dataset.fides_key in urls
    }


class Turns:
    """Lets so many walks at a time read one dataset's source; the others wait in the order in which they came."""

    def __init__(self, at_once: int) -> None:
        self._at_once = at_once
        self._turns: dict[str, asyncio.Semaphore] = {}

    def around(self, sources: Mapping[str, DataSource]) -> Mapping[str, DataSource]:
        """The same sources, each opened only when it is its turn."""
        return {
            key: _InTurn(source, self._turns.setdefault(key, asyncio.Semaphore(self._at_once)))
            for key, source in sources.items()
        }


class _InTurn:
    def __init__(self, source: DataSource, turn: asyncio.Semaphore) -> None:
        self._source = source
        self._turn = turn

    @asynccontextmanager
    async def open(self) -> AsyncIterator[Reader]:
        async with self._turn, self._source.open() as reader:
            yield reader

    async def describe(self) -> SourceSchema | None:
        return await self._source.describe()

    async def close(self) -> None:
        await self._source.close()


class SourcesAtHand:
    """The sources of the maps in use, kept from one search to the next: opened engines and known schemas cost much."""

    def __init__(self, make: Callable[[DataMap], Mapping[str, DataSource]], most: int = 8) -> None:
        self._make = make
        self._most = most
        self._kept: OrderedDict[int, tuple[DataMap, Mapping[str, DataSource]]] = OrderedDict()

    def __call__(self, data_map: DataMap) -> Mapping[str, DataSource]:
        kept = self._kept.pop(id(data_map), None)
        if kept is None:
            kept = data_map, self._make(data_map)  # the map is held too: its id stays its own
        self._kept[id(data_map)] = kept
        if len(self._kept) > self._most:
            self._kept.popitem(last=False)  # a search may still read from it: it is left to the collector
        return kept[1]

    async def close(self) -> None:
        while self._kept:
            _, (_, sources) = self._kept.popitem()
            for source in sources.values():
                await source.close()
