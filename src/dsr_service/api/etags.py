"""Strong entity tags from row versions, and the conditions that callers set on them (RFC 9110, 13)."""

import re
from typing import Final

from starlette.requests import Request

from dsr_service.api.problems import ApiError, Malformed
from dsr_service.domain.errors import Kind

MAX_CONDITION: Final = 300
_TAG: Final = re.compile(r'(W/)?"[\x21\x23-\x7e\x80-\xff]*"')


class StaleVersion(ApiError):
    code = "stale_version"
    kind = Kind.STALE
    title = "The resource has changed since the version that If-Match names."


class PreconditionRequired(ApiError):
    code = "precondition_required"
    kind = Kind.PRECONDITION_REQUIRED
    title = "This change needs an If-Match header with the version that it is based on."


def etag_of(version: int | str) -> str:
    """The strong tag of a version; a string is for content that is named by its digest."""
    return f'"{version}"' if isinstance(version, str) else f'"v{version}"'


def check_if_match(request: Request, etag: str | None, *, required: bool = True) -> None:
    """Raise unless If-Match lets a change of the version `etag` pass; None: there is no resource yet."""
    header = _header(request, "if-match")
    if header is None:
        if required and etag is not None:
            raise PreconditionRequired
        return
    if not _matches(header, etag, weakly=False):
        raise StaleVersion(headers={} if etag is None else {"ETag": etag})


def is_not_modified(request: Request, etag: str) -> bool:
    """Whether a GET may be answered by 304, since If-None-Match names what the caller has already."""
    header = _header(request, "if-none-match")
    return header is not None and _matches(header, etag, weakly=True)


def _header(request: Request, name: str) -> str | None:
    lines = request.headers.getlist(name)
    if sum(map(len, lines)) > MAX_CONDITION:
        raise Malformed(f"{name} is longer than {MAX_CONDITION} characters.")
    return ", ".join(lines) if lines else None


def _matches(header: str, etag: str | None, *, weakly: bool) -> bool:
    if header.strip() == "*":
        return etag is not None
    tags = _parse(header)
    if weakly:  # RFC 9110, 8.8.3.2: the weak comparison looks through W/
        tags = [tag.removeprefix("W/") for tag in tags]
    return etag in tags


def _parse(header: str) -> list[str]:
    """The tags of a list; none for what is no list of tags, which then matches nothing."""
    tags: list[str] = []
    position, wants_comma = 0, False
    while position < len(header):
        if header[position] in " \t":
            position += 1
        elif header[position] == ",":
            wants_comma = False
            position += 1
        elif not wants_comma and (match := _TAG.match(header, position)):
            tags.append(match[0])
            wants_comma = True
            position = match.end()
        else:
            return []
    return tags
