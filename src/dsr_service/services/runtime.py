"""What a running process has at hand: the database, the clock, the policy and the ports."""

from collections.abc import Callable, Mapping
from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass, field

from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker

from dsr_service.domain.actors import Actor
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.services import tracing
from dsr_service.services.chosen_rules import ChosenRules
from dsr_service.services.context import OperationContext, Policy, operation, reading
from dsr_service.services.ports.bearer_tokens import BearerTokens
from dsr_service.services.ports.clock import Clock
from dsr_service.services.ports.data_sources import DataSource
from dsr_service.services.ports.document_inspection import DocumentInspector, MalwareScanner
from dsr_service.services.ports.document_store import DocumentStore
from dsr_service.services.ports.erasing import Eraser
from dsr_service.services.ports.erasure_proofs import ErasureProofs
from dsr_service.services.ports.file_sources import FileSource
from dsr_service.services.ports.handing_over import Doorstep
from dsr_service.services.ports.key_store import KeyEncryption
from dsr_service.services.ports.packages import Packages
from dsr_service.services.ports.post import Post
from dsr_service.services.ports.processors import Processors
from dsr_service.services.ports.scratch import Scratch
from dsr_service.services.ports.sealed_documents import SealedDocuments
from dsr_service.services.ports.webhooks import WebhookCaller


@dataclass(frozen=True, slots=True)
class Runtime:
    """Made once by `bootstrap`; what `api` and `jobs` work with."""

    engine: AsyncEngine
    sessions: async_sessionmaker[AsyncSession]
    clock: Clock
    policy: Policy
    documents: DocumentStore
    sealed: SealedDocuments
    packages: Packages
    inspector: DocumentInspector
    data_sources: Callable[[DataMap], Mapping[str, DataSource]]
    file_sources: Callable[[], Mapping[str, FileSource]]
    erasers: Callable[[DataMap], Mapping[str, Eraser]]
    proofs: ErasureProofs
    key_encryption: KeyEncryption
    scratch: Scratch
    post: Post
    doorstep: Doorstep
    webhooks: WebhookCaller
    cursor_key: bytes
    processors: Processors
    public_url: str | None = None  # where processors reach us
    chosen_rules: ChosenRules = field(default_factory=ChosenRules)
    answer_within: float = 2.0  # seconds that a caller of the API waits for the database
    scanner: MalwareScanner | None = None
    tokens: BearerTokens | None = None  # of people, where an identity provider is configured

    def operation(self, actor: Actor) -> AbstractAsyncContextManager[OperationContext]:
        """One transaction in the name of an actor."""
        return operation(self.sessions, actor, self.clock, self.policy, self.chosen_rules, tracing.trace_id())

    def reading(self, actor: Actor) -> AbstractAsyncContextManager[OperationContext]:
        """What only asks by direct statements, in the name of an actor; no transaction is opened."""
        return reading(self.engine, actor, self.clock, self.policy, self.chosen_rules, tracing.trace_id())
