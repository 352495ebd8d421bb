"""Before a search: ask whom the data map names beside its databases, and wait for them."""

from collections.abc import Sequence

from dsr_service.services import (
    fulfilment,
    manual_tasks,
    outside_answers,
    processor_orders,
    subject_requests,
)
from dsr_service.services.context import OperationContext
from dsr_service.services.fulfilment import Search
from dsr_service.services.outside_answers import Waiting


async def wait_for_others(ctx: OperationContext, search: Search) -> Sequence[Waiting]:
    """Ask whom the map names beside its databases, and note on each step who has not answered yet."""
    request = await subject_requests.lock(ctx, search.request_id)
    await manual_tasks.open_tasks(ctx, request, search.data_map)
    await processor_orders.plan(ctx, request, search.data_map, processor_orders.search_kind(search.rights))
    waiting = await outside_answers.waiting_for(ctx, request.id)
    addresses = [address for address, _ in search.data_map.collections()]
    reasons = {address: one.reason for address in addresses for one in waiting if one.concerns(address)}
    await fulfilment.note_waiting(ctx, request.id, reasons)
    return waiting
