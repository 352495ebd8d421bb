"""The processors of a data map for which a connection is configured, kept with what they once told of themselves."""

from collections.abc import Callable, Mapping
from datetime import datetime
from pathlib import Path
from urllib.parse import urlsplit

from dsr_service.adapters.data_sources.opendsr import OpenDsrProcessor
from dsr_service.adapters.outbound_addresses import AddressGuard
from dsr_service.adapters.processor_signatures import trusted_roots
from dsr_service.domain.data_map.data_map import DataMap, Dataset
from dsr_service.domain.processors import is_processor
from dsr_service.services.ports.processors import Processor


class ConfiguredProcessors:
    """`urls` by dataset; a dataset without one has no processor."""

    def __init__(
        self,
        urls: Mapping[str, str],
        guard: AddressGuard,
        now: Callable[[], datetime],
        ca_file: Path | None = None,
    ) -> None:
        self._urls = urls
        self._guard = guard
        self._now = now
        self._ca_file = ca_file
        self._made: dict[str, tuple[Dataset, OpenDsrProcessor]] = {}

    def of(self, data_map: DataMap) -> Mapping[str, Processor]:
        found = {}
        for dataset in data_map.datasets:
            if is_processor(dataset) and dataset.fides_key in self._urls:
                found[dataset.fides_key] = self._processor(dataset)
        return found

    def knows(self, domain: str) -> bool:
        """Whether any connection leads to that domain: cheap, before anything is fetched for a stranger."""
        return any(urlsplit(url).hostname == domain for url in self._urls.values())

    def _processor(self, dataset: Dataset) -> OpenDsrProcessor:
        made = self._made.get(dataset.fides_key)
        if made is None or made[0] != dataset:
            roots = trusted_roots(self._ca_file) if self._ca_file else None
            url = self._urls[dataset.fides_key]
            made = (dataset, OpenDsrProcessor(url, dataset, self._guard, self._now, roots=roots))
            self._made[dataset.fides_key] = made
        return made[1]
