"""What a walk tells about itself: per collection whether it was searched, and what was found."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from enum import StrEnum

from dsr_service.domain.data_map.data_map import CollectionAddress
from dsr_service.domain.data_map.references import Arrival, References


class Status(StrEnum):
    SEARCHED = "searched"  # also with nothing found
    SKIPPED = "skipped"  # the map says `skip_processing`
    FAILED = "failed"  # not, or not wholly, read


@dataclass(slots=True)
class CollectionReport:
    status: Status = Status.SEARCHED
    rows: int = 0
    by_arrival: dict[Arrival, int] = field(default_factory=dict)
    reason: str | None = None  # of a failure: a stable word without data
    other_accounts: int = 0  # rows of the same address in another case that were left: maybe another person's
    doubtful: bool = False  # searched, but keys may be missing that a failed collection would have given

    def fail(self, reason: str) -> None:
        if self.status is not Status.FAILED:
            self.status, self.reason = Status.FAILED, reason


@dataclass(frozen=True, slots=True)
class WalkReport:
    collections: Mapping[CollectionAddress, CollectionReport]

    @property
    def complete(self) -> bool:
        return all(report.status is not Status.FAILED for report in self.collections.values())

    @property
    def rows(self) -> int:
        return sum(report.rows for report in self.collections.values())

    def failures(self) -> Mapping[CollectionAddress, str]:
        return {
            address: report.reason or "unknown"
            for address, report in self.collections.items()
            if report.status is Status.FAILED
        }


Progress = Callable[[CollectionAddress, int], None]
"""Told after each batch how many rows of the collection were found so far."""


def fail_dataset(dataset: str, reports: Mapping[CollectionAddress, CollectionReport], reason: str) -> None:
    for address, report in reports.items():
        if address.dataset == dataset and report.status is not Status.SKIPPED:
            report.fail(reason)


def mark_doubtful(reports: Mapping[CollectionAddress, CollectionReport], ways: References) -> None:
    """A failed collection might have given keys for others, and they for others again."""
    pending = [address for address, report in reports.items() if report.status is Status.FAILED]
    while pending:
        for feed in ways.feeds_from(pending.pop()):
            report = reports[feed.lookup.collection]
            if report.status is Status.SEARCHED and not report.doubtful:
                report.doubtful = True
                pending.append(feed.lookup.collection)
