"""What a worker has in hand while it plans or carries out an erasure, and the sealed keys of the rows that stay."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from dsr_service.domain.data_map.data_map import DataMap
from dsr_service.domain.erasure.erasures import SourceState
from dsr_service.domain.erasure.retention_rules import RetentionRules
from dsr_service.domain.erasure.seeds import Seeds
from dsr_service.services.ports.key_store import KeyEncryption

Items = Sequence[Mapping[str, Any]]


@dataclass(frozen=True, slots=True)
class Work:
    """What a worker needs to plan or carry out one erasure."""

    erasure_id: UUID
    data_map: DataMap
    identities: Mapping[str, Sequence[str]]
    scope: tuple[str, ...] | None
    rules: RetentionRules
    sealed: Sequence[tuple[UUID, bytes]]
    states: Mapping[str, SourceState]
    intent: Items
    fingerprint: str | None  # None: nothing was approved in detail (kept data that comes up again)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the walk after the erasure found."""

    complete: bool
    left: dict[str, dict[str, int]]
    searched: Mapping[str, Sequence[str]]  # collections per dataset, "nothing found" included


def context_of(erasure_id: UUID) -> str:
    """What the wrapping of an erasure's seeds is bound to."""
    return f"erasure/{erasure_id}/rows"


async def open_seeds(work: Work, keys: KeyEncryption) -> Seeds:
    found = Seeds()
    for erasure_id, sealed in work.sealed:
        found = found.joined(Seeds.of(json.loads(await keys.unwrap(sealed, context_of(erasure_id)))))
    return found.within(work.data_map)


async def seal_seeds(erasure_id: UUID, seeds: Seeds, keys: KeyEncryption) -> bytes:
    return await keys.wrap(json.dumps(seeds.as_json()).encode(), context_of(erasure_id))
