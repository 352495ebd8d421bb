"""Changes of the data map: what differs between two versions, and the review by another person."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from enum import StrEnum
from typing import Any, Final
from uuid import UUID

from dsr_service.domain.audit import AuditEvent
from dsr_service.domain.data_map.data_map import CollectionAddress, DataMap
from dsr_service.domain.errors import DsrError, Kind

_HELD_BY_OTHERS: Final = {"fields", "collections"}


class ProposalStatus(StrEnum):
    OPEN = "open"
    APPROVED = "approved"
    REJECTED = "rejected"


class ProposalClosed(DsrError):
    code = "proposal_closed"
    kind = Kind.CONFLICT
    title = "This proposal was reviewed already."


class ProposalOutdated(DsrError):
    code = "proposal_outdated"
    kind = Kind.CONFLICT
    title = "Another data map was put in force since this was proposed: propose the change anew."


class ReviewRequired(DsrError):
    code = "review_required"
    kind = Kind.CONFLICT
    title = "A change of the data map is proposed first, and put in force by another person."


class OwnProposal(DsrError):
    code = "own_proposal"
    kind = Kind.CONFLICT
    title = "Another person than the one who proposed the change must review it."


@dataclass(frozen=True, slots=True)
class DataMapProposed(AuditEvent):
    proposal_id: UUID
    sha256: str


@dataclass(frozen=True, slots=True)
class DataMapProposalReviewed(AuditEvent):
    proposal_id: UUID
    outcome: ProposalStatus


@dataclass(frozen=True, slots=True)
class Change:
    """One address that is new, gone, or says something else."""

    address: str
    change: str  # added, removed, changed
    keys: tuple[str, ...] = ()  # of a changed one: what of it differs


def changes_between(before: DataMap | None, after: DataMap) -> list[Change]:
    """In the order of their addresses."""
    old = dict(_parts(before)) if before else {}
    new = dict(_parts(after))
    found = [Change(address, "added") for address in new.keys() - old.keys()]
    found += [Change(address, "removed") for address in old.keys() - new.keys()]
    for address in old.keys() & new.keys():
        keys = tuple(sorted(key for key in new[address] if new[address][key] != old[address][key]))
        if keys:
            found.append(Change(address, "changed", keys))
    return sorted(found, key=lambda each: each.address)


def _parts(data_map: DataMap) -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every dataset, collection and field by its address, with what it says of itself."""
    for dataset in data_map.datasets:
        yield dataset.fides_key, _own(dataset)
        for collection in dataset.collections:
            address = CollectionAddress(dataset.fides_key, collection.name)
            yield str(address), _own(collection)
            for path, declared in collection.walk_fields():
                yield f"{address}.{path}", _own(declared)


def _own(part: Any) -> Mapping[str, Any]:
    return {
        each.name: getattr(part, each.name)
        for each in fields(part)
        if each.compare and each.name not in _HELD_BY_OTHERS
    }
