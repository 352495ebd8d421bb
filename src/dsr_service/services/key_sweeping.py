"""Keys in the key store that no row names: their maker died before the row, or the row went with its request."""

from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.audit_doors import KeysSwept
from dsr_service.domain.errors import DsrError, Kind
from dsr_service.services import audit, sealing_keys
from dsr_service.services.clock_guard import require_right_clock
from dsr_service.services.ports.key_store import ELSEWHERE, KeyStore
from dsr_service.services.runtime import Runtime

UNNAMED_AFTER: Final = timedelta(days=1)
_BATCH: Final = 1000
_FEW: Final = 20


class KeyStoreUnfamiliar(DsrError):
    """An empty or another database beside a full key store: to delete what it does not know would be the end of it."""

    code = "key_store_unfamiliar"
    kind = Kind.CONFLICT
    title = "More than half of the keys in the key store are unknown to this database; none is deleted."


async def sweep(runtime: Runtime) -> int:
    """Delete them, a day after they were made; returns how many. Raises KeyStoreUnfamiliar, ClockDiffers."""
    store = runtime.sealed.key_store
    if store is None:
        return 0
    await require_right_clock(runtime.engine, runtime.clock)
    before = runtime.clock.now() - UNNAMED_AFTER
    unnamed, found = await _unnamed(runtime, store, before)
    if len(unnamed) > max(_FEW, found // 2):
        raise KeyStoreUnfamiliar
    if unnamed:
        async with runtime.operation(SYSTEM) as ctx:
            await audit.record(ctx, KeysSwept(None, len(unnamed)))
        for name in sorted(unnamed):
            await store.forget(name, before)
    return len(unnamed)


async def _unnamed(runtime: Runtime, store: KeyStore, before: datetime) -> tuple[set[str], int]:
    """The rows are read after the store: a key that was there has its row by then, or never will."""
    unnamed = set(await store.names(before))
    found = len(unnamed)
    after: tuple[UUID, str] | None = None
    while unnamed:
        async with runtime.operation(SYSTEM) as ctx:
            rows = await sealing_keys.some(ctx, after, _BATCH)
        for row in rows:
            if row.wrapped_identity == ELSEWHERE:
                unnamed.discard(store.name_of(sealing_keys.holder_of(row.request_id, row.purpose)))
        if len(rows) < _BATCH:
            break
        after = (rows[-1].request_id, rows[-1].purpose)
    return unnamed, found
