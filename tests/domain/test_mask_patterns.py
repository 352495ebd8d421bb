"""Texts made in the shape of a pattern fit that pattern, whoever judges it."""

import re

import pytest

from dsr_service.domain.masking.pattern_parts import NotRead, parts_of
from dsr_service.domain.masking.patterns import QUIET, shapes

PATTERNS = (
    r"^[A-Z]{2}[0-9]{2}[A-Z0-9]{11,30}$", r"^\+33[1-9]\d{8}$", r"^[^@\s]+@[^@\s]+\.[a-z]{2,}$", r"^(M|F|X)$",
    r"^(?:FR|BE)-\d{5}(?:-\d{4})?$", r"^[[:alpha:]]+$", r"^\d{3}\.\d{3}$", r"^a|b$", r"^[]a]+$", r"^[a\-z]{3}$",
    r"^[^0-9]{4}$", r"^.{5}$", r"^(ab){2,3}c*?$", r"^(?P<year>\d{4})-\d\d$", r"^(?!x)[a-z]{4}$", r"^\x41\u0042$",
    r"^[A-F\d]{8}$", r"^(\(\d{3}\) )?\d{3}-\d{4}$", r"(?i)^fr[0-9]{11}$", r"^[à-ü]{3}$", r"^[\w.-]+$", r"^{$", "^a{b$",
    r"^x{0,2}y+$",
)  # fmt: skip


@pytest.mark.parametrize("pattern", PATTERNS)
def test_a_text_fits_its_pattern(pattern):
    found = list(shapes([f"code ~ '{pattern}'"]))
    read = pattern.replace("[:alpha:]", "A-Za-z")
    texts = {shape(noise) for shape in found for noise in (QUIET, b"1", b"2")}
    assert any(re.search(read, text) for text in texts), texts


def test_of_the_same_noise_comes_the_same_text_and_of_another_another():
    [shape] = list(shapes(["code ~ '^[A-Z]{8}$'"]))
    assert shape(b"1") == shape(b"1") != shape(b"2")
    assert shape(QUIET) == "AAAAAAAA"


@pytest.mark.parametrize(
    "pattern",
    [
        "(",
        ")",
        "[",
        "a)",
        "(a",
        "[z-a]",
        "*a",
        "a{3,1}",
        r"(a)\1",
        "(?(1)a|b)",
        "\\",
        "(?Pa)",
        "(" * 60 + ")" * 60,
    ],
)
def test_what_is_not_read_yields_nothing(pattern):
    with pytest.raises(NotRead):
        parts_of(pattern)
