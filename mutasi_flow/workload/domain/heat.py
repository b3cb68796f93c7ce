"""The heat table: units against groups of jabatan, each cell with its need, staff and how well it is filled."""

import re
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.workload.domain.load import PostLoad, UnitLoad, sum_up

MOST_GROUPS = 6
"""Columns beside the last one; a wider table is not read any more."""
OTHERS = "lainnya"
LEADERS, EXECUTORS, TEACHERS = "pimpinan", "pelaksana", "guru"
_LEVEL = re.compile(r"\s+(ahli\s+(pertama|muda|madya|utama)|pemula|terampil|mahir|penyelia)\s*$", re.IGNORECASE)
_NOT_LETTERS = re.compile(r"[^a-z0-9]+")
_STEPS: tuple[tuple[float, str], ...] = ((0.7, "lo2"), (0.9, "lo1"))
_HIGH: tuple[tuple[float, str], ...] = ((1.1, "ok"), (1.3, "hi1"))
_ROUNDING = 1e-9


def without_grade(name: str) -> str:
    """Return the name of a functional jabatan without its grade: ``Perawat Mahir`` → ``Perawat``."""
    return _LEVEL.sub("", name).strip()


def group_of(name: str, kind: JabatanKind) -> str:
    """Return the group of a jabatan: leaders, executors, or the functional job without its grade."""
    if kind is JabatanKind.STRUCTURAL:
        return LEADERS
    if kind is JabatanKind.GENERAL:
        return EXECUTORS
    plain = without_grade(name).casefold()
    return TEACHERS if plain.startswith("guru") else _NOT_LETTERS.sub("-", plain).strip("-") or EXECUTORS


def tone_of(load: UnitLoad) -> str:
    """Return the step of colour for a coverage; empty where none is known."""
    if load.coverage is None:
        return ""
    coverage = load.coverage
    low = next((tone for least, tone in _STEPS if coverage < least - _ROUNDING), "")
    return low or next((tone for most, tone in _HIGH if coverage <= most + _ROUNDING), "hi2")


@dataclass(frozen=True, slots=True)
class Heat:
    """Groups as columns, the largest first, and the cells of each row by group; absent = nothing needed or held."""

    groups: Sequence[str]
    rows: Mapping[int, Mapping[str, UnitLoad]]


def heat_of(posts: Iterable[tuple[int, str, PostLoad]]) -> Heat:
    """Arrange posts, each given with its row and group; small groups share the last column."""
    found = list(posts)
    sizes: dict[str, float] = defaultdict(float)
    for _row, group, load in found:
        sizes[group] += max(load.need or 0, load.staff)
    ranked = sorted(sizes, key=lambda group: (-sizes[group], group))
    kept = ranked if len(ranked) <= MOST_GROUPS + 1 else ranked[:MOST_GROUPS]
    cells: dict[int, dict[str, list[PostLoad]]] = defaultdict(lambda: defaultdict(list))
    for row, group, load in found:
        cells[row][group if group in kept else OTHERS].append(load)
    groups = [*kept, *([OTHERS] if len(kept) < len(ranked) else [])]
    return Heat(groups, {row: {group: sum_up(loads) for group, loads in by.items()} for row, by in cells.items()})
