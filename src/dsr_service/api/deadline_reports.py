"""Figures on deadlines over HTTP, and the list of what the scheduler decided."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Annotated, Any, Self
from uuid import UUID

from fastapi import APIRouter, Query, Request
from pydantic import Field

from dsr_service.api import pagination
from dsr_service.api.answering import takes_long
from dsr_service.api.operation import SECURED, AtHand, Operation, OperationRoute
from dsr_service.api.pagination import CursorParameter, Limit, Page
from dsr_service.api.problems import problems
from dsr_service.api.schemas import CivilDay, View
from dsr_service.domain.actors import Role
from dsr_service.domain.deadlines.marks import AUDIENCE, MarkKind
from dsr_service.domain.errors import Forbidden, InvalidInput
from dsr_service.domain.rights import Right
from dsr_service.services import deadline_marks, deadline_reports

router = APIRouter(prefix="/v1", route_class=OperationRoute, dependencies=SECURED, tags=["Reports"])

Day = Annotated[
    CivilDay | None, Query(description="A civil day in the controller's zone.", examples=["2026-01-01"])
]


class DaysUsed(View):
    """Days from receipt to the answer, without those on which the clock stood still; null without an answer."""

    median: int | None
    p95: int | None


class Figures(View):
    requests: int
    open: int
    overdue: int = Field(description="Open now, and past the due date.")
    answered: int = Field(description="Carried out or refused, wholly or in part.")
    answered_late: int = Field(description="After the due date that held then.")
    withdrawn: int
    expired: int = Field(description="Closed because the person did not prove who asks.")
    within_one_month: int
    within_three_months: int
    share_within_one_month: float | None = Field(
        description="Of those answered or past their month; null while there are none.", examples=[0.98]
    )
    share_within_three_months: float | None = Field(examples=[1.0])
    days_used: DaysUsed

    @classmethod
    def values(cls, row: Mapping[str, Any]) -> dict[str, Any]:
        plain = {name: row[name] for name in cls.model_fields if name in row}
        return plain | {
            "share_within_one_month": _share(row["within_one_month"], row["judged_one_month"]),
            "share_within_three_months": _share(row["within_three_months"], row["judged_three_months"]),
            "days_used": {"median": row["median_days_used"], "p95": row["p95_days_used"]},
        }


def _share(part: int, whole: int) -> float | None:
    return round(part / whole, 4) if whole else None


class MonthFigures(Figures):
    month: str = Field(description="Of receipt.", examples=["2026-03"])


class RightFigures(Figures):
    right: Right


class DoubtlessOut(View):
    """A suspension for proof of identity that stands on no recorded doubt (art. 12(6))."""

    request_id: UUID
    reference: str
    suspension_id: UUID
    opened_at: datetime
    closed_at: datetime | None


class SuspensionFigures(View):
    total: int
    open: int
    without_recorded_doubt: int
    asked_late: int = Field(description="Asked later than the configured days after receipt.")
    newest_without_recorded_doubt: list[DoubtlessOut]


class NoticeFigures(View):
    extensions: int
    extensions_lapsed: int = Field(description="Their notice did not go out within the first month.")
    refusals: int = Field(description="Rights refused.")
    refusals_late: int = Field(description="Refused after the first month (art. 12(4)).")


class DeadlineReportOut(View):
    """How deadlines were kept (art. 12(3)-(4)), over the requests received in a period."""

    received_from: date | None
    received_before: date | None
    as_of: datetime
    overall: Figures
    by_right: list[RightFigures]
    by_month: list[MonthFigures]
    suspensions: SuspensionFigures
    notices: NoticeFigures

    @classmethod
    def of(
        cls, found: deadline_reports.DeadlineReport, received_from: date | None, received_before: date | None
    ) -> Self:
        return cls(
            received_from=received_from,
            received_before=received_before,
            as_of=found.as_of,
            overall=Figures(**Figures.values(found.overall)),
            by_right=[RightFigures(**RightFigures.values(row)) for row in found.by_right],
            by_month=[MonthFigures(**MonthFigures.values(row)) for row in found.by_month],
            suspensions=SuspensionFigures(
                **found.suspensions,
                newest_without_recorded_doubt=[
                    DoubtlessOut(**row) for row in found.suspensions_without_doubt
                ],
            ),
            notices=NoticeFigures(**found.notices),
        )


class DecidedOut(View):
    """One thing that fell due and was decided."""

    request_id: UUID
    reference: str
    assignee: str | None
    kind: MarkKind
    step: int = Field(description="Of a reminder: how many days before the due date, or after asking.")
    audience: Role = Field(description="Whom it concerns.")
    due: datetime
    fell_due_at: datetime
    marked_at: datetime


@router.get(
    "/reports/deadlines",
    operation_id="reportDeadlines",
    summary="Report on deadlines",
    description="Shares answered within one and three months, what is overdue, by right and by month, days used, and "
    "suspensions that an authority could contest (art. 5(2), 12(3)-(4), 12(6)).",
    responses=problems(Forbidden, InvalidInput),
)
@takes_long
async def report(ctx: Operation, received_from: Day = None, received_before: Day = None) -> DeadlineReportOut:
    found = await deadline_reports.report(ctx, received_from, received_before)
    return DeadlineReportOut.of(found, received_from, received_before)


@router.get(
    "/deadlines/marks",
    operation_id="listDeadlineMarks",
    summary="List what fell due",
    description="Reminders, internal targets, escalations and overdue marks in the order in which they were made, so "
    "that staff and DPO act in time (art. 12(3)).",
    responses=problems(Forbidden, InvalidInput, pagination.InvalidCursor),
)
async def marks(
    http: Request,
    ctx: Operation,
    at_hand: AtHand,
    kind: Annotated[list[MarkKind] | None, Query(max_length=len(MarkKind))] = None,
    audience: Annotated[Role | None, Query(description="Only what concerns this role.")] = None,
    limit: Limit = 50,
    cursor: CursorParameter = None,
) -> Page[DecidedOut]:
    kinds = [k for k in (kind or MarkKind) if audience is None or AUDIENCE[k] is audience]
    bound = {"list": "deadline marks", "kinds": sorted(kinds)}
    cursors = pagination.Cursors(at_hand.cursor_key)
    after = cursors.decode(cursor, bound)
    position = None
    if after:
        position = (
            datetime.fromisoformat(after[0]),
            UUID(after[1]),
            after[2],
            after[3],
            datetime.fromisoformat(after[4]),
        )
    found = await deadline_marks.page(ctx, kinds, position, limit + 1)
    next_cursor = None
    if len(found) > limit:
        last = found[limit - 1][0]
        at: list[str | int | None] = [
            last.marked_at.isoformat(),
            str(last.request_id),
            last.kind,
            last.step,
            last.due.isoformat(),
        ]
        next_cursor = cursors.encode(at, bound)
    pagination.link_next(http, next_cursor)
    items = [
        DecidedOut(
            request_id=mark.request_id,
            reference=reference,
            assignee=assignee,
            kind=mark.kind,
            step=mark.step,
            audience=AUDIENCE[mark.kind],
            due=mark.due,
            fell_due_at=mark.fell_due_at,
            marked_at=mark.marked_at,
        )
        for mark, reference, assignee in found[:limit]
    ]
    return Page(items=items, next_cursor=next_cursor)
