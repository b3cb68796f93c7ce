"""Linked transfers: moves that only make sense together, and when they fit each other."""

from collections.abc import Sequence
from enum import StrEnum

from mutasi_flow.core.texts import T, Text
from mutasi_flow.workload.domain import Step

MOST_LINKED = 12
"""Members of one link; a longer chain is a plan."""
_PAIR = 2


class LinkKind(StrEnum):
    """How moves hang together."""

    SWAP = "swap"
    """Two people take each other's place."""
    CHAIN = "chain"
    """Each follows into the unit that the next one leaves; the last may close the circle."""
    COUPLE = "couple"
    """Husband and wife move at the same time; each may also move alone."""


LINK_LABELS: dict[LinkKind, Text] = {
    LinkKind.SWAP: T("Tukar"),
    LinkKind.CHAIN: T("Rantai"),
    LinkKind.COUPLE: T("Pasangan"),
}
LINK_HINTS: dict[LinkKind, Text] = {
    LinkKind.SWAP: T("Dua pegawai saling menggantikan."),
    LinkKind.CHAIN: T("Setiap pegawai mengisi unit yang ditinggalkan pegawai berikutnya."),
    LinkKind.COUPLE: T("Suami dan istri pindah bersamaan."),
}


def fits(kind: LinkKind, steps: Sequence[Step]) -> bool:
    """Whether moves hang together as the kind says; the order in which they are named does not matter."""
    if kind is LinkKind.COUPLE:
        return len(steps) == _PAIR
    if kind is LinkKind.SWAP:
        return len(steps) == _PAIR and _follows(steps[0], steps[1]) and _follows(steps[1], steps[0])
    return _PAIR <= len(steps) <= MOST_LINKED and any(
        _goes_through(steps[place], [*steps[:place], *steps[place + 1 :]]) for place in range(len(steps))
    )


def _follows(step: Step, following: Step) -> bool:
    """Whether the first enters the unit that the other leaves."""
    return step[1][0] is not None and step[1][0] == following[0][0]


def _goes_through(step: Step, left: Sequence[Step]) -> bool:
    """Whether a chain that has come to ``step`` can take in all that is left."""
    return not left or any(
        _follows(step, one) and _goes_through(one, [*left[:place], *left[place + 1 :]])
        for place, one in enumerate(left)
    )


def holds_others(kind: LinkKind) -> bool:
    """Whether the others stay where they are when one ends: a place in a swap or chain is no longer filled or free.

    One of a couple is released: each of the two moves on the own merits.
    """
    return kind is not LinkKind.COUPLE
