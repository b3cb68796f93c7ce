"""Hours of a subject at a school: what the lessons ask, what its teachers can give, and what is missing or to spare."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum

from mutasi_flow.core.texts import T, Text


class Basis(StrEnum):
    """Where the hours that lessons ask come from."""

    RECORDED = "recorded"
    """Hours a week on record for the school."""
    ANALYSED = "analysed"
    """The need of the posts in persons, times a full load."""


BASIS_LABELS: dict[Basis, Text] = {
    Basis.RECORDED: T("jam pelajaran tercatat"),
    Basis.ANALYSED: T("dari kebutuhan guru"),
}


class Standing(StrEnum):
    """How teachers stand to lessons."""

    SHORT = "short"
    EVEN = "even"
    SPARE = "spare"
    UNKNOWN = "unknown"


STANDING_LABELS: dict[Standing, Text] = {
    Standing.SHORT: T("kurang guru"),
    Standing.EVEN: T("cukup"),
    Standing.SPARE: T("lebih guru"),
    Standing.UNKNOWN: T("belum diketahui"),
}
_EVEN = 0.5
"""Teachers, either way: who could only be moved in halves is neither missing nor to spare."""


@dataclass(frozen=True, slots=True)
class SubjectLoad:
    """One subject at one school; hours are a week's, ``full_load`` is what one teacher gives."""

    asked: float | None
    """Hours that the lessons ask; None while nobody has recorded them."""
    teachers: int
    """Who has the subject as the main one, and the school as the own one."""
    full_load: float
    basis: Basis | None = None
    taught: int | None = None
    """Hours on record as taught here, by whomever; None where none are."""
    experienced: int = 0
    unjudged: int = 0
    """Of the teachers: whose experience is not known."""

    @property
    def given(self) -> float:
        """Hours that the teachers can give."""
        return self.teachers * self.full_load

    @property
    def gap(self) -> float | None:
        """Hours to spare, below zero missing; None while the lessons are not known."""
        return None if self.asked is None else self.given - self.asked

    @property
    def gap_teachers(self) -> float | None:
        """The same in teachers."""
        return None if self.gap is None else self.gap / self.full_load

    @property
    def short(self) -> float:
        """Hours missing."""
        return max(0.0, -(self.gap or 0.0))

    @property
    def spare(self) -> float:
        """Hours to spare."""
        return max(0.0, self.gap or 0.0)

    @property
    def standing(self) -> Standing:
        """In a word; less than half a teacher either way is enough."""
        if self.gap_teachers is None:
            return Standing.UNKNOWN
        if abs(self.gap_teachers) < _EVEN:
            return Standing.EVEN
        return Standing.SHORT if self.gap_teachers < 0 else Standing.SPARE


@dataclass(frozen=True, slots=True)
class Totals:
    """Several subjects or schools together; what is missing at one place is not filled by what another has to spare."""

    asked: float | None
    teachers: int
    measured: int
    """Teachers where the lessons are known."""
    short: float
    spare: float
    full_load: float
    experienced: int
    unjudged: int
    unknown: int
    """How many of them have no hours on record."""
    places: int

    @property
    def gap(self) -> float | None:
        """Hours to spare over all of them, below zero missing."""
        return None if self.asked is None else self.measured * self.full_load - self.asked

    @property
    def standing(self) -> Standing:
        """In a word: of what is missing and what is to spare the larger one."""
        if self.asked is None:
            return Standing.UNKNOWN
        if max(self.short_teachers, self.spare_teachers) < _EVEN:
            return Standing.EVEN
        return Standing.SHORT if self.short >= self.spare else Standing.SPARE

    @property
    def short_teachers(self) -> float:
        """What is missing, in teachers."""
        return self.short / self.full_load

    @property
    def spare_teachers(self) -> float:
        """What is to spare, in teachers."""
        return self.spare / self.full_load


def sum_up(loads: Iterable[SubjectLoad], full_load: float) -> Totals:
    """Return them together."""
    rows = list(loads)
    known = [row for row in rows if row.asked is not None]
    return Totals(
        asked=sum(row.asked or 0.0 for row in known) if known else None,
        teachers=sum(row.teachers for row in rows),
        measured=sum(row.teachers for row in known),
        short=sum(row.short for row in known),
        spare=sum(row.spare for row in known),
        full_load=full_load,
        experienced=sum(row.experienced for row in rows),
        unjudged=sum(row.unjudged for row in rows),
        unknown=len(rows) - len(known),
        places=len(rows),
    )
