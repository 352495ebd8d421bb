"""Asking the sources where a person is reached, and writing the letters that need a known channel."""

from collections.abc import Awaitable, Callable, Mapping
from typing import Final
from uuid import UUID

from dsr_service.domain.actors import SYSTEM
from dsr_service.domain.contact_fields import Contact, contact_map, contacts_in
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.services import access_links, identity_codes, known_channels, release_holds
from dsr_service.services.context import OperationContext
from dsr_service.services.ports.data_sources import FoundRows, SourceFailed
from dsr_service.services.runtime import Runtime
from dsr_service.services.source_writing.places import within_reach
from dsr_service.services.walk import walk
from dsr_service.storage.job_runs import Handler, JobRun

Write = Callable[[OperationContext, UUID, UUID], Awaitable[None]]


class _Contacts:
    """A walk's sink that keeps the addresses alone."""

    def __init__(self, data_map: DataMap) -> None:
        self._data_map = data_map
        self.found: list[Contact] = []

    async def take(self, found: FoundRows) -> None:
        self.found += contacts_in(self._data_map, found.collection, found.columns, found.rows)


def handlers(runtime: Runtime) -> Mapping[str, Handler]:
    async def find(run: JobRun) -> None:
        await find_channels(runtime, run)
        async with runtime.operation(SYSTEM) as ctx:
            await run.finish(ctx.session)

    def sending(name: str, write: Write) -> Handler:
        async def send(run: JobRun) -> None:
            await find_channels(runtime, run)
            async with runtime.operation(SYSTEM) as ctx:
                await write(ctx, UUID(run.text("request_id")), UUID(run.text(name)))
                await run.finish(ctx.session)

        return send

    async def notify(run: JobRun) -> None:
        await find_channels(runtime, run)
        async with runtime.operation(SYSTEM) as ctx:
            await release_holds.notify(ctx, UUID(run.text("request_id")))
            await run.finish(ctx.session)

    return {
        "find_known_channels": find,
        "send_identity_code": sending("code_id", identity_codes.write_letter),
        "send_access_link": sending("link_id", access_links.write_letter),
        "notify_known_channels": notify,
    }


_KEPT: Final = 4
_narrow_maps: list[tuple[DataMap, DataMap]] = []  # newest first


def _narrowed(data_map: DataMap) -> DataMap:
    """The map of addresses alone, of what a search can ask; one object per map, as sources are kept by it."""
    for known, narrow in _narrow_maps:
        if known is data_map:
            return narrow
    _narrow_maps.insert(0, (data_map, contact_map(within_reach(data_map))))
    del _narrow_maps[_KEPT:]
    return _narrow_maps[0][1]


async def find_channels(runtime: Runtime, run: JobRun) -> None:
    """Ask once, soon after the receipt, for each identifier by itself. Nothing is found twice."""
    request_id = UUID(run.text("request_id"))
    async with runtime.operation(SYSTEM) as ctx:
        await run.assert_still_mine(ctx.session)
        question = await known_channels.question_of(ctx, request_id)
    if question is None:
        return
    narrow = _narrowed(question.data_map)
    found: list[list[Contact]] = []
    for identifier in question.identifiers:
        sink = _Contacts(narrow)
        report = await walk(
            narrow,
            runtime.data_sources(narrow),
            {identifier.type: [identifier.value]},
            sink,
            keys=runtime.scratch.key_store(),
        )
        if not report.complete:
            raise SourceFailed("incomplete", "Not every source told where the person is reached.")
        found.append(sink.found)
    async with runtime.operation(SYSTEM) as ctx:
        await run.assert_still_mine(ctx.session)
        await known_channels.record_found(ctx, request_id, found)
