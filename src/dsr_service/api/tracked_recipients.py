"""The data subject asks to whom the data were disclosed and who was told of what was done with them (art. 19)."""

from datetime import datetime
from uuid import UUID

from fastapi import APIRouter
from pydantic import Field

from dsr_service.api.operation import SECURED, Operation
from dsr_service.api.problems import problems
from dsr_service.api.schemas import View
from dsr_service.api.tracking import TrackRoute
from dsr_service.domain.errors import Forbidden, NotFound
from dsr_service.domain.recipient_notices import NobodyTold, NoticeCause
from dsr_service.services import recipient_notices

router = APIRouter(prefix="/v1/track", route_class=TrackRoute, dependencies=SECURED, tags=["Tracking"])


class TrackedRecipientOut(View):
    """A recipient of the person's data, by name."""

    name: str
    cause: NoticeCause = Field(description="What it is told of.")
    told_at: datetime | None = Field(description="Null while it was not reached yet.")


@router.post(
    "/recipients",
    operation_id="trackNameRecipients",
    summary="Ask who the recipients are",
    description="Names everybody who received the data and is told of the erasure, correction or restriction, and "
    "sends the same as a letter (art. 19, second sentence; C-154/21).",
    responses=problems(NotFound, Forbidden, NobodyTold),
)
async def named(ctx: Operation) -> list[TrackedRecipientOut]:
    found = await recipient_notices.name_to_asker(ctx, UUID(ctx.actor.id))
    return [TrackedRecipientOut.model_validate(notice) for notice in found]
