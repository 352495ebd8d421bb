"""The composition root: Settings to engine, adapters and runtime; nothing else wires."""

import hashlib
import hmac
import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from datetime import time, timedelta
from functools import partial
from typing import Any, Final

from sqlalchemy import event
from sqlalchemy.ext.asyncio import AsyncEngine, AsyncSession, async_sessionmaker, create_async_engine

from dsr_service.adapters.clamd import ClamdScanner
from dsr_service.adapters.clock import SystemClock
from dsr_service.adapters.data_sources.engines import is_sql_url
from dsr_service.adapters.data_sources.erasing import SqlEraser
from dsr_service.adapters.data_sources.processors import ConfiguredProcessors
from dsr_service.adapters.data_sources.registry import SourcesAtHand, Turns, data_source
from dsr_service.adapters.document_inspection.inspector import ChildProcessInspector
from dsr_service.adapters.document_store.opening import open_document_store
from dsr_service.adapters.erasure_proofs import DerivedProofs
from dsr_service.adapters.file_sources import file_source
from dsr_service.adapters.http_signatures import Signer
from dsr_service.adapters.outbound_addresses import AddressGuard
from dsr_service.adapters.outbound_http import guarded_client
from dsr_service.adapters.package_push import SignedPush
from dsr_service.adapters.packaging import SealedPackages
from dsr_service.adapters.post_folder import FolderPost
from dsr_service.adapters.post_smtp import SmtpPost, SmtpServer
from dsr_service.adapters.row_spool import LocalScratch, sweep
from dsr_service.adapters.sealing.key_stores import open_key_store
from dsr_service.adapters.sealing.sealed_documents import AgeDocuments
from dsr_service.adapters.webhook_caller import GuardedWebhookCaller
from dsr_service.bootstrap_doors import key_encryption_of, tokens_of
from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.deadlines.deadlines import DeadlineRules
from dsr_service.domain.deadlines.marks import MarkPlan
from dsr_service.domain.identity.identity_policy import IdentityRules, PolicyKind
from dsr_service.domain.manual_tasks import is_manual
from dsr_service.domain.processors import is_processor
from dsr_service.formats.letters import LetterTemplates
from dsr_service.services import letter_catalogue, registers
from dsr_service.services.context import Policy
from dsr_service.services.ports.clock import Clock
from dsr_service.services.ports.data_sources import DataSource
from dsr_service.services.ports.erasing import Eraser
from dsr_service.services.ports.file_sources import FileSource
from dsr_service.services.ports.post import Post
from dsr_service.services.runtime import Runtime
from dsr_service.settings import Settings
from dsr_service.storage.connections import refuse_unfit


def derived_key(settings: Settings, purpose: str) -> bytes:
    """One secret, several keys: each purpose has its own, so that none can be used for another."""
    if settings.secret_key is None:
        raise ValueError("no secret key is set")
    return hmac.digest(settings.secret_key.get_secret_value().encode(), purpose.encode(), hashlib.sha256)


def policy_of(settings: Settings) -> Policy:
    return Policy(
        deadline_rules=DeadlineRules(
            calendar=settings.calendar,
            time_zone=settings.time_zone,
            max_days_for_asking=settings.max_days_for_asking,
            internal_target_working_days=settings.internal_target_working_days,
            suspensions_counted=settings.suspensions_counted,
            asking_end=settings.asking_end,
        ),
        mark_plan=MarkPlan(
            reminder_steps=tuple(sorted(set(settings.reminder_working_days), reverse=True)),
            escalation_step=None
            if settings.escalation_working_days < 0
            else settings.escalation_working_days,
            identity_reminder_days=tuple(sorted(set(settings.identity_reminder_days))),
            identity_expiry_days=settings.identity_expiry_days or None,
            morning=time(settings.reminder_hour),
        ),
        default_locale=settings.default_locale,
        identity=identity_rules_of(settings),
        signature_waived=settings.signature_waived,
        identity_grace=timedelta(days=settings.identity_grace_days),
        approval_required=settings.approval_required,
        export_days=settings.export_days,
        erasure_cool_down=timedelta(hours=settings.erasure_cool_down_hours),
        lookup_key=derived_key(settings, "identifier lookup"),
        api_key_pepper=derived_key(settings, "api key pepper"),
        letter_key=derived_key(settings, "letter secrets"),
        suppression_key=derived_key(settings, "suppression list"),
        answers_key=derived_key(settings, "manual answers"),
        data_map_review=settings.data_map_review,
        portability_notice=settings.portability_notice,
        webhook_key=derived_key(settings, "webhook secrets"),
        replay_key=derived_key(settings, "kept answers"),
        letters=letters_of(settings),
        letters_sent_by=settings.letters_sent_by,
    )


