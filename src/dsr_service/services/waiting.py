"""Before a search: ask whom the data map names beside its databases, and wait for them."""

from collections.abc import Sequence
from uuid import UUID

from dsr_service.domain.actors import Permission
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.manual_tasks import is_manual
from dsr_service.domain.processors import is_processor
from dsr_service.domain.subject_requests import Status
from dsr_service.services import (
    fulfilment,
    manual_tasks,
    outside_answers,
    processor_orders,
    registers,
)
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.services.fulfilment import Search
from dsr_service.services.outside_answers import Waiting
from dsr_service.services.visibility import visible
from dsr_service.storage import outside_answers as outside_rows
from dsr_service.storage import whole_requests as whole_rows
from dsr_service.storage.tables import SubjectRequest


async def wait_for_others(
    ctx: OperationContext, request: SubjectRequest, search: Search
) -> Sequence[Waiting]:
    """Ask whom the map names beside its databases, and note on each step who has not answered yet."""
    if not _names_others(search.data_map) and not await outside_rows.any_of(ctx.session, request.id):
        return ()
    await manual_tasks.open_tasks(ctx, request, search.data_map)
    await processor_orders.plan(ctx, request, search.data_map, processor_orders.search_kind(search.rights))
    waiting = await outside_answers.waiting_for(ctx, request.id)
    addresses = [address for address, _ in search.data_map.collections()]
    reasons = {address: one.reason for address in addresses for one in waiting if one.concerns(address)}
    await fulfilment.note_waiting(ctx, request.id, reasons)
    return waiting


async def search_alone(ctx: OperationContext, request_id: UUID) -> Search | None:
    """What to search for where nobody else is asked and so nothing is to be written yet, looked at without a lock.

    The packages are recorded under one, and only if they are still wanted then. None: `wait_for_others` has to decide.
    """
    authorize(ctx.actor, Permission.START_FULFILMENT)
    whole = await whole_rows.get(ctx.session, request_id)
    if whole is None or whole.request.status is not Status.IN_FULFILMENT:
        return None
    version_id = visible(ctx.actor, whole.request).data_map_version_id
    if version_id is None or not registers.is_at_hand(version_id):
        return None
    search = await fulfilment.search_of(ctx, whole.request)
    if search is None or _names_others(search.data_map):
        return None
    return None if await outside_rows.any_of(ctx.session, request_id) else search


def _names_others(data_map: DataMap) -> bool:
    return any(is_manual(dataset) or is_processor(dataset) for dataset in data_map.datasets)
