"""Accounts that only the case of a letter tells apart: never one for the other.

An e-mail address is looked up whatever its case. Where its column is unique and holds more than one spelling all the
same, the shop keeps them as accounts of their own, maybe of two people: then only the spelling that the subject gave is
the subject's, and where none of them is, a person has to say which.
"""

from collections import defaultdict
from collections.abc import Collection, Sequence

from dsr_service.domain.keys import canonical
from dsr_service.services.ports.data_sources import Key, Row
from dsr_service.services.walk.extraction import KeyReader, values_at


class Accounts:
    """What one lookup by such a column brings."""

    def __init__(self, reader: KeyReader) -> None:
        self._reader = reader
        self._exact = reader.types[0].in_one_case
        self._given: set[str] = set()
        self._others: set[str] = set()

    def give(self, values: Collection[str]) -> None:
        """The subject's own spellings."""
        self._given.update(text for value in values if (text := canonical(self._exact, value)) is not None)

    def own(self, rows: Sequence[Row], *, as_given: bool) -> tuple[list[Row], int, bool]:
        """The subject's rows, how many are of other accounts, and whether that can't be told.

        `as_given`: only the subject's own spelling, even where another one stands alone.
        """
        if as_given:
            self._others.update(
                text for row in rows for text in self._spelled(row) if text not in self._given
            )
        spellings: dict[Key, set[str]] = defaultdict(set)
        for row in rows:
            for key in self._reader.keys(row):
                spellings[key].update(self._spelled(row))
        several = [] if as_given else [found for found in spellings.values() if len(found) > 1]
        unclear = any(found.isdisjoint(self._given) for found in several)
        self._others.update(text for found in several for text in found - self._given)
        kept = [row for row in rows if not self.refuses(row)]
        return kept, len(rows) - len(kept), unclear

    def refuses(self, row: Row) -> bool:
        return bool(self._others) and not self._others.isdisjoint(self._spelled(row))

    def _spelled(self, row: Row) -> list[str]:
        position, below = self._reader.place_of_first
        texts = (canonical(self._exact, value) for value in values_at(row, position, below))
        return [text for text in texts if text is not None]
