"""The erasure of one request: the grounds of art. 17(1), its states, and what can stand in its way."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import Any, Final

from dsr_service.domain.errors import DsrError, Kind


class ErasureGround(StrEnum):
    """Why the data must go: one of these is needed (art. 17(1))."""

    NO_LONGER_NECESSARY = "no_longer_necessary"
    CONSENT_WITHDRAWN = "consent_withdrawn"
    OBJECTION = "objection"
    UNLAWFUL_PROCESSING = "unlawful_processing"
    LEGAL_OBLIGATION = "legal_obligation"
    CHILD_SERVICE = "child_service"


ARTICLES: Final[Mapping[ErasureGround, str]] = {
    ground: f"17(1)({letter})" for ground, letter in zip(ErasureGround, "abcdef", strict=True)
}


class ErasureStatus(StrEnum):
    PLANNING = "planning"
    PLANNED = "planned"  # waits for a second person
    BLOCKED = "blocked"  # something stands against it; nothing was touched
    APPROVED = "approved"  # cools down
    EXECUTING = "executing"
    DONE = "done"  # carried out and read again
    LEFT_OVER = "left_over"  # carried out, but reading again found more than the plan keeps
    STOPPED = "stopped"  # the schema or the rules changed after the approval, or a source refused
    DECLINED = "declined"
    CANCELLED = "cancelled"


UNDER_WAY: Final = (
    ErasureStatus.PLANNING,
    ErasureStatus.PLANNED,
    ErasureStatus.APPROVED,
    ErasureStatus.EXECUTING,
)
APPROVED: Final = (
    ErasureStatus.APPROVED,
    ErasureStatus.EXECUTING,
    ErasureStatus.DONE,
    ErasureStatus.LEFT_OVER,
)


class SourceState(StrEnum):
    """How far one source has come."""

    PENDING = "pending"
    WRITING = "writing"  # its transaction may have been committed: that is asked, not assumed
    DONE = "done"


class CopyComesFirst(DsrError):
    code = "copy_comes_first"
    kind = Kind.CONFLICT
    title = "The copy that the person also asked for comes before the erasure (art. 15, 20)."


class ErasureUnderWay(DsrError):
    code = "erasure_under_way"
    kind = Kind.CONFLICT
    title = "The erasure is being carried out and can't be taken back."


class NoErasurePlan(DsrError):
    code = "no_erasure_plan"
    kind = Kind.NOT_FOUND
    title = "No erasure was planned for this request."


class NoCertificate(DsrError):
    code = "no_erasure_certificate"
    kind = Kind.NOT_FOUND
    title = "This request's erasure has not been carried out."


class NotAsApproved(DsrError):
    """Found by the worker: the approval's seal doesn't fit the row (somebody edited the database)."""

    code = "erasure_not_as_approved"
    kind = Kind.CONFLICT
    title = "The erasure differs from what was approved."


Item = Mapping[str, Any]
_SAME: Final = ("dataset", "collection", "fields", "action", "strategy", "ground", "law", "keep_until")


def merged(done: Sequence[Item], more: Sequence[Item]) -> list[Item]:
    """Outcomes of several passes as one: what went adds up; what is kept or masked is the same rows again."""
    found: dict[str, dict[str, Any]] = {}
    for item in (*done, *more):
        key = repr([item[name] for name in _SAME])
        known = found.setdefault(key, {**item, "rows": 0})
        adds = item["action"] == "delete"
        known["rows"] = known["rows"] + item["rows"] if adds else max(known["rows"], item["rows"])
    return list(found.values())


def known_as(plan: Mapping[str, Any] | None) -> frozenset[bytes]:
    """The keyed hashes of the identifiers by which the rows know the person, as they were when the plan was made."""
    return frozenset(map(bytes.fromhex, (plan or {}).get("known_as", ())))


def kept(items: Sequence[Item]) -> list[Item]:
    return [item for item in items if item["action"] == "keep"]
