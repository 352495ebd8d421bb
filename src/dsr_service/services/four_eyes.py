"""Four eyes: what makes two actors two people; the database holds the same rule by triggers."""

from sqlalchemy import func, select

from dsr_service.domain.fulfilment import FourEyes
from dsr_service.services.context import OperationContext


async def require_second_person(ctx: OperationContext, *first: str | None) -> None:
    """The actor is none of those before. Raises FourEyes.

    Two keys of one client are one person's, and a key and the key that it made may be: `dsr_two_people`.
    """
    for before in first:
        if before is None or before == "system":
            continue
        if not await ctx.session.scalar(select(func.dsr_two_people(before, ctx.actor.id, ctx.now))):
            raise FourEyes
