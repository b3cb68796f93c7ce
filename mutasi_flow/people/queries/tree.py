"""The unit tree as a page draws it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

from mutasi_flow.people.queries.units import UnitNode, ids_in_path


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit with what hangs below it; ``total`` counts who serves in all of it."""

    node: UnitNode
    children: tuple["Branch", ...]
    total: int
    is_cut: bool = False
    """Whether there are units below that are not among ``children``."""


def grow(nodes: Sequence[UnitNode]) -> tuple[Branch, ...]:
    """Return the trees that ``nodes`` form, in their order; a node whose parent is not among them is a root."""
    listed = {node.id for node in nodes}
    below: dict[int | None, list[UnitNode]] = defaultdict(list)
    for node in nodes:
        above = [unit_id for unit_id in ids_in_path(node.path)[:-1] if unit_id in listed]
        below[above[-1] if above else None].append(node)

    def branch(node: UnitNode) -> Branch:
        children = tuple(branch(child) for child in below[node.id])
        return Branch(node, children, node.staff + sum(child.total for child in children))

    return tuple(branch(node) for node in below[None])


def prune(branches: Sequence[Branch], levels: int) -> tuple[Branch, ...]:
    """Return the trees with so many levels, for trees too large for one page; totals still count everything."""
    if levels == 1:
        return tuple(replace(branch, children=(), is_cut=bool(branch.children)) for branch in branches)
    return tuple(replace(branch, children=prune(branch.children, levels - 1)) for branch in branches)
