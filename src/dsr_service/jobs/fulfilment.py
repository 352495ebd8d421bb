"""Carrying out access and portability: claim, search, seal the packages, record; every step may happen again."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager, suppress
from datetime import datetime
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.fulfilment import AnswerIncomplete, StepOutcome
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.rights import Right
from dsr_service.services import attachments, clock_guard, export_packages, fulfilment, releases
from dsr_service.services.fulfilment import PackageToRecord, Search
from dsr_service.services.outside_sources import outside_sources
from dsr_service.services.own_values import own_values
from dsr_service.services.package_contents import contents_of, selections_of
from dsr_service.services.ports.data_sources import DataSource, SourceFailed
from dsr_service.services.ports.scratch import RowStore
from dsr_service.services.runtime import Runtime
from dsr_service.services.sealing_keys import holder_of
from dsr_service.services.waiting import search_alone, wait_for_others
from dsr_service.services.walk import Status, WalkReport, walk
from dsr_service.storage.fulfilment import StepNote
from dsr_service.storage.job_runs import Handler, JobRun

_PROGRESS_EVERY = 1.0  # seconds
_SMALL = 10_000  # rows of which packages are made in about a second
_OUTCOMES = {
    Status.SEARCHED: StepOutcome.DONE,
    Status.SKIPPED: StepOutcome.SKIPPED,
    Status.FAILED: StepOutcome.FAILED,
}


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def fulfil(run: JobRun) -> None:
        await carry_out(runtime, run)

    async def release_packages(run: JobRun) -> None:
        await clock_guard.require_right_clock(runtime.engine, runtime.clock)
        async with runtime.operation(SYSTEM) as ctx:
            await releases.release_waiting(ctx, UUID(run.text("request_id")))
            await run.finish(ctx.session)

    return {"fulfil": fulfil, "release_packages": release_packages}


async def carry_out(runtime: Runtime, run: JobRun) -> None:
    """One attempt, from the first row: a snapshot dies with its process, so an answer has one moment of reading."""
    request_id = UUID(run.text("request_id"))
    search = await _begin(runtime, run, request_id)
    if search is None:
        return
    with runtime.scratch.row_store() as spool:
        read_at = runtime.clock.now()
        async with _progress(runtime, request_id) as progress, _sources(runtime, search) as sources:
            report = await walk(
                search.data_map,
                sources,
                search.identities,
                spool,
                keys=runtime.scratch.key_store(),
                progress=progress,
            )
        ends = _ends(report)
        if not report.complete or sum(end.rows for end in ends) > _SMALL:
            await _record_search(runtime, run, request_id, ends)
            ends = []
        if not report.complete:
            raise SourceFailed(
                "incomplete", "Not every collection could be searched; the search is tried again."
            )
        try:
            packages = [
                await _package(runtime, search, right, spool, report, read_at) for right in search.rights
            ]
        except AnswerIncomplete as gap:
            async with runtime.operation(SYSTEM) as ctx:
                await run.finish(ctx.session)
                await fulfilment.stop(ctx, request_id, gap.missing, ends)
            return
    async with runtime.operation(SYSTEM) as ctx:
        await run.finish(ctx.session)
        wanted = await fulfilment.record_packages(ctx, request_id, packages, ends)
    if not wanted:
        for package in packages:
            await runtime.documents.delete(package.built["sealed"]["key"])


async def _begin(runtime: Runtime, run: JobRun, request_id: UUID) -> Search | None:
    """What to search for; None when nobody wants it any more, or others have to answer first."""
    async with runtime.reading(SYSTEM) as ctx:
        await run.look_whether_mine(ctx.session)
        alone = await search_alone(ctx, request_id)
    if alone is not None:
        return alone
    async with runtime.operation(SYSTEM) as ctx:
        await run.assert_still_mine(ctx.session)
        request = await fulfilment.under_way(ctx, request_id)
        search = await fulfilment.search_of(ctx, request) if request else None
        if request is None or search is None:
            return None
        if await wait_for_others(ctx, request, search):  # whoever answers last lets the search begin
            await run.finish(ctx.session)
            return None
    return search


async def _package(
    runtime: Runtime, search: Search, right: Right, spool: RowStore, report: WalkReport, read_at: datetime
) -> PackageToRecord:
    """Seal the package of one right under a key of its own. A blob that no row comes to name is swept."""
    now = runtime.clock.now()
    found = {
        address: one.rows for address, one in report.collections.items() if one.status is Status.SEARCHED
    }
    package_id = new_id(now)
    key = await runtime.sealed.new_key(holder_of(search.request_id, export_packages.purpose_of(package_id)))
    with runtime.scratch.file_store() as store:
        selections = selections_of(search, right, found)
        contents = contents_of(
            search,
            right,
            found,
            spool.lines,
            generated_at=now,
            read_at={dataset.fides_key: (read_at,) for dataset in search.data_map.datasets},
            own=own_values(search, spool.lines),
            files=await attachments.collect(runtime, search, selections, spool.lines, store),
        )
        built = await runtime.packages.build(contents, f"packages/{search.request_id}/{package_id}", key)
    return PackageToRecord(package_id, right, built.sha256, built.entry(), key)


def _ends(report: WalkReport) -> list[StepNote]:
    return [
        StepNote(address, _OUTCOMES[one.status], one.rows, one.reason)
        for address, one in report.collections.items()
    ]


async def _record_search(runtime: Runtime, run: JobRun, request_id: UUID, ends: Sequence[StepNote]) -> None:
    """Before the packages, where they take their time; the end of a small search is recorded with them."""
    async with runtime.operation(SYSTEM) as ctx:
        await run.assert_still_mine(ctx.session)
        if await fulfilment.under_way(ctx, request_id) is not None:
            await fulfilment.note_ends(ctx, request_id, ends)


@asynccontextmanager
async def _sources(runtime: Runtime, search: Search) -> AsyncIterator[Mapping[str, DataSource]]:
    """The process's own, which are kept, and those that exist for this request alone."""
    outside = outside_sources(runtime, search.request_id, search.data_map)
    try:
        yield {**runtime.data_sources(search.data_map), **outside}
    finally:
        for source in outside.values():
            await source.close()


@asynccontextmanager
async def _progress(
    runtime: Runtime, request_id: UUID
) -> AsyncIterator[Callable[[CollectionAddress, int], None]]:
    """Writes the counts of running collections once a second, in operations of their own."""
    changed: dict[CollectionAddress, int] = {}

    async def write() -> None:
        while True:
            await asyncio.sleep(_PROGRESS_EVERY)
            if changed:
                counts = dict(changed)
                changed.clear()
                async with runtime.operation(SYSTEM) as ctx:
                    await fulfilment.note_running(ctx, request_id, counts)

    writing = asyncio.create_task(write())
    try:
        yield changed.__setitem__
    finally:
        writing.cancel()
        with suppress(asyncio.CancelledError):
            await writing
