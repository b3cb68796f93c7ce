"""The unit tree as a page draws it."""

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from mutasi_flow.people.queries.units import UnitNode, ids_in_path


@dataclass(frozen=True, slots=True)
class Branch:
    """A unit with what hangs below it; ``total`` counts who serves in all of it, as far as it was listed."""

    node: UnitNode
    children: tuple["Branch", ...]
    total: int


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
