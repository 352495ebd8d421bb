"""Opens the right kind of source for a URL. The URL may hold credentials: it is never logged nor put into a message."""

from collections.abc import Mapping
from urllib.parse import urlsplit

from dsr_service.adapters.data_sources.engines import SourceUrlInvalid
from dsr_service.adapters.data_sources.http import HttpSource
from dsr_service.adapters.data_sources.mysql import MysqlSource
from dsr_service.adapters.data_sources.postgresql import PostgresSource
from dsr_service.adapters.data_sources.reading import Limits
from dsr_service.adapters.data_sources.sqlite import SqliteSource
from dsr_service.adapters.outbound_addresses import AddressGuard
from dsr_service.domain.data_map import DataMap, Dataset
from dsr_service.services.ports.data_sources import DataSource


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
        case "https" | "http":
            return HttpSource(url, dataset, limits, guard)
        case _:
            raise SourceUrlInvalid(
                f"The source of '{dataset.fides_key}' needs a URL that begins with postgresql://, mysql://, sqlite:///"
                " or https://."
            )


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
