"""Background work that waits, runs, or is held for an operator; and the schedules that make some of it."""

from datetime import datetime
from typing import Any

from sqlalchemy import BigInteger, Identity, Index, SmallInteger, Text, text
from sqlalchemy.orm import Mapped, mapped_column

from dsr_service.domain.jobs import JobState
from dsr_service.storage.base import Base
from dsr_service.storage.tables.enums import one_of, stored

_WAITING = text("state = 'waiting'")
_SCHEDULED = text("state = 'scheduled'")
_RUNNING = text("state = 'running'")
_DEAD = text("state = 'dead'")
_NOT_BEGUN = text("state IN ('waiting', 'scheduled')")


class JobRow(Base):
    """`run_after` is compared with the clock port; `retry_at` and `lease_until`, liveness, with the
    server's.
    """

    __tablename__ = "jobs"
    __table_args__ = (
        one_of("state", JobState),
        Index("ix_jobs_waiting", "client", "source", "due_at", "id", postgresql_where=_WAITING),
        Index("ix_jobs_scheduled", "run_after", postgresql_where=_SCHEDULED),
        Index("ix_jobs_running", "lease_until", postgresql_where=_RUNNING),
        Index("ix_jobs_dead", "id", postgresql_where=_DEAD),
        Index("uq_jobs_dedupe_key", "dedupe_key", unique=True, postgresql_where=_NOT_BEGUN),
    )
    id: Mapped[int] = mapped_column(BigInteger, Identity(always=True), primary_key=True)
    kind: Mapped[str]
    payload: Mapped[dict[str, Any]]
    version: Mapped[int] = mapped_column(SmallInteger)
    client: Mapped[str] = mapped_column(Text(collation="C"))  # byte order is cheap to walk
    source: Mapped[str] = mapped_column(Text(collation="C"))
    dedupe_key: Mapped[str | None]
    state: Mapped[JobState] = mapped_column(stored(JobState))
    due_at: Mapped[datetime]
    run_after: Mapped[datetime]
    retry_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    created_at: Mapped[datetime] = mapped_column(server_default=text("now()"))
    ready_at: Mapped[datetime] = mapped_column(
        server_default=text("now()")
    )  # since when a worker could take it
    attempts: Mapped[int] = mapped_column(server_default=text("0"))  # counted before running
    crashes: Mapped[int] = mapped_column(server_default=text("0"))  # attempts whose worker died
    token: Mapped[int] = mapped_column(BigInteger, server_default=text("0"))  # fences off earlier workers
    lease_until: Mapped[datetime | None]
    worker: Mapped[str | None]
    last_error: Mapped[str | None]  # a code, never a message
    died_at: Mapped[datetime | None]


class JobScheduleRow(Base):
    __tablename__ = "job_schedules"
    name: Mapped[str] = mapped_column(primary_key=True)
    rule: Mapped[str]
    next_at: Mapped[datetime]
    last_at: Mapped[datetime | None]
