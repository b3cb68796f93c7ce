"""From results of assessments to bands and boxes; who was not assessed is in no box. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import IntEnum, StrEnum
from typing import NamedTuple

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import AssessmentAxis, Predicate

LEAST_SCORE, MOST_SCORE = 1, 100


class Band(IntEnum):
    """A third of an axis."""

    LOW = 1
    MIDDLE = 2
    HIGH = 3


BAND_LABELS: Mapping[AssessmentAxis, Mapping[Band, Text]] = {
    AssessmentAxis.PERFORMANCE: {
        Band.LOW: T("Di bawah ekspektasi"),
        Band.MIDDLE: T("Sesuai ekspektasi"),
        Band.HIGH: T("Di atas ekspektasi"),
    },
    AssessmentAxis.POTENTIAL: {Band.LOW: T("Rendah"), Band.MIDDLE: T("Menengah"), Band.HIGH: T("Tinggi")},
}


class Threshold(NamedTuple):
    """From which score on an axis is middle and high; without a day: the usual one."""

    middle_from: int
    high_from: int
    source: Text | str
    from_on: date | None = None


class Box(NamedTuple):
    """One of nine: what it is called, what is done for who is in it, and whether it feeds the succession pool."""

    number: int
    performance: Band
    potential: Band
    name: Text | str
    advice: Text | str
    is_pool: bool
    source: Text | str
    from_on: date | None = None


OWN_SOURCE = T("Bawaan aplikasi; peraturan yang menetapkan ambangnya belum diperiksa")
BOX_SOURCE = T("Bawaan: lampiran PermenPANRB 3/2020; perubahannya, PermenPANRB 20/2025, belum diperiksa")
USUAL_THRESHOLDS: Mapping[AssessmentAxis, Threshold] = {axis: Threshold(60, 80, OWN_SOURCE) for axis in AssessmentAxis}
_POOL_FROM = 7
_PLACES: Mapping[int, tuple[Band, Band, Text, Text]] = {
    9: (Band.HIGH, Band.HIGH, T("Kotak 9"), T("Promosikan dan pertahankan; kelompok rencana suksesi; penghargaan.")),
    8: (
        Band.MIDDLE,
        Band.HIGH,
        T("Kotak 8"),
        T("Pertahankan; kelompok rencana suksesi; rotasi atau perluasan tugas; bimbingan."),
    ),
    7: (
        Band.HIGH,
        Band.MIDDLE,
        T("Kotak 7"),
        T(
            "Pertahankan; kelompok rencana suksesi; rotasi atau pengayaan tugas; pengembangan kompetensi; tugas belajar."
        ),
    ),
    6: (Band.LOW, Band.HIGH, T("Kotak 6"), T("Penempatan yang sesuai; bimbingan; konseling.")),
    5: (
        Band.MIDDLE,
        Band.MIDDLE,
        T("Kotak 5"),
        T("Penempatan yang sesuai; bimbingan; pengembangan kompetensi."),
    ),
    4: (Band.HIGH, Band.LOW, T("Kotak 4"), T("Rotasi; bimbingan.")),
    3: (Band.LOW, Band.MIDDLE, T("Kotak 3"), T("Bimbingan; konseling; pengembangan; penempatan yang sesuai.")),
    2: (Band.MIDDLE, Band.LOW, T("Kotak 2"), T("Bimbingan; pengembangan; penempatan yang sesuai.")),
    1: (Band.LOW, Band.LOW, T("Kotak 1"), T("Ditangani menurut ketentuan.")),
}
USUAL_BOXES: Mapping[int, Box] = {
    number: Box(number, performance, potential, name, advice, number >= _POOL_FROM, BOX_SOURCE)
    for number, (performance, potential, name, advice) in _PLACES.items()
}
"""Until the office records its own; where each lies is fixed, names and what is done are not."""
NUMBERS: Mapping[tuple[Band, Band], int] = {
    (box.performance, box.potential): number for number, box in USUAL_BOXES.items()
}
_OF_PREDICATE = {Predicate.VERY_GOOD: Band.HIGH, Predicate.GOOD: Band.MIDDLE}


def band_of(score: int, threshold: Threshold) -> Band:
    """Return the third of the axis in which a score lies."""
    return Band(1 + (score >= threshold.middle_from) + (score >= threshold.high_from))


def band_of_predicate(predicate: Predicate) -> Band:
    """Return the band that the predicate of a year's appraisal tells: very good is above, good is as expected."""
    return _OF_PREDICATE.get(predicate, Band.LOW)


def check_threshold(middle_from: int, high_from: int) -> None:
    """Refuse thresholds that leave no room for three bands.

    Raises:
        InvalidInput: they stand outside the scale or in the wrong order.
    """
    if not LEAST_SCORE < middle_from < high_from <= MOST_SCORE:
        raise InvalidInput(
            T("Ambang menengah harus di atas {least}, dan di bawah ambang tinggi.", least=LEAST_SCORE), "middle_from"
        )


class Lack(StrEnum):
    """Why somebody is in no box."""

    BOTH = "both"
    PERFORMANCE = "performance"
    POTENTIAL = "potential"


LACK_WORDS: Mapping[Lack, Text] = {
    Lack.BOTH: T("Kinerja dan potensi belum dinilai"),
    Lack.PERFORMANCE: T("Kinerja belum dinilai"),
    Lack.POTENTIAL: T("Potensi belum dinilai"),
}


class Mark(NamedTuple):
    """Where somebody stands on an axis, and by what: a score with its day, or the predicate of a year."""

    band: Band
    score: int | None = None
    on: date | None = None
    to_on: date | None = None
    year: int | None = None
    source: str = ""


@dataclass(frozen=True, slots=True)
class Standing:
    """One person on both axes."""

    employee_id: int
    performance: Mark | None
    potential: Mark | None

    @property
    def box(self) -> int | None:
        """The number of the box; None while an axis is not known."""
        if self.performance is None or self.potential is None:
            return None
        return NUMBERS[self.performance.band, self.potential.band]

    @property
    def lack(self) -> Lack | None:
        """What is not known."""
        if self.performance is None:
            return Lack.BOTH if self.potential is None else Lack.PERFORMANCE
        return Lack.POTENTIAL if self.potential is None else None


@dataclass(frozen=True, slots=True)
class TalentRules:
    """Thresholds and boxes of a day."""

    thresholds: Mapping[AssessmentAxis, Threshold]
    boxes: Mapping[int, Box]

    @property
    def grid(self) -> Iterable[tuple[Band, list[Box]]]:
        """The boxes as a table: potential from high to low, in each row performance from low to high."""
        return [
            (potential, [self.boxes[NUMBERS[performance, potential]] for performance in Band])
            for potential in reversed(Band)
        ]
