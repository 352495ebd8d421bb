"""The DPO's registers: data-map versions, processing activities (art. 30), recipients."""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Final
from uuid import UUID

from dsr_service.domain import audit as events
from dsr_service.domain.actors import Permission
from dsr_service.domain.article_15 import Controller
from dsr_service.domain.controllers import read_controller
from dsr_service.domain.data_map.changes import ReviewRequired
from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.deadlines import choices as deadline_choices
from dsr_service.domain.errors import InvalidInput, NotFound, Violation
from dsr_service.domain.identifiers import new_id
from dsr_service.domain.processing_activities import ProcessingActivity
from dsr_service.domain.recipients import Recipient
from dsr_service.formats.data_map_yaml import read_data_map
from dsr_service.services import audit, deadline_recomputation
from dsr_service.services.authorization import authorize
from dsr_service.services.context import OperationContext
from dsr_service.storage import registers as storage
from dsr_service.storage.tables import DataMapVersion, PolicyRow, ProcessingActivityRow, RecipientRow

_MAPS: Final = 8
_known_maps: dict[UUID, DataMap] = {}

Row = ProcessingActivityRow | RecipientRow | PolicyRow

type_of: Mapping[str, type[ProcessingActivityRow] | type[RecipientRow] | type[PolicyRow]] = {
    "policy": PolicyRow,
    "processing_activities": ProcessingActivityRow,
    "recipients": RecipientRow,
}


# Each reader refuses an entry that could not be told to a person.
_READERS: Mapping[str, Callable[[str, Mapping[str, Any]], object]] = {
    "processing_activities": ProcessingActivity.of,
    "recipients": Recipient.of,
    "policy": lambda key, entry: _policy_reader(key)(entry),
}
_POLICIES: Mapping[str, Callable[[Mapping[str, Any]], object]] = {
    "controller": read_controller,
    deadline_choices.KEY: deadline_choices.read_choices,
}


def _policy_reader(key: str) -> Callable[[Mapping[str, Any]], object]:
    if key not in _POLICIES:
        raise InvalidInput(
            violations=[Violation(f"One of {', '.join(_POLICIES)} is expected.", "/key", "path")]
        )
    return _POLICIES[key]


async def activate_data_map(ctx: OperationContext, content: str) -> DataMapVersion:
    """Make a data map the one by which new fulfilments search. Raises ReviewRequired where another person must."""
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    if ctx.policy.data_map_review and await storage.active_data_map(ctx.session) is not None:
        raise ReviewRequired
    return await put_in_force(ctx, content)


async def put_in_force(ctx: OperationContext, content: str) -> DataMapVersion:
    """After review, where one is asked for. Raises the reader's error for a faulty map."""
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    data_map = read_data_map(content.encode())
    digest = hashlib.sha256(content.encode()).hexdigest()
    active = await storage.active_data_map(ctx.session, lock=True)
    if active is not None and active.sha256 == digest:
        return active
    if active is not None:
        active.active = False
        await ctx.session.flush()
    version = DataMapVersion(
        id=new_id(ctx.now),
        sha256=digest,
        content=content,
        identity_keys=sorted(data_map.identity_keys()),
        active=True,
        created_at=ctx.now,
        created_by=ctx.actor.id,
    )
    ctx.session.add(version)
    await ctx.session.flush()
    await audit.record(ctx, events.DataMapActivated(None, version.id, digest))
    return version


async def active_data_map(ctx: OperationContext) -> DataMapVersion:
    """The map in force. Raises NotFound when there is none."""
    authorize(ctx.actor, Permission.READ_REGISTERS)
    version = await storage.active_data_map(ctx.session)
    if version is None:
        raise NotFound("No data map is active yet.")
    return version


def parsed(version: DataMapVersion) -> DataMap:
    """The map of a version. Read once per process: versions never change, and a big map takes long to read."""
    return _parsed(version.content)


@lru_cache(maxsize=4)
def _parsed(content: str) -> DataMap:
    return read_data_map(content.encode())


async def entries(ctx: OperationContext, register: str) -> Sequence[Row]:
    authorize(ctx.actor, Permission.READ_REGISTERS)
    return await storage.entries(ctx.session, type_of[register])


