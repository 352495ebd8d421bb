"""What can go wrong, as kinds that know nothing of HTTP; `api/problems.py` alone maps them to a status."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import ClassVar


class Kind(StrEnum):
    """How a caller should read an error: what to change, or whether to come back."""

    MALFORMED = "malformed"  # the input can't even be read: broken JSON, a doubled header
    INVALID = "invalid"  # the input is readable and wrong
    UNAUTHENTICATED = "unauthenticated"
    FORBIDDEN = "forbidden"
    NOT_FOUND = "not_found"
    CONFLICT = "conflict"  # the state does not allow it
    GONE = "gone"
    STALE = "stale"  # If-Match names an older version
    PRECONDITION_REQUIRED = "precondition_required"
    TOO_LARGE = "too_large"
    UNSUPPORTED_TYPE = "unsupported_type"
    NOT_ACCEPTABLE = "not_acceptable"  # the caller asks for a form that does not exist
    RANGE_NOT_SATISFIABLE = "range_not_satisfiable"
    TOO_MANY = "too_many"
    UNAVAILABLE = "unavailable"  # come back later


@dataclass(frozen=True, slots=True)
class Violation:
    """One fault in an input: what is wrong, and where (an RFC 6901 pointer). Never echoes the value."""

    detail: str
    pointer: str
    part: str = "body"  # what the pointer points into: body, query, path or header


def pointer_step(name: str) -> str:
    """A field's name as one step of an RFC 6901 pointer."""
    return name.replace("~", "~0").replace("/", "~1")


class Refusal(ValueError):
    """What a validator raises when its message is fixed text: the only message of a validator that callers see."""


class DsrError(Exception):
    """The root of all expected errors. `code` is stable and documented; `detail` holds no personal data."""

    code: ClassVar[str]
    kind: ClassVar[Kind]
    title: ClassVar[str]

    def __init__(
        self,
        detail: str | None = None,
        *,
        violations: Sequence[Violation] = (),
        retry_after: int | None = None,
    ) -> None:
        self.detail = detail or self.title
        self.violations = tuple(violations)
        self.retry_after = retry_after  # seconds
        super().__init__(self.detail)


def all_errors(root: type[DsrError] = DsrError) -> Iterator[type[DsrError]]:
    """Every concrete error class that has been imported, sorted by code within each parent."""
    for child in sorted(root.__subclasses__(), key=lambda c: getattr(c, "code", "")):
        if "code" in child.__dict__:
            yield child
        yield from all_errors(child)


class InvalidInput(DsrError):
    code = "invalid_input"
    kind = Kind.INVALID
    title = "The request is not valid."

    def below(self, parent: str) -> "InvalidInput":
        """The same faults as seen from outside: what was read is the value at this pointer of the body."""
        found = [replace(v, pointer=parent + v.pointer) if v.part == "body" else v for v in self.violations]
        return InvalidInput(self.detail, violations=found)


class NotFound(DsrError):
    code = "not_found"
    kind = Kind.NOT_FOUND
    title = "There is no such resource, or it is not yours to see."


class Forbidden(DsrError):
    code = "forbidden"
    kind = Kind.FORBIDDEN
    title = "This credential may not do that."


class Unauthenticated(DsrError):
    code = "unauthenticated"
    kind = Kind.UNAUTHENTICATED
    title = "A valid credential is needed."


class ServiceUnavailable(DsrError):
    code = "service_unavailable"
    kind = Kind.UNAVAILABLE
    title = "The service can't do this now; try again."
