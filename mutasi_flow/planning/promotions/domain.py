"""What comes of moves that are to become transfers, and which of them need each other. Pure."""

from collections.abc import Mapping, Sequence
from enum import StrEnum

from mutasi_flow.core.texts import T, Text


class ItemState(StrEnum):
    """What came of one move that was to become a transfer."""

    WAITING = "waiting"
    DONE = "done"
    FAILED = "failed"


ITEM_LABELS: dict[ItemState, Text] = {
    ItemState.WAITING: T("Menunggu"),
    ItemState.DONE: T("Menjadi usulan"),
    ItemState.FAILED: T("Tidak menjadi usulan"),
}
Step = tuple[int, int]
"""The cell that a move leaves, and the one it enters."""


def find_chains(steps: Mapping[int, Step], spare: Mapping[int, int], longest: int) -> list[tuple[int, ...]]:
    """Return the moves that need each other, each in one chain at most: whoever comes lets the next one go.

    ``spare`` says how many may leave a cell without anybody coming; the rest of those who leave are paired with
    those who come, in the order of the keys. A chain is cut where it would be longer than ``longest``; one that
    closes is a ring.
    """
    leaving, coming = _by_cell(steps, 0), _by_cell(steps, 1)
    following: dict[int, int] = {}
    for cell, leavers in leaving.items():
        needed = leavers[max(0, spare.get(cell, 0)) :]
        following.update(zip(coming.get(cell, ()), needed, strict=False))
    starts = [key for key in sorted(steps) if key in following and key not in following.values()]
    chains: list[tuple[int, ...]] = []
    seen: set[int] = set()
    for start in [*starts, *sorted(following)]:
        row = _follow(start, following, seen)
        chains += [row[at : at + longest] for at in range(0, len(row), longest)]
    return [chain for chain in chains if len(chain) > 1]


def _by_cell(steps: Mapping[int, Step], side: int) -> dict[int, list[int]]:
    found: dict[int, list[int]] = {}
    for key in sorted(steps):
        found.setdefault(steps[key][side], []).append(key)
    return found


def _follow(start: int, following: Mapping[int, int], seen: set[int]) -> tuple[int, ...]:
    row: list[int] = []
    key: int | None = start
    while key is not None and key not in seen:
        seen.add(key)
        row.append(key)
        key = following.get(key)
    return tuple(row)


def is_swap(steps: Mapping[int, Step], chain: Sequence[int]) -> bool:
    """Whether two take each other's place."""
    first, second, *others = (steps[key] for key in chain)
    return not others and second == (first[1], first[0])
