"""The budget of mails per recipient and day."""

from datetime import date

from sqlalchemy import delete, text
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.storage.tables import MailBudget

_TAKE = text("""
    INSERT INTO mail_budgets AS b (recipient, day, sent, held) VALUES (:recipient, :day, 1, 0)
    ON CONFLICT (recipient, day) DO UPDATE SET
        sent = b.sent + CASE WHEN b.sent < :budget THEN 1 ELSE 0 END,
        held = b.held + CASE WHEN b.sent < :budget THEN 0 ELSE 1 END
    RETURNING (b.held = 0) AS granted
""")


async def take(session: AsyncSession, recipient: bytes, day: date, budget: int) -> bool:
    """Whether one more mail may go out; once one was held, the day is over for this recipient."""
    values = {"recipient": recipient, "day": day, "budget": budget}
    return bool((await session.execute(_TAKE, values)).scalar_one())


async def forget_before(session: AsyncSession, day: date) -> None:
    await session.execute(delete(MailBudget).where(MailBudget.day < day))