def identity_rules_of(settings: Settings) -> IdentityRules:
    origin = (settings.public_url or "").rstrip("/")
    return IdentityRules(
        policy=PolicyKind(settings.identity_policy),
        by_right=settings.identity_policy_by_right,
        contact_settles=timedelta(days=settings.contact_settles_days),
        unknown_age_settles=settings.contact_of_unknown_age == "accept",
        document_alone_waits=timedelta(hours=settings.document_alone_waits_hours),
        code_lives=timedelta(minutes=settings.identity_code_minutes),
        link_lives=timedelta(days=settings.access_link_days),
        session_lives=timedelta(minutes=settings.subject_session_minutes),
        mails_a_day=settings.mails_a_day,
        digital_age=settings.digital_age,
        audience=settings.assertion_audience or origin or "dsr_service",
        link_base=origin or f"http://{settings.host}:{settings.port}",
        assertion_root=derived_key(settings, "assertion keys"),
    )


_BOUND: Final = """
SELECT set_config('transaction_timeout', '2min', false) WHERE current_setting('transaction_timeout', true) IS NOT NULL
"""


def engine_of(settings: Settings) -> AsyncEngine:
    """The pool: no overflow (under load it costs three quarters of the rate), and a wait that ends in a 503."""
    if settings.database_url is None:
        raise ValueError("no database is set")
    url = settings.database_url.get_secret_value()
    for plain in ("postgresql://", "postgres://"):
        url = url.replace(plain, "postgresql+asyncpg://", 1) if url.startswith(plain) else url
    engine = create_async_engine(
        url,
        pool_size=settings.pool_size,
        max_overflow=0,
        pool_timeout=settings.database_timeout,
        pool_pre_ping=False,
        connect_args={
            "timeout": settings.database_timeout,
            "server_settings": {
                "application_name": "dsr_service",
                "statement_timeout": str(int(settings.statement_timeout * 1000)),
                "idle_in_transaction_session_timeout": "60000",
                "lock_timeout": str(int(settings.statement_timeout * 500)),
            },
        },
    )
    event.listen(engine.sync_engine, "connect", _bound_transactions)
    event.listen(engine.sync_engine, "checkout", refuse_unfit)
    return engine


def _bound_transactions(connection: Any, *_: object) -> None:
    """A process that stands still inside a statement is not idle, and would hold its locks for as long as it lives.

    From PostgreSQL 17 on its transaction ends all the same.
    """
    connection.run_async(lambda driver: driver.execute(_BOUND))


@asynccontextmanager
async def open_runtime(settings: Settings, *, clock: Clock | None = None) -> AsyncIterator[Runtime]:
    """The runtime of one process, closed at the end."""
    engine = engine_of(settings)
    data_dir = settings.data_dir.resolve()
    spool = data_dir / "spool"
    spool.mkdir(parents=True, exist_ok=True, mode=0o700)
    sweep(spool)
    documents = open_document_store(settings.blob_url or (data_dir / "blobs").as_uri())
    clock = clock or SystemClock()
    turns = Turns(settings.source_concurrency)
    doorstep = SignedPush(
        AddressGuard.of(settings.transfer_private_networks),
        Signer(derived_key(settings, "transfer signatures")),
        clock.now,
    )
    webhook_caller = GuardedWebhookCaller(AddressGuard.of(settings.webhook_private_networks))
    sources = SourcesAtHand(lambda data_map: turns.around(data_sources_of(settings, data_map)))
    key_calls = guarded_client(AddressGuard.of(settings.kms_private_networks), connections=8)
    key_store = open_key_store(settings.keystore_url.get_secret_value()) if settings.keystore_url else None
    key_encryption = key_encryption_of(settings, key_calls, clock)
    sealed = AgeDocuments(documents, key_encryption, key_store)
    scanner = ClamdScanner(settings.clamd_address) if settings.clamd_address else None
    inspector = ChildProcessInspector(scanner=scanner)
    provider_calls = guarded_client(AddressGuard.of(settings.oidc_private_networks), connections=2)
    try:
        yield Runtime(
            engine=engine,
            sessions=async_sessionmaker(engine, class_=AsyncSession, expire_on_commit=False, autoflush=False),
            clock=clock,
            policy=policy_of(settings),
            documents=documents,
            sealed=sealed,
            packages=SealedPackages(sealed),
            inspector=inspector,
            data_sources=sources,
            file_sources=partial(file_sources_of, settings),
            erasers=partial(erasers_of, settings),
            proofs=proofs_of(settings),
            key_encryption=key_encryption,
            scratch=LocalScratch(spool),
            doorstep=doorstep,
            post=post_of(settings),
            webhooks=webhook_caller,
            cursor_key=derived_key(settings, "cursor"),
            answer_within=settings.answer_within,
            processors=processors_of(settings, clock),
            public_url=settings.public_url.rstrip("/") if settings.public_url else None,
            scanner=scanner,
            tokens=tokens_of(settings, provider_calls, derived_key(settings, "oidc subjects")),
        )
    finally:
        await webhook_caller.close()
        await inspector.close()
        await doorstep.close()
        await sources.close()
        await provider_calls.aclose()
        await key_calls.aclose()
        if key_store is not None:
            await key_store.close()
        await engine.dispose()


