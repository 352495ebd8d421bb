"""The plan of an erasure as it is shown and approved: what goes, what is masked, what is kept and why."""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from dsr_service.domain.data_map.data_map import CollectionAddress


class Action(StrEnum):
    DELETE = "delete"
    MASK = "mask"
    KEEP = "keep"
    UNLINK = "unlink"  # the row is not the subject's alone: only its link to the subject goes


@dataclass
class PlanItem:
    collection: CollectionAddress
    action: Action
    fields: tuple[str, ...]
    categories: tuple[str, ...]
    rows: int
    strategy: str | None = None  # of a mask
    ground: str | None = None  # of what is kept
    law: str | None = None
    keep_until: dt.date | None = None
    done: int | None = None  # rows that were changed, once it was carried out

    def as_json(self) -> dict[str, Any]:
        found: dict[str, Any] = {
            "dataset": self.collection.dataset,
            "collection": self.collection.collection,
            "fields": list(self.fields),
            "categories": list(self.categories),
            "action": self.action.value,
            "strategy": self.strategy,
            "ground": self.ground,
            "law": self.law,
            "keep_until": self.keep_until.isoformat() if self.keep_until else None,
            "rows": self.rows,
        }
        if self.done is not None:
            found["outcome"] = {"status": _STATUS[self.action], "rows": self.done}
        return found


_STATUS = {
    Action.DELETE: "deleted",
    Action.MASK: "masked",
    Action.KEEP: "kept",
    Action.UNLINK: "unlinked",
}


@dataclass(frozen=True, slots=True, order=True)
class Blocked:
    """Why the plan can't be carried out. Nothing is touched while there is one of these."""

    dataset: str
    collection: str | None
    reason: str

    @classmethod
    def of(cls, address: CollectionAddress, reason: str) -> "Blocked":
        return cls(address.dataset, address.collection, reason)

    def as_json(self) -> dict[str, Any]:
        return {"dataset": self.dataset, "collection": self.collection, "reason": self.reason}


@dataclass
class ErasurePlan:
    items: list[PlanItem] = field(default_factory=list)
    blocked: list[Blocked] = field(default_factory=list)
    files: list[dict[str, Any]] = field(
        default_factory=list
    )  # those that go with the rows; see erasure_files.py

    def block(self, entries: Iterable[Blocked]) -> None:
        self.blocked = sorted(
            {*self.blocked, *entries}, key=lambda b: (b.dataset, b.collection or "", b.reason)
        )

    def as_json(self) -> dict[str, Any]:
        return {
            "items": [item.as_json() for item in self.items],
            "blocked": [entry.as_json() for entry in self.blocked],
            **({"files": self.files} if self.files else {}),
        }


def left_as_json(left: Mapping[CollectionAddress, int]) -> dict[str, dict[str, int]]:
    """What a walk after the erasure still finds: rows per collection, only where there are any."""
    found: dict[str, dict[str, int]] = {}
    for address, rows in left.items():
        if rows:
            found.setdefault(address.dataset, {})[address.collection] = rows
    return found
