"""One upload with its expected answer."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Case:
    name: str  # of the case
    filename: str
    data: bytes
    status: int
    code: str | None = None  # None: the status alone is expected
    declared: str | None = None


def ok(name: str, filename: str, data: bytes, declared: str | None = None) -> Case:
    return Case(name, filename, data, 201, "document_accepted", declared)


def wrong(
    name: str, filename: str, data: bytes, code: str | None = None, declared: str | None = None
) -> Case:
    """415."""
    return Case(name, filename, data, 415, code and f"document_{code}", declared)


def bad(name: str, filename: str, data: bytes, code: str | None = None, declared: str | None = None) -> Case:
    """422."""
    return Case(name, filename, data, 422, code and f"document_{code}", declared)
