"""Cells of a CSV file that no spreadsheet takes for a formula (OWASP ASVS 1.2.10), and how to read them back.

A spreadsheet runs a cell that begins with = + - or @ (full-width forms included, blanks before it ignored).
A quote is put before such a text, and before one that begins with TAB, CR, LF or NUL. A French spreadsheet
splits at the semicolon, whatever the file says, and quotes in mid-cell don't hold it: so the same is
done after ; TAB CR and LF inside a text. Texts that already bear such a quote get another, which makes it
reversible: `unguarded`. Numbers stay numbers: `-5` in a column that is declared or encoded as a number is no
formula, and an importer must find it.
"""

import re
from typing import Final

TRIGGERS: Final = "=+\\-@＝＋－＠"  # noqa: RUF001 - the full-width forms are the point
_BLANKS: Final = (
    " \\x00-\\x08\\x0b\\x0c\\x0e-\\x1f\\x7f\\x85\\xa0"
    "\\u1680\\u2000-\\u200b\\u2028\\u2029\\u202f\\u205f\\u3000\\ufeff"
)
_START: Final = re.compile(f"[{_BLANKS}']*[{TRIGGERS}]|'*[\\t\\r\\n\\x00]")
_AFTER_SPLIT: Final = re.compile(f"([;\\t\\r\\n])(?=[{_BLANKS}']*[{TRIGGERS}])")
_GUARDED_AFTER_SPLIT: Final = re.compile(f"([;\\t\\r\\n])'(?=[{_BLANKS}']*[{TRIGGERS}])")
_NUMBER: Final = re.compile(r"-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?")

# The first characters after which a text needs a closer look: all that `_START` can begin with.
SUSPECT: Final = frozenset(
    [c for c in map(chr, range(0x3100)) if re.match(f"[{_BLANKS}'\\t\\r\\n{TRIGGERS}]", c)]
    + list("＝＋－＠\ufeff")  # noqa: RUF001
)
SPLITTERS: Final = (";", "\n", "\t", "\r")


def guarded(text: str) -> str:
    """The text as a cell that is read as text."""
    text = _AFTER_SPLIT.sub(r"\1'", text)
    return f"'{text}" if _START.match(text) else text


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    if cell.startswith("'") and _START.match(cell):
        cell = cell[1:]
    return _GUARDED_AFTER_SPLIT.sub(r"\1", cell)


def is_number(text: str) -> bool:
    return _NUMBER.fullmatch(text) is not None