async def put_entry(ctx: OperationContext, register: str, key: str, entry: dict[str, Any]) -> Row:
    """Write one entry of a register; each write is a new version, audited."""
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    _READERS[register](key, entry)
    row = await storage.entry(ctx.session, type_of[register], key, lock=True)
    if row is None:
        row = type_of[register](key=key, version=0)
        ctx.session.add(row)
    row.entry, row.version, row.updated_at, row.updated_by = entry, row.version + 1, ctx.now, ctx.actor.id
    await ctx.session.flush()
    await audit.record(ctx, events.RegisterChanged(None, register, key, row.version))
    if (register, key) == ("policy", deadline_choices.KEY):
        await deadline_recomputation.request_later(ctx, row.version)
    return row


async def identity_keys(ctx: OperationContext) -> frozenset[str] | None:
    """By which kinds of identifier the map in force can find a person; None while there is no map."""
    keys = await storage.identity_keys(ctx.session)
    return None if keys is None else frozenset(keys)


async def data_map_to_replace(ctx: OperationContext) -> DataMapVersion | None:
    """The map in force, locked; None when the first one is to come."""
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    return await storage.active_data_map(ctx.session, lock=True)


async def entry_to_replace(ctx: OperationContext, register: str, key: str) -> Row | None:
    """The entry, locked; None when it is to be added."""
    authorize(ctx.actor, Permission.EDIT_REGISTERS)
    return await storage.entry(ctx.session, type_of[register], key, lock=True)


async def entry(ctx: OperationContext, register: str, key: str) -> Row:
    """One entry. Raises NotFound."""
    authorize(ctx.actor, Permission.READ_REGISTERS)
    row = await storage.entry(ctx.session, type_of[register], key)
    if row is None:
        raise NotFound
    return row


async def data_map_version(ctx: OperationContext, version_id: UUID) -> DataMapVersion:
    return await ctx.session.get_one(DataMapVersion, version_id)


def is_at_hand(version_id: UUID) -> bool:
    """Whether this process has read that version of the map already."""
    return version_id in _known_maps


async def data_map_of(ctx: OperationContext, version_id: UUID) -> DataMap:
    """The map of a version, from memory where this process has read it: versions never change."""
    known = _known_maps.get(version_id)
    if known is None:
        known = _known_maps[version_id] = parsed(await data_map_version(ctx, version_id))
        while len(_known_maps) > _MAPS:
            del _known_maps[next(iter(_known_maps))]
    return known


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer quotes of the registers."""

    activities: Mapping[str, ProcessingActivity]
    recipients: Mapping[str, Recipient]
    controller: Controller | None


async def told(ctx: OperationContext) -> Told:
    """As they are now; read anew only when an entry has changed."""
    authorize(ctx.actor, Permission.READ_REGISTERS)
    return _told(tuple(await storage.told(ctx.session)))


@lru_cache(maxsize=2)
def _told(rows: tuple[tuple[str, str, str], ...]) -> Told:
    read: dict[str, dict[str, Any]] = {register: {} for register in _READERS}
    for register, key, entry in rows:
        read[register][key] = _READERS[register](key, json.loads(entry))
    return Told(read["processing_activities"], read["recipients"], read["policy"].get("controller"))


async def processing_activities(ctx: OperationContext) -> Mapping[str, ProcessingActivity]:
    return (await told(ctx)).activities


async def recipients(ctx: OperationContext) -> Mapping[str, Recipient]:
    return (await told(ctx)).recipients


async def controller(ctx: OperationContext) -> Controller | None:
    """What the controller says of itself; None until the DPO has said it."""
    return (await told(ctx)).controller


async def load_where_empty(ctx: OperationContext, content: Mapping[str, Any]) -> None:
    """Fill each register that is empty from a file: `{"controller": {...}, "<register>": [{"key": ...}]}`."""
    lists = {
        "policy": [{"key": "controller", **content["controller"]}] if "controller" in content else [],
        "processing_activities": content.get("processing_activities", []),
        "recipients": content.get("recipients", []),
    }
    for register, given in lists.items():
        if given and not await entries(ctx, register):
            for entry_of in given:
                own = {name: value for name, value in entry_of.items() if name != "key"}
                await put_entry(ctx, register, entry_of["key"], own)
