"""The machine-readable zone of travel documents (ICAO 9303) and of the French card before 2021: an aid, no verdict.

The reviewer sees which check digits are right and whether the document has expired; the rest is a person's to decide.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Final

_WEIGHTS: Final = (7, 3, 1)
_ALPHABET: Final = re.compile(r"[A-Z0-9<]+")
_EXPIRY_HORIZON_YEARS: Final = 50  # a two-digit year of expiry lies no further ahead than this


class ZoneFormat(StrEnum):
    TD1 = "TD1"  # cards: three lines of 30
    TD2 = "TD2"  # two lines of 36
    TD3 = "TD3"  # passports: two lines of 44
    MRV_A = "MRV-A"  # visas: two lines of 44
    MRV_B = "MRV-B"  # two lines of 36
    FRENCH_CARD = "FR-CNI"  # the French national card issued until 2021: two lines of 36 of its own


@dataclass(frozen=True, slots=True)
class Check:
    """One check digit: of which field, and whether it is right."""

    field: str
    right: bool


@dataclass(frozen=True, slots=True)
class MachineReadableZone:
    format: ZoneFormat
    issuer: str  # of three letters, as printed
    surname: str
    given_names: str
    document_number: str
    birth: tuple[int, int, int] | None  # two-digit year, month, day, as printed
    expires_on: date | None
    checks: tuple[Check, ...]

    @property
    def checks_right(self) -> bool:
        return all(check.right for check in self.checks)

    def expired(self, today: date) -> bool | None:
        """Whether it has expired; None where the zone names no date of expiry. The day itself still counts."""
        return None if self.expires_on is None else self.expires_on < today


def check_digit(text: str) -> int:
    """Weights 7, 3, 1 over the values 0-9, A-Z = 10-35, filler = 0 (ICAO 9303 part 3, 4.9)."""
    return sum(_value(character) * _WEIGHTS[i % 3] for i, character in enumerate(text)) % 10


def _value(character: str) -> int:
    return 0 if character == "<" else int(character, 36)


def read(text: str, today: date) -> MachineReadableZone | None:
    """The zone that a text holds, or None when its lines are of no known form. `today` settles the century."""
    lines = [line for line in (re.sub(r"\s", "", part).upper() for part in text.splitlines()) if line]
    if not all(_ALPHABET.fullmatch(line) for line in lines):
        return None
    sizes = [len(line) for line in lines]
    if sizes == [30, 30, 30]:
        return _td1(lines, today)
    if sizes == [44, 44]:
        return _visa(lines, ZoneFormat.MRV_A, today) if lines[0][0] == "V" else _td3(lines, today)
    if sizes == [36, 36]:
        if lines[0].startswith("IDFRA"):
            return _french_card(lines)
        return _visa(lines, ZoneFormat.MRV_B, today) if lines[0][0] == "V" else _td2(lines, today)
    return None


def _check(field: str, text: str, digit: str, *, optional: bool = False) -> Check:
    if optional and digit == "<" and not text.strip("<"):  # an empty field may have a filler for its digit
        return Check(field, right=True)
    return Check(field, digit.isdigit() and int(digit) == check_digit(text))


def _names(text: str) -> tuple[str, str]:
    surname, _, given = text.partition("<<")
    return surname.replace("<", " ").strip(), given.replace("<", " ").strip()


def _birth(text: str) -> tuple[int, int, int] | None:
    if not text.isdigit():
        return None  # unknown parts of a date of birth are fillers
    return int(text[:2]), int(text[2:4]), int(text[4:])


def _expiry(text: str, today: date) -> date | None:
    """The nearest year with these two digits that is not too far ahead."""
    if not text.isdigit():
        return None
    year = today.year - today.year % 100 + int(text[:2])
    if year > today.year + _EXPIRY_HORIZON_YEARS:
        year -= 100
    elif year <= today.year - (100 - _EXPIRY_HORIZON_YEARS):
        year += 100
    try:
        return date(year, int(text[2:4]), int(text[4:]))
    except ValueError:
        return None


def _td1(lines: Sequence[str], today: date) -> MachineReadableZone:
    first, second, third = lines
    number, digit, rest = first[5:14], first[14], first[15:30]
    covered = first[5:30] + second[0:7] + second[8:15] + second[18:29]
    if digit == "<":  # a longer number goes on in the optional part, its check digit behind it
        continued = rest.partition("<")[0]
        number, digit = number + continued[:-1], continued[-1:] or "<"
    return MachineReadableZone(
        ZoneFormat.TD1, first[2:5].strip("<"), *_names(third), number.strip("<"), _birth(second[:6]),
        _expiry(second[8:14], today),
        (_check("document_number", number, digit), _check("birth", second[:6], second[6]),
         _check("expiry", second[8:14], second[14]), _check("all", covered, second[29])),
    )  # fmt: skip


def _td2(lines: Sequence[str], today: date) -> MachineReadableZone:
    first, second = lines
    number, digit = second[:9], second[9]
    if digit == "<":
        continued = second[28:35].partition("<")[0]
        number, digit = number + continued[:-1], continued[-1:] or "<"
    return MachineReadableZone(
        ZoneFormat.TD2, first[2:5].strip("<"), *_names(first[5:]), number.strip("<"), _birth(second[13:19]),
        _expiry(second[21:27], today),
        (_check("document_number", number, digit), _check("birth", second[13:19], second[19]),
         _check("expiry", second[21:27], second[27]),
         _check("all", second[:10] + second[13:20] + second[21:35], second[35])),
    )  # fmt: skip


def _td3(lines: Sequence[str], today: date) -> MachineReadableZone:
    first, second = lines
    return MachineReadableZone(
        ZoneFormat.TD3, first[2:5].strip("<"), *_names(first[5:]), second[:9].strip("<"),
        _birth(second[13:19]), _expiry(second[21:27], today),
        (_check("document_number", second[:9], second[9]), _check("birth", second[13:19], second[19]),
         _check("expiry", second[21:27], second[27]),
         _check("personal_number", second[28:42], second[42], optional=True),
         _check("all", second[:10] + second[13:20] + second[21:43], second[43])),
    )  # fmt: skip


def _visa(lines: Sequence[str], form: ZoneFormat, today: date) -> MachineReadableZone:
    first, second = lines
    return MachineReadableZone(
        form, first[2:5].strip("<"), *_names(first[5:]), second[:9].strip("<"), _birth(second[13:19]),
        _expiry(second[21:27], today),
        (_check("document_number", second[:9], second[9]), _check("birth", second[13:19], second[19]),
         _check("expiry", second[21:27], second[27])),
    )  # fmt: skip


def _french_card(lines: Sequence[str]) -> MachineReadableZone:
    first, second = lines
    return MachineReadableZone(
        ZoneFormat.FRENCH_CARD, first[2:5], first[5:30].replace("<", " ").strip(),
        re.sub(" +", " ", second[13:27].replace("<", " ")).strip(), second[:12].strip("<"), _birth(second[27:33]),
        None,
        (_check("document_number", second[:12], second[12]), _check("birth", second[27:33], second[33]),
         _check("all", first + second[:35], second[35])),
    )  # fmt: skip
