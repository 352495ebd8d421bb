"""All uploads of the suite."""

from collections.abc import Iterator

from uploads import heics, jpegs, others, pdfs, pngs, scans, webps
from uploads.case import Case

FAMILIES = {
    "jpegs": jpegs,
    "pngs": pngs,
    "webps": webps,
    "heics": heics,
    "pdfs": pdfs,
    "scans": scans,
    "others": others,
}


def all_cases() -> Iterator[Case]:
    for family in FAMILIES.values():
        yield from family.cases()
