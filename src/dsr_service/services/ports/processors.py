"""The port to a processor that speaks OpenDSR: asked once, answering later."""

from collections.abc import Mapping
from datetime import datetime
from typing import Protocol
from uuid import UUID

from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.processors import Order, ProcessorAnswer
from dsr_service.services.ports.data_sources import Answers


class Processors(Protocol):
    """Those for which the operator configured a connection."""

    def of(self, data_map: DataMap) -> "Mapping[str, Processor]":
        """By dataset."""
        ...

    def knows(self, domain: str) -> bool: ...


class Processor(Protocol):
    """One dataset's processor. Every call may raise SourceFailed."""

    async def submit(self, order: Order, callback_url: str | None) -> ProcessorAnswer:
        """Ask; asking again under the same id asks once."""
        ...

    async def status(self, order_id: UUID) -> ProcessorAnswer: ...

    async def cancel(self, order_id: UUID) -> None: ...

    async def results(self, answer: ProcessorAnswer) -> Answers:
        """What a completed order found, by collection."""
        ...

    async def signed(self, domain: str, signature: str, body: bytes, now: datetime) -> bool:
        """Whether the processor signed these bytes with the certificate that it publishes."""
        ...
