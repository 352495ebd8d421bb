"""In which order rows can go: who points at others first; what points in a circle lets go before."""

from collections.abc import Hashable, Iterable, Mapping, Sequence
from graphlib import TopologicalSorter
from typing import TypeVar

Node = TypeVar("Node", bound=Hashable)


def circles(edges: Mapping[Node, Iterable[Node]]) -> list[list[Node]]:
    """Groups that point at one another in a circle (most of them of one), holders before what they point at.

    An edge leads from a holder to what it points at.
    """
    reach = {node: _reachable(node, edges) for node in edges}
    groups: dict[Node, list[Node]] = {}
    leader: dict[Node, Node] = {}
    for node in edges:
        if node not in leader:
            groups[node] = [
                other for other in edges if other == node or (other in reach[node] and node in reach[other])
            ]
            leader.update(dict.fromkeys(groups[node], node))
    sorter: TopologicalSorter[Node] = TopologicalSorter(dict.fromkeys(groups, ()))
    for node, targets in edges.items():
        for target in targets:
            if target in leader and leader[target] != leader[node]:
                sorter.add(leader[target], leader[node])
    return [groups[first] for first in sorter.static_order()]


def _reachable(start: Node, edges: Mapping[Node, Iterable[Node]]) -> set[Node]:
    found: set[Node] = set()
    pending = [start]
    while pending:
        fresh = set(edges.get(pending.pop(), ())) - found
        found |= fresh
        pending += fresh
    return found


def layers(rows: Sequence[int], pointed_at: Mapping[int, Sequence[int]]) -> tuple[list[list[int]], list[int]]:
    """Rows of one table in groups, holders before what they point at; and those that point in a circle.

    `pointed_at` holds per row the rows of the same table whose key it holds.
    """
    waiting = dict.fromkeys(rows, 0)
    for row in rows:
        for target in pointed_at.get(row, ()):
            if target in waiting and target != row:
                waiting[target] += 1
    layer = [row for row in rows if not waiting[row]]
    found: list[list[int]] = []
    placed = 0
    while layer:
        found.append(layer)
        placed += len(layer)
        following: list[int] = []
        for row in layer:
            for target in pointed_at.get(row, ()):
                if target in waiting and target != row:
                    waiting[target] -= 1
                    if not waiting[target]:
                        following.append(target)
        layer = following
    if placed == len(waiting):
        return found, []
    done = {row for group in found for row in group}
    return found, [row for row in rows if row not in done]
