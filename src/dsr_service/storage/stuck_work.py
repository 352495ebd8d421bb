"""Work that nobody does: a state that waits for a job, and no job that works for it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final
from uuid import UUID

from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage import direct

# A request in fulfilment has a job that carries it on, whatever the job's state, or somebody is asked for it.
# A copy that has its verdict has a job that destroys it.
_STUCK: Final = """
    SELECT 'request' AS what, r.id AS request_id, r.id AS thing
    FROM subject_requests r
    WHERE r.status = 'in_fulfilment'
      AND NOT EXISTS (
          SELECT FROM jobs j WHERE j.payload->>'request_id' = r.id::text
          AND j.kind IN ('fulfil', 'release_packages', 'plan_erasure', 'erase')
      )
      AND NOT EXISTS (SELECT FROM manual_tasks t WHERE t.request_id = r.id AND t.status = 'open')
      AND NOT EXISTS (SELECT FROM processor_orders o WHERE o.request_id = r.id AND o.status = ANY ($1::text[]))
    UNION ALL
    SELECT 'identity_document', d.request_id, d.id
    FROM identity_documents d
    WHERE d.reviewed_at IS NOT NULL AND d.destroyed_at IS NULL
      AND NOT EXISTS (SELECT FROM jobs j WHERE j.payload->>'document_id' = d.id::text
                      AND j.kind = 'destroy_identity_document')
    ORDER BY 3
    LIMIT $2
"""


@dataclass(frozen=True, slots=True)
class Stuck:
    """A request, or an identity copy of one, that waits for work that nobody does."""

    what: str
    request_id: UUID
    thing: UUID


async def find(session: AsyncSession, waiting_orders: Sequence[str], limit: int) -> Sequence[Stuck]:
    """By one statement: state and job are changed by one transaction, so that one snapshot shows both or neither."""
    rows = await direct.fetch(session, _STUCK, list(waiting_orders), limit)
    return [Stuck(row["what"], row["request_id"], row["thing"]) for row in rows]
