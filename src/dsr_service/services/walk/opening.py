"""The beginning and the end of a walk: readers opened, ways looked up, and what a failure leaves in doubt."""

from collections.abc import Mapping
from contextlib import AsyncExitStack
from typing import Final

from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap
from dsr_service.domain.data_map.references import References, references
from dsr_service.domain.data_map.source_schema import SourceSchema
from dsr_service.services.ports.data_sources import DataSource, Reader, SourceFailed
from dsr_service.services.walk.report import CollectionReport, fail_dataset

_KEPT_WAYS: Final = 8
_known_ways: list[tuple[DataMap, Mapping[str, SourceSchema], References]] = []  # newest first


def ways_through(data_map: DataMap, schemas: Mapping[str, SourceSchema]) -> References:
    """The ways through the map; those of the very same map and schemas are not worked out again."""
    for known_map, known_schemas, ways in _known_ways:
        if known_map is data_map and _same(known_schemas, schemas):
            return ways
    ways = references(data_map, schemas)
    _known_ways.insert(0, (data_map, schemas, ways))
    del _known_ways[_KEPT_WAYS:]
    return ways


def _same(some: Mapping[str, SourceSchema], others: Mapping[str, SourceSchema]) -> bool:
    return some.keys() == others.keys() and all(some[key] is others[key] for key in some)


async def open_readers(
    data_map: DataMap,
    sources: Mapping[str, DataSource],
    reports: Mapping[CollectionAddress, CollectionReport],
    stack: AsyncExitStack,
) -> Mapping[str, Reader]:
    """A reader per dataset that has something to read; a dataset without one is told as failed.

    In one order for every walk: walks that take turns at the sources never wait for one another in a circle.
    """
    readers = {}
    for dataset in sorted(data_map.datasets, key=lambda dataset: dataset.fides_key):
        if all(collection.skip_processing for collection in dataset.collections):
            continue
        source = sources.get(dataset.fides_key)
        if source is None:
            fail_dataset(dataset.fides_key, reports, "no_source")
            continue
        try:
            readers[dataset.fides_key] = await stack.enter_async_context(source.open())
        except SourceFailed as error:
            fail_dataset(dataset.fides_key, reports, error.reason)
    return readers
