"""Wrap every key anew by the newest key-encryption key, or move it into the key store; calls go on meanwhile."""

from dataclasses import dataclass, field
from typing import Final
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import sealing_keys
from dsr_service.services.ports.key_store import ELSEWHERE, KeyRefused, SealingKey
from dsr_service.services.runtime import Runtime
from dsr_service.storage.tables import RequestKey

_BATCH: Final = 200


@dataclass(slots=True)
class RotationReport:
    """What became of the keys. The old key-encryption key may go once a run finds nothing but `current` ones."""

    rewrapped: int = 0
    current: int = 0
    refused: list[str] = field(default_factory=list)  # holders whose key no key-encryption key at hand opens


async def rotate(runtime: Runtime) -> RotationReport:
    """Go through all keys, each on its own: a run that is cut short is simply run again."""
    report = RotationReport()
    after: tuple[UUID, str] | None = None
    while True:
        async with runtime.operation(SYSTEM) as ctx:
            rows = await sealing_keys.some(ctx, after, _BATCH)
        for row in rows:
            await _rotate(runtime, row, report)
        if len(rows) < _BATCH:
            return report
        after = (rows[-1].request_id, rows[-1].purpose)


async def _rotate(runtime: Runtime, row: RequestKey, report: RotationReport) -> None:
    key = SealingKey(sealing_keys.holder_of(row.request_id, row.purpose), row.recipient, row.wrapped_identity)
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
