"""The base of all bodies and the types that they share."""

import re
from datetime import UTC, date, datetime
from typing import Annotated, Any, Final

from pydantic import (
    AfterValidator,
    AwareDatetime,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    StrictBool,
    StringConstraints,
)

from dsr_service.domain.errors import Refusal


class Body(BaseModel):
    """A request body: unknown fields are refused, never dropped in silence."""

    model_config = ConfigDict(extra="forbid", str_strip_whitespace=False)


class View(BaseModel):
    """An answer: every field is always there."""

    model_config = ConfigDict(
        extra="forbid", from_attributes=True, json_schema_serialization_defaults_required=True
    )


_RFC_3339 = re.compile(r"\d{4}-\d\d-\d\d[Tt ]\d\d:\d\d:\d\d(\.\d{1,9})?([Zz]|[+-]\d\d:\d\d)", re.ASCII)


def _only_text(value: Any) -> Any:
    # pydantic would also take numbers as seconds since 1970, and text that looks like one
    if not (isinstance(value, datetime) or (isinstance(value, str) and _RFC_3339.fullmatch(value))):
        raise Refusal("Write the instant as RFC 3339 text with an offset.")
    return value


_FIRST: Final = datetime.min.replace(tzinfo=UTC)
_LAST: Final = datetime.max.replace(tzinfo=UTC)


def _only_where_utc_reaches(value: datetime) -> datetime:
    """The first and the last hours of the calendar have no UTC, and what has none is neither compared nor stored; its
    two ends are what the database's driver takes for the infinities.
    """
    try:
        inside = _FIRST < value.astimezone(UTC) < _LAST
    except OverflowError:
        inside = False
    if not inside:
        raise Refusal("The instant lies outside of the years 1 to 9999.")
    return value


def _only_a_day(value: Any) -> Any:
    if isinstance(value, str) and not re.fullmatch(r"\d{4}-\d\d-\d\d", value, re.ASCII):
        raise Refusal("Write the day as in 2026-11-02.")
    return value


Instant = Annotated[
    AwareDatetime,
    BeforeValidator(_only_text),
    AfterValidator(_only_where_utc_reaches),
    Field(description="RFC 3339, with an offset.", examples=["2026-11-02T09:30:00Z"]),
]
CivilDay = Annotated[
    date,
    BeforeValidator(_only_a_day),
    Field(description="A civil day in the controller's zone.", examples=["2026-11-02"]),
]
Yes = StrictBool
ShortText = Annotated[
    str, StringConstraints(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*\S[^\x00-\x1f\x7f]*$")
]
Prose = Annotated[
    str, StringConstraints(min_length=1, max_length=5000, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$")
]
EmailAddress = Annotated[
    str,
    StringConstraints(
        min_length=3,
        max_length=254,
        pattern=r'^[^\s@<>,;:"\\()\[\]\x00-\x1f\x7f]{1,64}@[A-Za-z0-9.-]{1,189}$',
    ),
    Field(description="One plain address.", examples=["camille.martin@example.com"]),
]
Key = Annotated[str, StringConstraints(min_length=1, max_length=100, pattern=r"^[a-z][a-z0-9_]*$")]
Locale = Annotated[
    str,
    StringConstraints(pattern=r"^[A-Za-z]{2,3}(-[A-Za-z0-9]{2,8})*$", max_length=35),
    Field(description="BCP 47; packages and letters come in French or English.", examples=["fr"]),
]
