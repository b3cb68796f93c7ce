"""What a comparison means: in words, what stands in the way, and what there would be to learn."""

from collections.abc import Mapping, Sequence
from enum import StrEnum
from typing import NamedTuple

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import subject_key
from mutasi_flow.planning.matching.domain.score import Person, Post, Score

HORIZON_MONTHS = 12
"""Who retires sooner is not proposed."""


class Suit(StrEnum):
    """A score in words, for the person: figures invite false precision."""

    GOOD = "good"
    LIKELY = "likely"
    OPEN = "open"
    DISTANT = "distant"


SUIT_LABELS: dict[Suit, Text] = {
    Suit.GOOD: T("Sangat cocok"),
    Suit.LIKELY: T("Cocok"),
    Suit.OPEN: T("Mungkin cocok, data belum lengkap"),
    Suit.DISTANT: T("Kurang cocok"),
}
GOOD_FROM, LIKELY_FROM = 70.0, 55.0


def suit_of(found: Score) -> Suit:
    """Return the score in words; what data could still raise is open, not distant."""
    if found.low >= GOOD_FROM:
        return Suit.GOOD
    if found.low >= LIKELY_FROM:
        return Suit.LIKELY
    return Suit.OPEN if found.high >= GOOD_FROM else Suit.DISTANT


class Obstacle(StrEnum):
    """Why somebody cannot take a post whatever the score."""

    EDUCATION = "education"
    CONTRACT = "contract"
    RETIREMENT = "retirement"


OBSTACLE_LABELS: dict[Obstacle, Text] = {
    Obstacle.EDUCATION: T("Pendidikan di bawah syarat jabatan"),
    Obstacle.CONTRACT: T("PPPK hanya dapat pindah unit dengan jabatan yang sama"),
    Obstacle.RETIREMENT: T("Pensiun atau kontrak berakhir dalam 12 bulan"),
}


def find_obstacle(person: Person, post: Post) -> Obstacle | None:
    """Return what stands in the way by the records alone; what is not on record stands in nobody's way."""
    asked = post.asks.education
    if asked is not None and person.education is not None and person.education < asked:
        return Obstacle.EDUCATION
    if person.is_pppk and person.jabatan_id != post.jabatan_id:
        return Obstacle.CONTRACT
    if person.months_left is not None and person.months_left < HORIZON_MONTHS:
        return Obstacle.RETIREMENT
    return None


class Gap(NamedTuple):
    """A competence that the new post asks: its level, that of the present post, and what the person has."""

    subject: str
    asked: int
    present: int | None
    has: int | None

    @property
    def is_open(self) -> bool:
        """Whether something is to be learned: less than asked, or never assessed and not asked so far."""
        if self.has is not None:
            return self.has < self.asked
        return self.present is None or self.present < self.asked


def find_gaps(
    present: Sequence[tuple[str, int]], asked: Sequence[tuple[str, int]], has: Mapping[str, int]
) -> list[Gap]:
    """Return what is to be learned for another post, the widest first; names come as the new post writes them."""
    old = {subject_key(name): level for name, level in present}
    gaps = [Gap(name, level, old.get(subject_key(name)), has.get(subject_key(name))) for name, level in asked]
    return sorted((gap for gap in gaps if gap.is_open), key=lambda gap: (-(gap.asked - (gap.has or 0)), gap.subject))
