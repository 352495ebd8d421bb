"""Why a source refused a statement, without a word of what its rows hold."""

from typing import Final

_REASONS: Final = (
    ("foreign", "a foreign key forbids it"),
    ("not null", "a column can't be NULL"),
    ("cannot be null", "a column can't be NULL"),
    ("null value", "a column can't be NULL"),
    ("unique", "a value must be unique"),
    ("duplicate", "a value must be unique"),
    ("check constraint", "a CHECK forbids it"),
    ("permission", "the account may not do that"),
    ("denied", "the account may not do that"),
    ("readonly", "the source is read-only"),
    ("timeout", "another transaction holds its rows"),
    ("locked", "another transaction holds its rows"),
    ("truncat", "a value is longer than its column"),
    ("too long", "a value is longer than its column"),
)


def reason_of(error: Exception) -> str:
    """What kind of refusal; the driver's message itself may hold values of rows."""
    message = str(getattr(error, "orig", error)).lower()
    return next((reason for word, reason in _REASONS if word in message), "the source refused a statement")
