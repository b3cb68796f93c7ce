"""Who is short of people by need, not by headcount: ranked units and posts, and the sentence that says why."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from enum import StrEnum
from itertools import combinations

from mutasi_flow.core.texts import T, Text
from mutasi_flow.workload.domain.effort import Grade, effort, grade_of, is_overloaded
from mutasi_flow.workload.domain.load import UnitLoad


class Ranking(StrEnum):
    """By what the list is put in order."""

    GAP = "gap"
    """Persons missing: where most of them would help."""
    LOAD = "load"
    """Work per head: where each of them carries most."""


@dataclass(frozen=True, slots=True)
class Ranked:
    """One line of a ranked list: an agency, a unit, or a post of a unit."""

    code: str
    name: str
    load: UnitLoad
    unit_code: str = ""
    unit_name: str = ""
    """Of a post: the unit it is in."""
    is_critical: bool | None = None

    @property
    def need(self) -> float | None:
        """Persons needed, unrounded; None when not known."""
        return self.load.need

    @property
    def staff(self) -> float:
        """Persons in posts whose need is known; all of them where no need is."""
        return self.load.measured if self.load.need is not None else self.load.staff

    @property
    def missing(self) -> float | None:
        """Need less staff; None when the need is not known."""
        return None if self.load.gap is None else -self.load.gap

    @property
    def effort(self) -> float | None:
        """EJ of a post, EU of a unit; None when nobody is there or the need is not known."""
        return effort(self.need, self.staff)

    @property
    def grade(self) -> Grade | None:
        """Its class."""
        return grade_of(self.effort)

    @property
    def is_overloaded(self) -> bool:
        """Whether the work is too much for its holders."""
        return is_overloaded(self.need, self.staff)


def rank(rows: Iterable[Ranked], by: Ranking) -> list[Ranked]:
    """Return rows with the worst first; those without a need on record stand last, by headcount."""
    return sorted(rows, key=lambda row: (*_KEYS[by](row), -row.load.staff, row.unit_name, row.name, row.code))


def _by_gap(row: Ranked) -> tuple[bool, float]:
    return row.missing is None, -(row.missing or 0)


def _by_load(row: Ranked) -> tuple[bool, bool, float]:
    """Work that nobody is there to do has no ratio; it stands before every ratio."""
    is_orphaned = bool(row.need) and row.staff == 0
    return row.need is None, not is_orphaned, -(row.missing or 0) if is_orphaned else -(row.effort or 0)


_KEYS: dict[Ranking, Callable[[Ranked], tuple[object, ...]]] = {Ranking.GAP: _by_gap, Ranking.LOAD: _by_load}


def explain_numbers(rows: Sequence[Ranked]) -> Text | None:
    """Say for the most telling pair why the number of people alone misleads; None when no pair does.

    Of two agencies the one with fewer people looks short; when each head of the other carries more work, it is not.
    """
    known = [row for row in rows if row.need is not None and row.staff > 0]
    pairs = (sorted(pair, key=lambda row: (row.staff, row.need or 0)) for pair in combinations(known, 2))
    telling = [(few, many) for few, many in pairs if few.staff < many.staff and _heavier_by(many, few) > 0]
    if not telling:
        return None
    few, many = max(telling, key=lambda pair: (_heavier_by(pair[1], pair[0]), pair[1].staff - pair[0].staff))
    return T(
        "{few} punya lebih sedikit pegawai ({few_staff}) daripada {many} ({many_staff}), tetapi bukan itu ukurannya: "
        "beban tiap pegawai di {many} {many_load}, di {few} {few_load}. Yang lebih dahulu perlu tambahan adalah {many}.",
        few=few.name,
        many=many.name,
        few_staff=few.staff,
        many_staff=many.staff,
        few_load=float(few.effort or 0),
        many_load=float(many.effort or 0),
    )


def _heavier_by(many: Ranked, few: Ranked) -> float:
    """Return how much more work each head of ``many`` carries; 0 unless it is really overloaded."""
    return (many.effort or 0) - (few.effort or 0) if (many.effort or 0) > 1 else 0.0
