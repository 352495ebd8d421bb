"""The operation context: who acts, when, in which transaction; the only place where one opens."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import cast
from zoneinfo import ZoneInfo

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from dsr_service.domain.actors import Actor
from dsr_service.domain.deadlines.choices import DeadlineChoices
from dsr_service.domain.deadlines.deadlines import DeadlineRules
from dsr_service.domain.deadlines.marks import MarkPlan
from dsr_service.domain.identity.identity_policy import IdentityRules
from dsr_service.formats.letters import LetterTemplates
from dsr_service.services.chosen_rules import ChosenRules
from dsr_service.services.ports.clock import Clock
from dsr_service.storage import direct


@dataclass(frozen=True, slots=True)
class Policy:
    """What the controller has decided: the settings that use cases depend on."""

    deadline_rules: DeadlineRules
    mark_plan: MarkPlan
    default_locale: str
    identity: IdentityRules
    signature_waived: bool
    identity_grace: timedelta  # between the verdict and the destruction of the copy
    approval_required: frozenset[str]
    export_days: int
    erasure_cool_down: timedelta  # between the approval of an erasure and its first statement
    lookup_key: bytes  # keys the hashes by which identifiers are found
    api_key_pepper: bytes
    letter_key: bytes  # seals codes and links of letters that wait to be sent
    suppression_key: bytes  # keys the hashes of the suppression list; the storefront is given it
    answers_key: bytes  # seals what a person typed in for a request
    webhook_key: bytes  # seals the secrets of webhooks
    replay_key: bytes  # seals the answers that are kept for a retry
    letters: LetterTemplates = field(default_factory=LetterTemplates, compare=False)
    letters_sent_by: str | None = None  # the storefront client that mails letters itself
    portability_notice: bool = True  # the acknowledgement of an erasure mentions portability first (WP242)
    data_map_review: bool = False  # a change of the data map needs another person's approval

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.deadline_rules.time_zone)

    def by(self, choices: DeadlineChoices | None) -> "Policy":
        """This policy with the DPO's rules of the clock."""
        if choices is None:
            return self
        rules, plan = choices.applied(self.deadline_rules, self.mark_plan)
        return replace(self, deadline_rules=rules, mark_plan=plan)


@dataclass(frozen=True, slots=True)
class OperationContext:
    """Who acts, when, and in which transaction: the first argument of every service."""

    session: AsyncSession
    actor: Actor
    now: datetime  # read once, so that every row of one operation bears the same time
    policy: Policy
    trace_id: str | None = field(default=None)

    @property
    def today(self) -> date:
        """The civil date in the controller's zone."""
        return self.now.astimezone(self.policy.zone).date()


@asynccontextmanager
async def operation(
    sessions: async_sessionmaker[AsyncSession],
    actor: Actor,
    clock: Clock,
    policy: Policy,
    chosen: ChosenRules,
    trace_id: str | None = None,
) -> AsyncIterator[OperationContext]:
    """One transaction: committed when the block ends, rolled back when it raises."""
    async with sessions() as session, session.begin():
        in_force = policy.by(await chosen.read(session))
        yield OperationContext(session, actor, clock.now(), in_force, trace_id)


@asynccontextmanager
async def reading(
    engine: AsyncEngine,
    actor: Actor,
    clock: Clock,
    policy: Policy,
    chosen: ChosenRules,
    trace_id: str | None = None,
) -> AsyncIterator[OperationContext]:
    """An operation that only asks, by direct statements: none of them needs a transaction around it."""
    async with direct.Reading(engine) as lent:
        session = cast(AsyncSession, lent)
        in_force = policy.by(await chosen.read(session))
        yield OperationContext(session, actor, clock.now(), in_force, trace_id)
