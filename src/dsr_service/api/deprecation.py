"""Says on every answer that an operation is to go: Deprecation (RFC 9745) and Sunset (RFC 8594)."""

from collections.abc import Callable
from datetime import UTC, datetime
from email.utils import format_datetime
from typing import Any, Final, TypeVar

Handler = TypeVar("Handler", bound=Callable[..., Any])
_MARK: Final = "deprecation_headers"


def deprecated(
    since: datetime, sunset: datetime | None = None, *, explained_at: str
) -> Callable[[Handler], Handler]:
    """Marks a handler; give its route `deprecated=True` too, for the document.

    `explained_at` is the page that says what to use instead.
    """
    if sunset is not None and sunset < since:
        raise ValueError("an operation is deprecated before it goes")
    headers = [
        ("Deprecation", f"@{int(since.timestamp())}"),
        ("Link", f'<{explained_at}>; rel="deprecation"'),
    ]
    if sunset is not None:
        headers.append(("Sunset", format_datetime(sunset.astimezone(UTC), usegmt=True)))

    def mark(handler: Handler) -> Handler:
        handler.__dict__[_MARK] = tuple(headers)
        return handler

    return mark


def headers_of(handler: Callable[..., Any]) -> tuple[tuple[str, str], ...]:
    """The headers of a marked handler; none for others."""
    marked: tuple[tuple[str, str], ...] = getattr(handler, _MARK, ())
    return marked
