"""What time or the end of a request takes away: papers, unreleased and expired packages, kept answers."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.services import key_sweeping, retention
from dsr_service.services.runtime import Runtime
from dsr_service.storage.job_runs import Handler, JobRun

IDEMPOTENCY_KEPT: Final = timedelta(hours=48)
UNNAMED_AFTER: Final = timedelta(days=1)


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def clear_away(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await retention.clear_away(ctx, UUID(run.text("request_id")))
            await run.finish(ctx.session)

    async def expire_packages(run: JobRun) -> None:
        async with runtime.operation(SYSTEM) as ctx:
            await retention.expire_packages(ctx)
            await retention.forget_answers(ctx, ctx.now - IDEMPOTENCY_KEPT)
            await run.finish(ctx.session)

    async def delete_blob(run: JobRun) -> None:
        """The key is shredded already: this frees the space."""
        await runtime.documents.delete(run.text("key"))

    async def shred_key(run: JobRun) -> None:
        """Its row says shredded already; this takes it out of the key store."""
        await runtime.sealed.shred(run.text("holder"))

    async def sweep_blobs(_: JobRun) -> None:
        """Blobs that no row names: their writer died before it could record them."""
        await runtime.documents.sweep_unfinished(runtime.clock.now() - UNNAMED_AFTER)
        for prefix in ("identity", "packages"):
            before = runtime.clock.now() - UNNAMED_AFTER
            old = [b.key async for b in runtime.documents.list(prefix) if b.modified_at < before]
            async with runtime.operation(SYSTEM) as ctx:
                unnamed = await retention.unnamed(ctx, old)
            for key in unnamed:
                await runtime.documents.delete(key)

    async def sweep_keys(_: JobRun) -> None:
        """Keys of the key store whose writer died before it could record them."""
        await key_sweeping.sweep(runtime)

    return {
        "clear_away": clear_away,
        "sweep_blobs": sweep_blobs,
        "sweep_keys": sweep_keys,
        "expire_packages": expire_packages,
        "delete_blob": delete_blob,
        "shred_key": shred_key,
    }
