"""What a check finds in a data map: a code, a message, and the place in the map and in the file."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Any, ClassVar

from dsr_service.domain.errors import DsrError, Kind, Violation


class Severity(StrEnum):
    ERROR = "error"
    WARNING = "warning"


@dataclass(frozen=True, slots=True)
class Finding:
    """One fault or doubt. `address` is `dataset.collection.field` as far as it goes."""

    code: str
    message: str
    severity: Severity = Severity.ERROR
    address: str | None = None
    aspect: tuple[str | int, ...] = ()  # the keys below the address that it is about
    line: int | None = None
    column: int | None = None

    def at(self, line: int, column: int) -> "Finding":
        return replace(self, line=line, column=column)

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "message": self.message,
            "line": self.line,
            "column": self.column,
            "address": self.address,
        }


class DataMapInvalid(DsrError):
    code: ClassVar[str] = "data_map_invalid"
    kind: ClassVar[Kind] = Kind.INVALID
    title: ClassVar[str] = "The data map can't be read."

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__(
            f"{self.title} {len(self.findings)} fault(s); the first: {self._first()}",
            violations=[Violation(_placed(finding), finding.address or "") for finding in self.findings],
        )

    def _first(self) -> str:
        return _placed(self.findings[0]) if self.findings else ""


def as_report(findings: Iterable[Finding]) -> Mapping[str, list[dict[str, Any]]]:
    """`{"errors": [...], "warnings": [...]}`, in the order of the file."""
    ordered = sorted(findings, key=lambda f: (f.line or 0, f.column or 0, f.code, f.address or ""))
    return {
        "errors": [f.as_json() for f in ordered if f.severity is Severity.ERROR],
        "warnings": [f.as_json() for f in ordered if f.severity is Severity.WARNING],
    }


def _placed(finding: Finding) -> str:
    if finding.line is None:
        return finding.message
    return f"line {finding.line}, column {finding.column}: {finding.message}"
