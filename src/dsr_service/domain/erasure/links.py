"""Which row holds the key of which, a pair of numbers each."""

from array import array
from bisect import bisect_left, bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise


@dataclass
class Links:
    """The pairs (holder's row, target's row) of one pointer, ordered by holder."""

    holders: "array[int]" = field(default_factory=lambda: array("I"))
    targets: "array[int]" = field(default_factory=lambda: array("I"))
    _by_target: Sequence[int] | None = None

    def add(self, holder: int, target: int) -> None:
        self.holders.append(holder)
        self.targets.append(target)

    def of_holder(self, row: int) -> Iterator[int]:
        for place in range(bisect_left(self.holders, row), bisect_right(self.holders, row)):
            yield self.targets[place]

    def held_by(self, row: int) -> bool:
        place = bisect_left(self.holders, row)
        return place < len(self.holders) and self.holders[place] == row

    def of_target(self, row: int) -> Iterator[int]:
        if self._by_target is None:
            every = range(len(self.targets))
            ordered = all(one <= other for one, other in pairwise(self.targets))  # as rows are found, mostly
            self._by_target = every if ordered else array("I", sorted(every, key=self.targets.__getitem__))
        order = self._by_target
        place = bisect_left(order, row, key=self.targets.__getitem__)
        while place < len(order) and self.targets[order[place]] == row:
            yield self.holders[order[place]]
            place += 1
