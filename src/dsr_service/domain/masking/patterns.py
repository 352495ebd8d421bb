"""Texts in the shape that a CHECK asks for (LIKE, GLOB, regular expression), filled with nothing of anyone."""

import hmac
import re
from collections.abc import Callable, Iterable, Iterator
from itertools import islice
from typing import Final

from dsr_service.domain.masking.pattern_parts import NotRead, Part, Repeated, Row, Signs, parts_of

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
_ANYTHING: Final = f"[a-z0-9]{{{_REPEATED}}}"


def shapes(checks: Iterable[str]) -> Iterator[Shape]:
    """A way to fill each pattern that a CHECK names; whether it fits, the database says."""
    for check in checks:
        for pattern in islice(dict.fromkeys(_patterns(check)), _MOST):
            try:
                parts = parts_of(pattern)
            except NotRead:
                continue
            yield lambda noise, parts=parts: _Filling(noise).text(parts)  # type: ignore[misc]


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

    def text(self, part: Part) -> str:
        if isinstance(part, Row):
            return "".join(map(self.text, part.parts))
        if isinstance(part, Repeated):
            return "".join(self.text(part.part) for _ in range(_times(part)))
        return self._draw(_plain(part))


def _times(part: Repeated) -> int:
    """What may be left out is left out; what may be repeated is, some times."""
    open_ended = part.most is None or part.most > 1
    wanted = max(part.least, _REPEATED if open_ended else 0)
    return wanted if part.most is None else min(part.most, wanted)


def _plain(signs: Signs) -> str:
    """Letters and digits where there are any: what ends a word or an address may not be doubled."""
    plain = {sign for sign in signs.members if sign.isascii() and sign.isalnum()}
    return "".join(sorted(plain or signs.members))
