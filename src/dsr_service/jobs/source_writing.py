"""The writing ends of the sources, opened for one job."""

from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager

from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.services.ports.erasing import Eraser
from dsr_service.services.runtime import Runtime


@asynccontextmanager
async def opened(runtime: Runtime, data_map: DataMap) -> AsyncIterator[Mapping[str, Eraser]]:
    """The sources' writing ends, for one job; what reads is the process's own, and kept."""
    erasers = runtime.erasers(data_map)
    try:
        yield erasers
    finally:
        for eraser in erasers.values():
            await eraser.close()
