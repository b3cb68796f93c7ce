"""The two taxonomies of a move: the legal kinds (BKN 5/2019), and the tree of I-MUT by type of post.

The tree with its numbers is the public list of January 2026; promotions, appointments and dismissals, which are no
transfers, are left out. Kinds B to D go by the service for moves between agencies, not by this tree.
"""

from dataclasses import dataclass

from mutasi_flow.core.texts import T, Text
from mutasi_flow.transfers.routes.route import Case, MoveKind, PostKind

ECHELONS = {"I": 49, "II": 49, "III": 50, "IV": 51}
"""Node by the first part of an echelon (``III.b``)."""
POPULATION_OFFICE = "kependudukan dan pencatatan sipil"
_SPECIAL_HEADS = (("kepala puskesmas", 52), ("kepala sekolah", 53))
UNIT_ONLY, POST_ONLY, BOTH = 0, 1, 2


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the tree, by the number that I-MUT gives it; the root has none."""

    number: int | None
    name: Text


NODES: dict[int | None, Text] = {
    None: T("Mutasi"),
    49: T("JPT"),
    50: T("Administrator"),
    51: T("Pengawas"),
    52: T("Kepala Puskesmas"),
    53: T("Kepala Sekolah"),
    54: T("Jabatan Fungsional"),
    55: T("Khusus Jabatan Guru"),
    56: T("Jabatan Pelaksana"),
    57: T("PPPK"),
    501: T("Umum"),
    502: T("Khusus Dukcapil"),
    511: T("Umum"),
    512: T("Khusus Dukcapil"),
    561: T("Unor"),
    562: T("Jabatan"),
    563: T("Unor dan Jabatan"),
    571: T("Unor"),
}


@dataclass(frozen=True, slots=True)
class Change:
    """What a move changes: the new post by level and name, its unit by name, and whether unit and post are others."""

    level: str
    post: str
    unit: str
    is_other_unit: bool
    is_other_post: bool


def imut_path(case: Case, change: Change) -> tuple[Node, ...]:
    """Return the nodes from the root on, as deep as what is known reaches; empty for moves outside the tree."""
    if case.move not in {MoveKind.A, MoveKind.PPPK} or case.post is None:
        return ()
    numbers = (None, *_numbers(case, change))
    return tuple(Node(number, NODES[number]) for number in numbers)


def _numbers(case: Case, change: Change) -> tuple[int, ...]:
    if case.move is MoveKind.PPPK:
        return (57, 571)
    name = change.post.casefold()
    special = next((number for begin, number in _SPECIAL_HEADS if name.startswith(begin)), None)
    if special is not None:
        return (special,)
    if case.post is PostKind.MANAGERIAL:
        return _managerial(change)
    if case.post is PostKind.GENERAL:
        return (56, *((_general(change),) if change.is_other_unit or change.is_other_post else ()))
    return (55,) if case.post is PostKind.TEACHER else (54,)


def _managerial(change: Change) -> tuple[int, ...]:
    number = ECHELONS.get(change.level.partition(".")[0])
    if number is None:
        return ()
    if number == ECHELONS["II"]:
        return (number,)
    return number, number * 10 + (2 if POPULATION_OFFICE in change.unit.casefold() else 1)


def _general(change: Change) -> int:
    if change.is_other_unit and change.is_other_post:
        return 563
    return 561 if change.is_other_unit else 562
