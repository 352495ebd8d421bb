"""How well deadlines were kept: for the DPO, and for an auditor who asks (art. 5(2))."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Any, Final

from dsr_service.domain.actors import Permission
from dsr_service.domain.errors import InvalidInput, Violation
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import deadline_reports as storage

_MOST_LISTED: Final = 100


@dataclass(frozen=True, slots=True)
class DeadlineReport:
    """The figures of one period of receipt, as they stood at `as_of`."""

    as_of: datetime
    overall: Mapping[str, Any]
    by_month: Sequence[Mapping[str, Any]]
    by_right: Sequence[Mapping[str, Any]]
    suspensions: Mapping[str, Any]
    suspensions_without_doubt: Sequence[Mapping[str, Any]]
    notices: Mapping[str, Any]


async def report(
    ctx: OperationContext, received_from: date | None, received_before: date | None
) -> DeadlineReport:
    """Requests received from one civil day on, until before another; all, without them."""
    authorize(ctx.actor, Permission.READ_REPORTS)
    if received_from and received_before and received_from >= received_before:
        raise InvalidInput(
            violations=[Violation("It must be later than received_from.", "/received_before", "query")]
        )
    zone = ctx.policy.zone
    period = {
        "received_from": datetime.combine(received_from, time(), zone) if received_from else None,
        "received_before": datetime.combine(received_before, time(), zone) if received_before else None,
        "zone": zone.key,
    }
    overall, *by_month = await storage.by_month(ctx.session, now=ctx.now, **period)
    return DeadlineReport(
        as_of=ctx.now,
        overall=overall,
        by_month=by_month,
        by_right=await storage.by_right(ctx.session, now=ctx.now, **period),
        suspensions=await storage.suspensions(
            ctx.session, max_days_for_asking=ctx.policy.deadline_rules.max_days_for_asking, **period
        ),
        suspensions_without_doubt=await storage.suspensions_without_doubt(
            ctx.session, most=_MOST_LISTED, **period
        ),
        notices=await storage.notices(ctx.session, **period),
    )
