"""Pydantic's complaints as violations: pointers that fit the body, messages that never quote the input."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from fastapi.exceptions import RequestValidationError
from starlette.datastructures import FormData

from dsr_service.domain.errors import Refusal, Violation

# A name may come from the caller (an unknown field): only what looks like the name of a field is repeated.
_PLAIN_NAME: Final = re.compile(r"[A-Za-z_][A-Za-z0-9_-]{0,63}", re.ASCII)
_FALLBACK: Final = "The value is not valid."

_MESSAGES: Final[Mapping[str, str]] = {
    "missing": "This field is required.",
    "extra_forbidden": "This field is unknown.",
    "string_type": "Must be a string.",
    "string_too_short": "Must have at least {min_length} characters.",
    "string_too_long": "Must have at most {max_length} characters.",
    "string_pattern_mismatch": "Must match {pattern}.",
    "enum": "Must be one of {expected}.",
    "literal_error": "Must be one of {expected}.",
    "int_type": "Must be an integer.",
    "int_parsing": "Must be an integer.",
    "int_from_float": "Must be an integer.",
    "int_parsing_size": "The number is too large.",
    "float_type": "Must be a number.",
    "float_parsing": "Must be a number.",
    "finite_number": "Must be a finite number.",
    "bool_type": "Must be true or false.",
    "bool_parsing": "Must be true or false.",
    "list_type": "Must be a list.",
    "tuple_type": "Must be a list.",
    "set_type": "Must be a list.",
    "dict_type": "Must be an object.",
    "model_type": "Must be an object.",
    "model_attributes_type": "Must be an object.",
    "dataclass_type": "Must be an object.",
    "none_required": "Must be null.",
    "too_short": "Must have at least {min_length} items.",
    "too_long": "Must have at most {max_length} items.",
    "greater_than": "Must be greater than {gt}.",
    "greater_than_equal": "Must be {ge} or more.",
    "less_than": "Must be less than {lt}.",
    "less_than_equal": "Must be {le} or less.",
    "multiple_of": "Must be a multiple of {multiple_of}.",
    "uuid_type": "Must be a UUID.",
    "uuid_parsing": "Must be a UUID.",
    "uuid_version": "Must be a UUID of another version.",
    "date_type": "Must be a date, as in 2026-11-30.",
    "date_parsing": "Must be a date, as in 2026-11-30.",
    "date_from_datetime_parsing": "Must be a date, as in 2026-11-30.",
    "date_from_datetime_inexact": "Must be a date without a time.",
    "datetime_type": "Must be a time as in RFC 3339.",
    "datetime_parsing": "Must be a time as in RFC 3339.",
    "datetime_from_date_parsing": "Must be a time as in RFC 3339.",
    "datetime_object_invalid": "Must be a time as in RFC 3339.",
    "timezone_aware": "Must be a time with an offset from UTC.",
    "url_parsing": "Must be a URL.",
    "url_type": "Must be a URL.",
    "url_scheme": "Must be a URL with one of the schemes {expected_schemes}.",
    "url_too_long": "Must have at most {max_length} characters.",
    "union_tag_invalid": "Must be one of {expected_tags}.",
    "union_tag_not_found": "This field is required.",
    "decimal_type": "Must be a decimal number.",
    "decimal_parsing": "Must be a decimal number.",
    "string_unicode": "Must be valid Unicode.",
    "json_invalid": "Must be JSON.",
}
_AT_THE_TAG: Final = frozenset({"union_tag_invalid", "union_tag_not_found"})
_AT_THE_KEY: Final = frozenset({"missing", "extra_forbidden"}) | _AT_THE_TAG


def violations_of(error: RequestValidationError) -> list[Violation]:
    """Every fault once: a union complains once per branch about the same place."""
    found = {_violation(fault, error.body): None for fault in error.errors()[:500]}
    return list(found)


def _violation(fault: Mapping[str, Any], body: Any) -> Violation:
    part, *loc = fault["loc"] or ("body",)
    kind = str(fault["type"])
    if kind in _AT_THE_TAG:  # the place of the union is given, not that of the field which chooses
        loc.append(fault["ctx"]["discriminator"].strip("'"))
    if part == "body":
        return Violation(_message(kind, fault), _pointer_into(body, loc, kind), "body")
    return Violation(_message(kind, fault), pointer(loc[:1]), str(part))


def _message(kind: str, fault: Mapping[str, Any]) -> str:
    context = fault.get("ctx") or {}
    if kind == "value_error" and type(context.get("error")) is Refusal:
        return str(context["error"])
    template = _MESSAGES.get(kind)
    if template is None:
        return _FALLBACK
    try:
        return template.format_map(context)
    except (KeyError, IndexError, ValueError):
        return _FALLBACK


def pointer(tokens: Sequence[str | int]) -> str:
    """An RFC 6901 pointer, cut before the first name that does not look like the name of a field."""
    parts = []
    for token in tokens:
        if isinstance(token, str) and not _PLAIN_NAME.fullmatch(token):
            break
        parts.append(f"/{token}")
    return "".join(parts)


def _pointer_into(body: Any, loc: Sequence[str | int], kind: str) -> str:
    """`loc` also names branches of unions and validators, which are no places: keep what the body has."""
    tokens: list[str | int] = []
    here: Any = body
    for number, token in enumerate(loc):
        is_last = number == len(loc) - 1
        if isinstance(here, dict | FormData) and isinstance(token, str):
            if token in here:
                here = here[token]
                tokens.append(token)
            elif is_last and kind in _AT_THE_KEY:
                tokens.append(token)
        elif isinstance(here, list) and isinstance(token, int) and 0 <= token < len(here):
            here = here[token]
            tokens.append(token)
        elif is_last and kind in _AT_THE_KEY and isinstance(token, str):
            tokens.append(token)
    return pointer(tokens)
