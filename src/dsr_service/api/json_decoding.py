"""Strict decoding of JSON bodies (I-JSON, RFC 7493): what two readers could take differently is refused."""

import json
import math
import re
from collections.abc import Iterator
from typing import Any, Final

from dsr_service.api.problems import ApiError
from dsr_service.api.violations import pointer
from dsr_service.domain.errors import Kind, Violation

MAX_DEPTH: Final = 32
MAX_INTEGER: Final = 2**53 - 1  # beyond it readers lose digits (RFC 7493, 2.2)
_BRACKETS: Final = re.compile(r'\\.|["\[\]{}]', re.DOTALL)
_UTF_16_OR_32: Final = (b"\xff\xfe", b"\xfe\xff", b"\x00")


class MalformedJson(ApiError):
    code = "malformed_json"
    kind = Kind.MALFORMED
    title = "The body is not the JSON that this service reads."


class _Fault:
    """Stands in the decoded tree where something can't be accepted, so that a walk can name the place."""

    __slots__ = ("detail", "name")

    def __init__(self, detail: str, name: str | None = None) -> None:
        self.detail = detail
        self.name = name


class _Decoder:
    """One decoding: the standard parser with hooks that note faults instead of raising."""

    def __init__(self) -> None:
        self.faulty = False

    def _fault(self, detail: str, name: str | None = None) -> _Fault:
        self.faulty = True
        return _Fault(detail, name)

    def pairs(self, pairs: list[tuple[str, Any]]) -> Any:
        found = dict(pairs)
        if len(found) == len(pairs):
            return found
        seen: set[str] = set()
        for name, _ in pairs:
            if name in seen:
                return self._fault("This name occurs twice in one object.", name)
            seen.add(name)
        return found

    def integer(self, digits: str) -> Any:
        if len(digits) <= 17 and -MAX_INTEGER <= (number := int(digits)) <= MAX_INTEGER:
            return number
        return self._fault("The integer is too large; send it as a string.")

    def fraction(self, digits: str) -> Any:
        number = float(digits)
        return number if math.isfinite(number) else self._fault("The number is too large.")

    def constant(self, _: str) -> Any:
        return self._fault("NaN and Infinity are not JSON.")


def decode(body: bytes) -> Any:
    """The value in `body`; raises `MalformedJson` with a pointer to the place, and never quotes the body."""
    text = _text(body)
    if text.count("[") + text.count("{") > MAX_DEPTH:
        _check_depth(text)
    hooks = _Decoder()
    try:
        value = json.loads(
            text,
            object_pairs_hook=hooks.pairs,
            parse_int=hooks.integer,
            parse_float=hooks.fraction,
            parse_constant=hooks.constant,
        )
    except json.JSONDecodeError as error:
        raise _refusal(f"The JSON can't be read from character {error.pos} on.", "") from None
    # NUL and lone surrogates can only come in as escapes: raw ones did not pass the decoding above
    if hooks.faulty or "\\u" in text:
        for place, detail in _faults(value, ()):
            raise _refusal(detail, place)
    return value


def _text(body: bytes) -> str:
    if not body.strip(b" \t\r\n"):
        raise _refusal("The body is empty; JSON is needed.", "")
    if body.startswith(b"\xef\xbb\xbf"):
        raise _refusal("The body begins with a byte order mark.", "")
    if body.startswith(_UTF_16_OR_32) or body[1:2] == b"\x00":
        raise _refusal("The body must be UTF-8.", "")
    try:
        return body.decode("utf-8")
    except UnicodeDecodeError as error:
        raise _refusal(f"The body is not UTF-8 from byte {error.start} on.", "") from None


def _check_depth(text: str) -> None:
    """Bounds the nesting before the recursive parser sees it; linear in the length of the body."""
    depth, in_string = 0, False
    for match in _BRACKETS.finditer(text):
        mark = match[0]
        if mark == '"':
            in_string = not in_string
        elif in_string:
            continue
        elif mark in "[{":
            depth += 1
            if depth > MAX_DEPTH:
                raise _refusal(f"The JSON is nested deeper than {MAX_DEPTH} levels.", "")
        elif mark in "]}":
            depth -= 1


def _faults(value: Any, path: tuple[str | int, ...]) -> Iterator[tuple[str, str]]:
    if isinstance(value, _Fault):
        yield pointer(path if value.name is None else (*path, value.name)), value.detail
    elif isinstance(value, str):
        if detail := _unstorable(value):
            yield pointer(path), detail
    elif isinstance(value, dict):
        for name, item in value.items():
            if detail := _unstorable(name):
                yield pointer(path), f"In a name: {detail}"
            yield from _faults(item, (*path, name))
    elif isinstance(value, list):
        for index, item in enumerate(value):
            yield from _faults(item, (*path, index))


def _unstorable(text: str) -> str | None:
    if "\x00" in text:
        return "The character U+0000 can't be stored."
    try:
        text.encode("utf-8")
    except UnicodeEncodeError:
        return "Half of a surrogate pair is no character."
    return None


def _refusal(detail: str, place: str) -> MalformedJson:
    return MalformedJson(detail, violations=[Violation(detail, place)])
