"""Patterns of a CHECK taken apart: the syntax that LIKE, GLOB and the regular expressions of the databases share.

Read are literals, `.`, escapes, classes, groups, alternatives (the first is taken) and repetitions; anchors and what
looks around are passed over. What is not read (back references, conditions) yields nothing: then other masks are tried.
"""

import re
import string
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

PRINTED: Final = frozenset(map(chr, range(32, 127)))
_LAST: Final = 0x17F  # of a range in a class: Latin letters with marks
_DEEPEST: Final = 50
_CATEGORIES: Final = {
    "d": string.digits,
    "w": "a0",
    "s": " ",
    "D": "a",
    "S": "a0",
    "W": "-",
}
_CONTROLS: Final = {"n": "\n", "t": "\t", "r": "\r", "f": "\f", "v": "\v"}
_ANCHORS: Final = frozenset("AZzbBmMyY<>")
_COUNT: Final = re.compile(r"\{(\d{1,5})(?:(,)(\d{1,5})?)?\}|\{,(\d{1,5})\}")
_HEXADECIMAL: Final = re.compile(r"x([0-9a-fA-F]{2})|u([0-9a-fA-F]{4})")
_GROUP: Final = re.compile(r"\?(?::|P<\w+>|<\w+>)")
_AROUND: Final = re.compile(r"\?<?[=!]")
_FLAGS: Final = re.compile(r"\(\?[aiLmsux-]+\)")


class NotRead(Exception):
    """The pattern uses what is not read here, or is none."""


@dataclass(frozen=True, slots=True)
class Signs:
    """One place, and what may stand there."""

    members: frozenset[str]


@dataclass(frozen=True, slots=True)
class Repeated:
    part: "Part"
    least: int
    most: int | None


@dataclass(frozen=True, slots=True)
class Row:
    """Parts one after the other."""

    parts: Sequence["Part"]


Part = Signs | Repeated | Row


def parts_of(pattern: str) -> Row:
    """Raises NotRead."""
    reader = _Reader(pattern)
    found = reader.alternatives(0)
    if reader.at < len(pattern):
        raise NotRead  # a bracket that nothing opened
    return found


class _Reader:
    def __init__(self, pattern: str) -> None:
        self.pattern, self.at = pattern, 0

    def _next(self) -> str:
        if self.at >= len(self.pattern):
            raise NotRead
        self.at += 1
        return self.pattern[self.at - 1]

    def _skip(self, form: re.Pattern[str]) -> "re.Match[str] | None":
        found = form.match(self.pattern, self.at)
        if found:
            self.at = found.end()
        return found

    def _peek(self) -> str:
        return self.pattern[self.at : self.at + 1]

    def alternatives(self, depth: int) -> Row:
        """Up to a closing bracket; the first that is no empty text."""
        if depth > _DEEPEST:
            raise NotRead
        found = [self._row(depth)]
        while self._peek() == "|":
            self.at += 1
            found.append(self._row(depth))
        return next((row for row in found if row.parts), found[0])

    def _row(self, depth: int) -> Row:
        parts: list[Part] = []
        while self._peek() not in {"", "|", ")"}:
            part = self._part(depth)
            if part is not None:
                parts.append(self._repeated(part))
        return Row(parts)

    def _part(self, depth: int) -> Part | None:
        if self._skip(_FLAGS):
            return None
        sign = self._next()
        if sign in "^$":
            return None
        if sign == "(":
            return self._group(depth)
        if sign == "[":
            return self._class()
        if sign == "\\":
            return self._escaped()
        if sign in "*+?":
            raise NotRead  # nothing to repeat
        return Signs(frozenset("A0" if sign == "." else sign))

    def _group(self, depth: int) -> Row | None:
        around = self._skip(_AROUND)
        if not around and not self._skip(_GROUP) and self._peek() == "?":
            raise NotRead
        found = self.alternatives(depth + 1)
        if self._next() != ")":
            raise NotRead
        return None if around else found

    def _escaped(self) -> Signs | None:
        number = self._skip(_HEXADECIMAL)
        if number:
            return Signs(frozenset(chr(int(number[1] or number[2], 16))))
        sign = self._next()
        if sign in _ANCHORS:
            return None
        if sign in _CATEGORIES:
            return Signs(frozenset(_CATEGORIES[sign]))
        if sign in _CONTROLS:
            return Signs(frozenset(_CONTROLS[sign]))
        if sign.isascii() and sign.isalnum():
            raise NotRead
        return Signs(frozenset(sign))

    def _class(self) -> Signs:
        negated = self._peek() == "^"
        self.at += negated
        members: set[str] = set()
        first = True
        while first or self._peek() != "]":
            first = False
            low = self._member()
            after = self.pattern[self.at + 1 : self.at + 2]
            if len(low) == 1 and self._peek() == "-" and after not in {"", "]"}:
                self.at += 1
                high = self._member()
                if len(high) != 1 or high < low:
                    raise NotRead
                members |= set(map(chr, range(ord(low), min(ord(high), max(_LAST, ord(low))) + 1)))
            else:
                members |= set(low)
        self.at += 1
        return Signs(frozenset(PRINTED - members if negated else members))

    def _member(self) -> str:
        """A sign of a class, or all those of a category."""
        sign = self._next()
        if sign != "\\":
            return sign
        if self._peek() == "b":
            self.at += 1
            return "\b"
        found = self._escaped()
        if found is None:
            raise NotRead
        return "".join(sorted(found.members))

    def _repeated(self, part: Part) -> Part:
        while True:
            counted = self._skip(_COUNT)
            if counted:
                least = int(counted[1] or 0)
                given = counted[3] or counted[4]
                most = int(given) if given else None if counted[2] else least
            elif self._peek() in {"*", "+", "?"}:
                sign = self._next()
                least, most = int(sign == "+"), 1 if sign == "?" else None
            else:
                return part
            if most is not None and most < least:
                raise NotRead
            if self._peek() in {"?", "+"}:
                self.at += 1  # as few, or as many, as can be: no difference to a text that is made
            part = Repeated(part, least, most)
