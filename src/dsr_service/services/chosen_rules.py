"""The DPO's rules of the clock, as every process has them at hand: read anew at most once a second."""

from time import monotonic
from typing import Any, Final

import structlog
from sqlalchemy.ext.asyncio import AsyncSession

from dsr_service.domain.deadlines.choices import KEY, DeadlineChoices, read_choices
from dsr_service.domain.errors import InvalidInput
from dsr_service.storage import registers as storage

FRESH: Final = 1.0  # seconds in which a process may still reckon by the former rules
DELAY: Final = 5.0  # seconds until the recomputation, which also brings such clocks to the new rules


class ChosenRules:
    """What was read last, and when."""

    def __init__(self) -> None:
        self._read_at: float | None = None
        self._version = 0
        self._choices: DeadlineChoices | None = None

    async def read(self, session: AsyncSession) -> DeadlineChoices | None:
        """The choices in force; None where the configuration alone counts."""
        now = monotonic()
        if self._read_at is None or now - self._read_at >= FRESH:
            found = await storage.policy_entry(session, KEY)
            version = found[0] if found else 0
            if version != self._version:
                self._choices = _readable(*found) if found else None
                self._version = version
            self._read_at = now
        return self._choices


def _readable(version: int, entry: dict[str, Any]) -> DeadlineChoices | None:
    """A calendar that a new release of the holiday data lost must not stop every call: it is told."""
    try:
        return read_choices(entry)
    except InvalidInput:
        structlog.get_logger("deadlines").error("chosen_rules_not_readable", version=version)
        return None
