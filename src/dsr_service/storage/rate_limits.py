"""The token buckets that all replicas share: one statement refills, grants and tells."""

from datetime import datetime
from typing import Final

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

# A clock that lags behind another replica's refills nothing and takes nothing back (greatest). Tokens are granted
# whole, as far as there are any; `granted` stands in the row only so that RETURNING can tell it.
_DRAW: Final = text("""
    INSERT INTO rate_limits AS r (key, tokens, granted, refilled_at)
    VALUES (:key, cast(:burst AS integer) - least(cast(:wanted AS integer), cast(:burst AS integer)),
            least(cast(:wanted AS integer), cast(:burst AS integer)), cast(:now AS timestamptz))
    ON CONFLICT (key) DO UPDATE SET (granted, tokens, refilled_at) = (
        SELECT least(cast(:wanted AS integer), floor(refilled)),
               refilled - least(cast(:wanted AS integer), floor(refilled)),
               greatest(r.refilled_at, cast(:now AS timestamptz))
        FROM (SELECT least(
            cast(:burst AS integer),
            r.tokens + cast(:rate AS double precision)
                * greatest(0, extract(epoch FROM cast(:now AS timestamptz) - r.refilled_at))
        ) AS refilled) AS bucket)
    RETURNING granted, tokens
""")
_FORGET: Final = text("DELETE FROM rate_limits WHERE refilled_at < :before")


async def draw(
    connection: AsyncConnection, key: bytes, wanted: int, *, burst: int, rate: float, now: datetime
) -> tuple[int, float]:
    """Take up to `wanted` tokens of the bucket; returns how many were granted, and what is left."""
    values = {"key": key, "wanted": wanted, "burst": burst, "rate": rate, "now": now}
    row = (await connection.execute(_DRAW, values)).one()
    return row.granted, row.tokens


async def forget_before(connection: AsyncConnection, instant: datetime) -> None:
    """Drop the buckets that nobody has drawn from since: they are full again."""
    await connection.execute(_FORGET, {"before": instant})
