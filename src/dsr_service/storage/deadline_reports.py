"""Figures on deadlines, counted by the database."""

from collections.abc import Mapping
from typing import Any, Final

from sqlalchemy import DateTime, bindparam, text
from sqlalchemy.ext.asyncio import AsyncSession

_INSTANT: Final = DateTime(timezone=True)
_INSTANTS: Final = frozenset({"now", "received_from", "received_before"})
_PERIOD: Final = """
    (CAST(:received_from AS timestamptz) IS NULL OR r.received_at >= :received_from)
    AND (CAST(:received_before AS timestamptz) IS NULL OR r.received_at < :received_before)
"""
# What is measured alike for requests and for single rights. An answer while the clock stands still has no bound to
# miss; what is still open is judged once its period is over.
_FIGURES: Final = """
    count(*) AS requests,
    count(*) FILTER (WHERE is_open) AS open,
    count(*) FILTER (WHERE is_open AND due_before <= :now) AS overdue,
    count(answered_at) AS answered,
    count(*) FILTER (WHERE answered_at >= due_before) AS answered_late,
    count(*) FILTER (WHERE withdrawn) AS withdrawn,
    count(*) FILTER (WHERE expired) AS expired,
    count(*) FILTER (WHERE answered_at < coalesce(first_month_before, 'infinity')) AS within_one_month,
    count(*) FILTER (WHERE answered_at IS NOT NULL OR (is_open AND first_month_before <= :now)) AS judged_one_month,
    count(*) FILTER (WHERE answered_at < coalesce(three_months_before, 'infinity')) AS within_three_months,
    count(*) FILTER (WHERE answered_at IS NOT NULL OR (is_open AND three_months_before <= :now))
        AS judged_three_months,
    percentile_disc(0.5) WITHIN GROUP (ORDER BY days_used) AS median_days_used,
    percentile_disc(0.95) WITHIN GROUP (ORDER BY days_used) AS p95_days_used
"""
_DAYS_USED: Final = """
    CASE WHEN a.answered_at IS NOT NULL THEN greatest(
        0, (a.answered_at AT TIME ZONE :zone)::date - (r.received_at AT TIME ZONE :zone)::date - d.suspension_days) END
"""
_BY_MONTH: Final = f"""
    WITH asked AS (
        SELECT to_char(r.received_at AT TIME ZONE :zone, 'YYYY-MM') AS month, d.due_before, d.first_month_before,
               d.three_months_before, d.stopped_at IS NULL AS is_open, r.status = 'withdrawn' AS withdrawn,
               r.status = 'expired' AS expired, a.answered_at, {_DAYS_USED} AS days_used
        FROM subject_requests r
        JOIN deadlines d ON d.request_id = r.id
        CROSS JOIN LATERAL (SELECT CASE WHEN r.status IN ('fulfilled', 'partly_refused', 'refused')
                                        THEN r.closed_at END AS answered_at) a
        WHERE {_PERIOD}
    )
    SELECT month, {_FIGURES} FROM asked GROUP BY GROUPING SETS ((), (month)) ORDER BY month NULLS FIRST
"""  # noqa: S608 - fixed text
_BY_RIGHT: Final = f"""
    WITH asked AS (
        SELECT q.right, d.due_before, d.first_month_before, d.three_months_before,
               q.outcome = 'pending' AS is_open, q.outcome = 'withdrawn' AS withdrawn,
               q.outcome = 'expired' AS expired, a.answered_at, {_DAYS_USED} AS days_used
        FROM subject_requests r
        JOIN deadlines d ON d.request_id = r.id
        JOIN requested_rights q ON q.request_id = r.id
        CROSS JOIN LATERAL (SELECT CASE WHEN q.outcome IN ('fulfilled', 'partly_refused', 'refused')
                                        THEN q.decided_at END AS answered_at) a
        WHERE {_PERIOD}
    )
    SELECT asked.right, {_FIGURES} FROM asked GROUP BY asked.right ORDER BY asked.right
"""  # noqa: S608 - fixed text
_SUSPENSIONS: Final = f"""
    SELECT count(*) AS total, count(*) FILTER (WHERE s.closed_at IS NULL AND r.closed_at IS NULL) AS open,
           count(*) FILTER (WHERE s.cause = 'identity' AND btrim(coalesce(s.reasonable_doubt_reason, '')) = '')
               AS without_recorded_doubt,
           count(*) FILTER (WHERE (s.opened_at AT TIME ZONE :zone)::date - (r.received_at AT TIME ZONE :zone)::date
                                  > :max_days_for_asking) AS asked_late
    FROM suspensions s JOIN subject_requests r ON r.id = s.request_id WHERE {_PERIOD}
"""  # noqa: S608 - fixed text
_WITHOUT_DOUBT: Final = f"""
    SELECT r.id AS request_id, r.reference, s.id AS suspension_id, s.opened_at, s.closed_at
    FROM suspensions s JOIN subject_requests r ON r.id = s.request_id
    WHERE s.cause = 'identity' AND btrim(coalesce(s.reasonable_doubt_reason, '')) = '' AND {_PERIOD}
    ORDER BY s.opened_at DESC LIMIT :most
"""  # noqa: S608 - fixed text
_NOTICES: Final = f"""
    SELECT count(d.extended_at) AS extensions, count(d.extension_lapsed_at) AS extensions_lapsed,
           (SELECT count(*) FROM requested_rights q JOIN subject_requests r ON r.id = q.request_id
            WHERE q.outcome = 'refused' AND {_PERIOD}) AS refusals,
           (SELECT count(*) FROM requested_rights q JOIN subject_requests r ON r.id = q.request_id
            JOIN deadlines d ON d.request_id = r.id
            WHERE q.outcome = 'refused' AND q.decided_at >= d.first_month_before AND {_PERIOD}) AS refusals_late
    FROM deadlines d JOIN subject_requests r ON r.id = d.request_id
    WHERE d.extended_at IS NOT NULL AND {_PERIOD}
"""  # noqa: S608 - fixed text


async def _all(session: AsyncSession, query: str, values: Mapping[str, Any]) -> list[dict[str, Any]]:
    names = {name for name in values if f":{name}" in query}
    typed = text(query).bindparams(*(bindparam(name, type_=_INSTANT) for name in _INSTANTS & names))
    rows = await session.execute(typed, {name: values[name] for name in names})
    return [dict(row) for row in rows.mappings()]


async def by_month(session: AsyncSession, **values: Any) -> list[dict[str, Any]]:
    """The figures of all requests (`month` is None), then of each month of receipt."""
    return await _all(session, _BY_MONTH, values)


async def by_right(session: AsyncSession, **values: Any) -> list[dict[str, Any]]:
    return await _all(session, _BY_RIGHT, values)


async def suspensions(session: AsyncSession, **values: Any) -> dict[str, Any]:
    return (await _all(session, _SUSPENSIONS, values))[0]


async def suspensions_without_doubt(session: AsyncSession, **values: Any) -> list[dict[str, Any]]:
    """The newest of them, with their requests."""
    return await _all(session, _WITHOUT_DOUBT, values)


async def notices(session: AsyncSession, **values: Any) -> dict[str, Any]:
    """Extensions and refusals, and those whose notice came too late."""
    return (await _all(session, _NOTICES, values))[0]
