"""Wrap every key anew by the newest key-encryption key, or move it into the key store; calls go on meanwhile."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import sealing_keys
from dsr_service.services.erasure.work import context_of
from dsr_service.services.ports.key_store import ELSEWHERE, KeyRefused
from dsr_service.services.runtime import Runtime
from dsr_service.storage import erasures
from dsr_service.storage.tables import RequestKey

_BATCH: Final = 200


@dataclass(slots=True)
class RotationReport:
    """What became of the keys. The old key-encryption key may go once a run finds nothing but `current` ones."""

    rewrapped: int = 0
    current: int = 0
    refused: list[str] = field(
        default_factory=list
    )  # holders and erasures whose secret no key-encryption key at hand opens


async def rotate(runtime: Runtime) -> RotationReport:
    """Go through all keys, each on its own: a run that is cut short is simply run again."""
    report = RotationReport()
    await _rotate_keys(runtime, report)
    await _rotate_seeds(runtime, report)
    return report


async def _rotate_keys(runtime: Runtime, report: RotationReport) -> None:
    after: tuple[UUID, str] | None = None
    while True:
        async with runtime.operation(SYSTEM) as ctx:
            rows = await sealing_keys.some(ctx, after, _BATCH)
        for row in rows:
            await _rotate(runtime, row, report)
        if len(rows) < _BATCH:
            return
        after = (rows[-1].request_id, rows[-1].purpose)


async def _rotate_seeds(runtime: Runtime, report: RotationReport) -> None:
    """The rows by which kept data is found again: wrapped by the same key-encryption key, for years."""
    after: UUID | None = None
    while True:
        async with runtime.operation(SYSTEM) as ctx:
            rows = await erasures.some_seeds(ctx.session, after, _BATCH)
        for erasure_id, sealed in rows:
            await _rotate_seed(runtime, erasure_id, sealed, report)
        if len(rows) < _BATCH:
            return
        after = rows[-1][0]


async def _rotate_seed(runtime: Runtime, erasure_id: UUID, sealed: bytes, report: RotationReport) -> None:
    context = context_of(erasure_id)
    try:
        fresh = await runtime.key_encryption.rewrap(sealed, context)
    except KeyRefused:
        report.refused.append(context)
        return
    if fresh is None:
        report.current += 1
        return
    async with runtime.operation(SYSTEM) as ctx:
        recorded = await erasures.replace_seeds(ctx.session, erasure_id, sealed, fresh)
    if recorded:  # what was noted meanwhile bears the newest key already
        report.rewrapped += 1


async def _rotate(runtime: Runtime, row: RequestKey, report: RotationReport) -> None:
    key = sealing_keys.of_row(row)
    try:
        fresh = await runtime.sealed.rewrap(key)
    except KeyRefused:
        report.refused.append(key.holder)
        return
    if fresh is None or fresh.wrapped is None:
        report.current += 1
        return
    if fresh.wrapped != key.wrapped:
        async with runtime.operation(SYSTEM) as ctx:
            recorded = await sealing_keys.record_wrapping(ctx, row, fresh.wrapped)
        if not recorded:  # shredded meanwhile: what was moved must not outlive it
            if fresh.wrapped == ELSEWHERE:
                await runtime.sealed.shred(key.holder)
            return
    report.rewrapped += 1
