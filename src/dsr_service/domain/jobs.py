"""Background work as a value: what is to be done, by when, and what a failure means for it."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Final

from dsr_service.domain.audit import AuditEvent
from dsr_service.domain.errors import DsrError, Kind

# Payloads hold ids and codes only: whoever reads the queue learns nothing about a person, and whoever edits
# it can only point a worker at another row, whose approved state the worker reads again.
_ID_OR_CODE: Final = re.compile(r"[A-Za-z0-9_.:/-]{1,200}")
_KIND: Final = re.compile(r"[a-z][a-z0-9_]{0,62}")


class JobState(StrEnum):
    """Where a job stands; a finished one is deleted."""

    SCHEDULED = "scheduled"  # not before a time: asked for, or a retry's
    WAITING = "waiting"
    RUNNING = "running"
    DEAD = "dead"  # held for an operator


@dataclass(frozen=True, slots=True)
class Job:
    """Something to do after the commit. Its handler must be idempotent: it may run again after a crash."""

    kind: str
    payload: Mapping[str, str | int] = field(default_factory=dict)
    version: int = 1  # of the payload's schema
    due_at: datetime | None = None  # earliest first; None: within the hour
    run_after: datetime | None = None
    dedupe_key: str | None = None  # joins a job of this key that has not begun yet
    client: str = ""  # whose share of the workers it uses
    source: str = ""  # at most so many jobs of one source at a time

    def __post_init__(self) -> None:
        if not _KIND.fullmatch(self.kind):
            raise ValueError("a job's kind is a lower-case word")
        for name, value in self.payload.items():
            # bool is an int, and a flag is a decision that belongs in a row
            if isinstance(value, bool) or not (
                isinstance(value, int) or (isinstance(value, str) and _ID_OR_CODE.fullmatch(value))
            ):
                raise ValueError(f"a job's payload holds ids and codes only: {name}")


class Failure(StrEnum):
    """How a failed attempt should be read."""

    TEMPORARY = "temporary"  # the outer world is away
    CONTENDED = "contended"  # somebody else was quicker
    UNEXPECTED = "unexpected"  # a fault of ours, perhaps of one replica only
    PERMANENT = "permanent"  # no attempt will do better


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """How often, and how far apart."""

    attempts: int
    first: timedelta
    longest: timedelta

    def delay(self, attempt: int, jitter: float) -> timedelta:
        """Doubling, the upper half random (`jitter` in 0..1), so that a crowd does not come back at once."""
        doubled = self.first * 2.0 ** min(attempt - 1, 30)
        return min(doubled, self.longest) * (0.5 + jitter / 2)


RETRIES: Final[Mapping[Failure, RetryPolicy]] = {
    Failure.TEMPORARY: RetryPolicy(200, timedelta(seconds=1), timedelta(minutes=10)),  # about a day
    Failure.CONTENDED: RetryPolicy(30, timedelta(milliseconds=100), timedelta(seconds=10)),
    Failure.UNEXPECTED: RetryPolicy(8, timedelta(seconds=2), timedelta(minutes=5)),  # about five minutes
    Failure.PERMANENT: RetryPolicy(1, timedelta(0), timedelta(0)),
}
LONGEST_ASKED_WAIT: Final = timedelta(hours=1)  # a source's Retry-After beyond this is not believed


def next_delay(
    failure: Failure, attempt: int, *, jitter: float, asked_wait: timedelta | None = None
) -> timedelta | None:
    """How long to wait after failed attempt number `attempt` (from 1); None: hold the job for an operator."""
    policy = RETRIES[failure]
    if attempt >= policy.attempts:
        return None
    return max(policy.delay(attempt, jitter), min(asked_wait or timedelta(0), LONGEST_ASKED_WAIT))


_BY_KIND: Final[Mapping[Kind, Failure]] = {
    Kind.UNAVAILABLE: Failure.TEMPORARY,
    Kind.TOO_MANY: Failure.TEMPORARY,
    Kind.CONFLICT: Failure.CONTENDED,
    Kind.STALE: Failure.CONTENDED,
}


def failure_of(error: DsrError) -> Failure:
    """An expected error's meaning: what is neither busy nor contended stays wrong however often tried."""
    return _BY_KIND.get(error.kind, Failure.PERMANENT)


class JobNotMine(DsrError):
    code = "job_not_mine"
    kind = Kind.STALE
    title = "Another worker has taken this job over; nothing may be recorded for it here."


class JobNotDead(DsrError):
    code = "job_not_dead"
    kind = Kind.CONFLICT
    title = "Only a job that is held after its failure can be retried or discarded."


class DiscardReason(StrEnum):
    """Why an operator gives a held job up; a code, since the audit log holds no prose about people."""

    DONE_BY_HAND = "done_by_hand"
    NO_LONGER_NEEDED = "no_longer_needed"
    SUPERSEDED = "superseded"  # by another job, or by a new start of the fulfilment
    CANNOT_BE_MENDED = "cannot_be_mended"


@dataclass(frozen=True, slots=True)
class HeldJobsRetried(AuditEvent):
    """An operator let held jobs run again."""

    jobs: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class HeldJobDiscarded(AuditEvent):
    """An operator gave a held job up."""

    job: int
    kind: str
    reason: DiscardReason