def data_sources_of(settings: Settings, data_map: DataMap) -> Mapping[str, DataSource]:
    """The configured source of each dataset; a dataset without one is told as failed by the walk."""
    guard = AddressGuard.of(settings.source_private_networks)
    return {
        dataset.fides_key: data_source(
            settings.sources[dataset.fides_key].get_secret_value(), dataset, guard=guard
        )
        for dataset in data_map.datasets
        if dataset.fides_key in settings.sources and not is_processor(dataset) and not is_manual(dataset)
    }


def file_sources_of(settings: Settings) -> Mapping[str, FileSource]:
    """The configured stores of files by the names that maps use."""
    guard = AddressGuard.of(settings.source_private_networks)
    return {name: file_source(url.get_secret_value(), guard) for name, url in settings.file_sources.items()}


def erasers_of(settings: Settings, data_map: DataMap) -> Mapping[str, Eraser]:
    """Those of the configured sources whose rows can be changed from here."""
    urls = {
        dataset.fides_key: settings.sources[dataset.fides_key].get_secret_value()
        for dataset in data_map.datasets
        if dataset.fides_key in settings.sources
    }
    return {key: SqlEraser(url) for key, url in urls.items() if is_sql_url(url)}


def proofs_of(settings: Settings) -> DerivedProofs:
    return DerivedProofs(
        ledger=derived_key(settings, "erasure ledger"),
        approvals=derived_key(settings, "erasure approvals"),
        certificates=derived_key(settings, "erasure certificates"),
    )


def processors_of(settings: Settings, clock: Clock) -> ConfiguredProcessors:
    urls = {key: url.get_secret_value() for key, url in settings.sources.items()}
    guard = AddressGuard.of(settings.source_private_networks)
    return ConfiguredProcessors(urls, guard, clock.now, settings.processor_ca_file)


def letters_of(settings: Settings) -> LetterTemplates:
    """The templates; a folder's are all tried, so that a faulty one is known at start. Raises TemplateFaulty."""
    templates = LetterTemplates(settings.letter_templates)
    if settings.letter_templates is not None:
        letter_catalogue.check(templates, settings.zone)
    return templates


def post_of(settings: Settings) -> Post:
    """The mail server, or without one the folder `outbox`."""
    if settings.smtp_host is None or settings.smtp_sender is None:
        return FolderPost(settings.data_dir.resolve() / "outbox")
    server = SmtpServer(
        host=settings.smtp_host,
        port=settings.smtp_port,
        tls=settings.smtp_tls,
        username=settings.smtp_username,
        password=settings.smtp_password.get_secret_value() if settings.smtp_password else None,
        step_seconds=settings.smtp_timeout,
        total_seconds=settings.smtp_timeout * 3,
    )
    return SmtpPost(server, settings.smtp_sender)


async def install(runtime: Runtime, settings: Settings) -> None:
    """Put the configured data map and registers in force where none is yet; a DPO's later changes stay."""
    async with runtime.operation(SYSTEM) as ctx:
        if settings.data_map is not None and await registers.data_map_to_replace(ctx) is None:
            await registers.activate_data_map(ctx, settings.data_map.read_text("utf-8"))
        if settings.registers is not None:
            await registers.load_where_empty(ctx, json.loads(settings.registers.read_text("utf-8")))
