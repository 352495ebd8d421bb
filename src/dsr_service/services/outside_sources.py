"""The answers of people and processors as sources of a walk."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.data_map.data_map import DataMap, Dataset
from dsr_service.domain.manual_tasks import is_manual
from dsr_service.domain.processors import OrderStatus, is_processor
from dsr_service.services import manual_tasks, processor_orders
from dsr_service.services.ports.data_sources import Answers, DataSource, SourceFailed
from dsr_service.services.ports.processors import Processor
from dsr_service.services.runtime import Runtime
from dsr_service.services.walk.answers import AnswerSource


def outside_sources(runtime: Runtime, request_id: UUID, data_map: DataMap) -> Mapping[str, DataSource]:
    """One per dataset that people or a processor answer for."""
    processors = runtime.processors.of(data_map)
    found: dict[str, DataSource] = {}
    for dataset in data_map.datasets:
        if is_manual(dataset):
            found[dataset.fides_key] = _by_people(runtime, request_id, dataset)
        elif is_processor(dataset):
            found[dataset.fides_key] = _by_processor(
                runtime, request_id, dataset, processors.get(dataset.fides_key)
            )
    return found


def _by_people(runtime: Runtime, request_id: UUID, dataset: Dataset) -> AnswerSource:
    async def load() -> dict[str, list[dict[str, Any]]]:
        async with runtime.operation(SYSTEM) as ctx:
            return await manual_tasks.answers(ctx, request_id, dataset.fides_key)

    return AnswerSource(dataset, load, "waiting_for_person")


def _by_processor(
    runtime: Runtime, request_id: UUID, dataset: Dataset, processor: Processor | None
) -> AnswerSource:
    async def load() -> Answers:
        if processor is None:
            raise SourceFailed("no_source", whole=True)
        async with runtime.operation(SYSTEM) as ctx:
            orders = await processor_orders.orders(ctx, request_id)
        order = orders.get(dataset.fides_key)
        if order is None or order.status.waits:
            raise SourceFailed("waiting_for_processor", whole=True)
        answer = await processor.status(order.id)  # where the results lie is told now, never kept
        if answer.status is OrderStatus.CANCELLED:
            raise SourceFailed("processor_cancelled", whole=True)
        return await processor.results(answer)

    return AnswerSource(dataset, load, "not_answered")
