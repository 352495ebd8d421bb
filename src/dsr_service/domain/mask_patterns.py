"""Texts in the shape that a CHECK asks for (LIKE, GLOB, regular expression), filled with nothing of anyone."""

import hmac
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from re import _constants as ops  # type: ignore[attr-defined]  # the standard library's own reader of patterns
from re import _parser as parser  # type: ignore[attr-defined]
from typing import Any, Final

Shape = Callable[[bytes], str]
"""Noise -> a text of the pattern; of the same noise always the same."""

QUIET: Final = b""
"""The noise that fills every place with the first character that may stand there."""
_LITERAL: Final = re.compile(r"(\bglob\s*\(?\s*)?'((?:[^']|'')*)'", re.IGNORECASE)
_REPEATED: Final = 8  # how long a part is that may have any length
_MOST: Final = 6  # patterns of one CHECK
_POSIX: Final = {
    "digit": "0-9",
    "alpha": "A-Za-z",
    "alnum": "A-Za-z0-9",
    "upper": "A-Z",
    "lower": "a-z",
    "xdigit": "0-9a-f",
}
_CATEGORIES: Final = {
    "DIGIT": "0123456789",
    "WORD": "a0",
    "SPACE": " ",
    "NOT_DIGIT": "a",
    "NOT_SPACE": "a0",
    "NOT_WORD": "-",
}
_ANYTHING: Final = f"[a-z0-9]{{{_REPEATED}}}"
_PRINTED: Final = "".join(map(chr, range(32, 127)))


def shapes(checks: Iterable[str]) -> Iterator[Shape]:
    """A way to fill each pattern that a CHECK names; whether it fits, the database says."""
    for check in checks:
        for pattern in islice(dict.fromkeys(_patterns(check)), _MOST):
            try:
                parsed = parser.parse(pattern)
            except (re.error, OverflowError, RecursionError):
                continue
            yield lambda noise, parsed=parsed: _Filling(noise).text(parsed)  # type: ignore[misc]


def _patterns(check: str) -> Iterator[str]:
    """As regular expressions; a text may be meant as more than one kind."""
    for glob, written in _LITERAL.findall(check):
        text = written.replace("''", "'")
        if glob:
            yield _translated(text, {"*": _ANYTHING, "?": "[A-Z0-9]"}, keep="[]^-")
            continue
        if set("%_") & set(text):
            for any_one in ("[A-Z0-9]", "[0-9]"):
                yield _translated(text, {"%": _ANYTHING, "_": any_one})
        if set("[{^$\\+*(|.?") & set(text):
            spelled = re.sub(r"\[:(\w+):\]", lambda match: _POSIX.get(match[1], ""), text)
            yield spelled
            yield spelled.replace("\\\\", "\\")  # as MariaDB shows a backslash


def _translated(text: str, wild: dict[str, str], keep: str = "") -> str:
    return "".join(wild.get(sign) or (sign if sign in keep else re.escape(sign)) for sign in text)


class _Filling:
    """Draws what a pattern leaves open."""

    def __init__(self, noise: bytes) -> None:
        self._noise, self._drawn = noise, b""

    def _draw(self, choices: str) -> str:
        if not self._noise:
            return choices[:1]
        if not self._drawn:
            self._noise = self._drawn = hmac.digest(self._noise, b"shape", "sha256")
        number, self._drawn = self._drawn[0], self._drawn[1:]
        return choices[number % len(choices)] if choices else ""

    def text(self, parsed: Any) -> str:
        return "".join(self._part(op, given) for op, given in parsed)

    def _part(self, op: Any, given: Any) -> str:  # noqa: PLR0911 - one line per kind of part
        if op is ops.LITERAL:
            return chr(given)
        if op is ops.NOT_LITERAL:
            return self._draw(_plain(set(_PRINTED) - {chr(given)}))
        if op is ops.ANY:
            return self._draw("A0")
        if op is ops.IN:
            return self._draw(_plain(_members(given)))
        if op in (ops.MAX_REPEAT, ops.MIN_REPEAT, ops.POSSESSIVE_REPEAT):
            least, most, inner = given
            return "".join(
                self.text(inner) for _ in range(min(int(most), max(least, _REPEATED if most > 1 else 0)))
            )
        if op is ops.SUBPATTERN:
            return self.text(given[-1])
        if op is ops.BRANCH:
            return self.text(given[1][0])
        return ""  # anchors, and what looks ahead


def _members(given: Any) -> set[str]:
    found: set[str] = set()
    negated = False
    for op, value in given:
        if op is ops.NEGATE:
            negated = True
        elif op is ops.LITERAL:
            found.add(chr(value))
        elif op is ops.RANGE:
            found.update(map(chr, range(value[0], min(value[1], 0x17F) + 1)))
        elif op is ops.CATEGORY:
            found.update(_CATEGORIES.get(str(value).removeprefix("CATEGORY_"), ""))
    return set(_PRINTED) - found if negated else found


def _plain(members: set[str]) -> str:
    """Letters and digits where there are any: what ends a word or an address may not be doubled."""
    plain = {sign for sign in members if sign.isascii() and sign.isalnum()}
    return "".join(sorted(plain or members))
