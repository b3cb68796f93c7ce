"""What is shared out: teachers short of a full load, open hours at schools, and the terms under which they meet.

Two teachers at two schools cannot each give half a lesson group, and nobody may be sent to any number of schools: that
is a generalised assignment, no flow. So it is solved apart from the plan, subject by subject and district by district.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import NamedTuple

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import Point, distance_km
from mutasi_flow.workload.domain import LESSON_HOURS


@dataclass(frozen=True, slots=True)
class Terms:
    """What may be asked of a teacher. The loads are those of UU 14/2005 art. 35 (2); way and schools are a choice."""

    full_load: int = LESSON_HOURS
    """Hours a week that everybody should reach."""
    most_hours: int = 40
    """Hours a week that nobody may exceed."""
    most_km: float = 15.0
    """From the own school, as the crow flies."""
    most_schools: int = 2
    """Schools beside the own one."""


class School(NamedTuple):
    """A school; without coordinates those of the same district count as near."""

    code: str
    name: str
    point: Point | None = None
    district: str = ""


class Teacher(NamedTuple):
    """Somebody who may take more hours; ``school`` and ``elsewhere`` are indices of schools."""

    key: str
    school: int
    subject: str
    hours: int
    """A week, at all schools together."""
    elsewhere: frozenset[int] = frozenset()
    """Schools beside the own one where the teacher gives lessons already."""


class Opening(NamedTuple):
    """Hours of a subject at a school that nobody gives; they are taken in whole lesson groups of so many hours."""

    school: int
    subject: str
    hours: int
    group: int = 1

    @property
    def groups(self) -> int:
        """How many whole groups are open."""
        return self.hours // self.group


class Share(NamedTuple):
    """So many groups of an opening for a teacher; both are indices."""

    teacher: int
    opening: int
    groups: int


AIMS = ("jam_kurang", "guru_kurang", "sekolah_tambahan", "jarak", "jam_tambahan")
"""In strict order: hours missing, teachers still short, schools added, way there (100 m each), hours handed out."""
AIM_LABELS: dict[str, Text] = {
    "jam_kurang": T("Jam yang masih kurang"),
    "guru_kurang": T("Guru yang masih kurang jam"),
    "sekolah_tambahan": T("Sekolah tambahan"),
    "jarak": T("Jarak ke sekolah tambahan (100 m)"),
    "jam_tambahan": T("Jam yang dibagikan"),
}


@dataclass(frozen=True, slots=True)
class Aim:
    """The value of an aim and what no sharing out that is as good in the aims before it can undercut."""

    name: str
    value: int
    bound: int

    @property
    def gap(self) -> int:
        """How far from the best it can be at most; 0 is proven best."""
        return max(0, self.value - self.bound)


@dataclass(frozen=True)
class Lessons:
    """All of it; teachers stand in the order of their keys, openings in that of school and subject."""

    schools: Sequence[School]
    teachers: Sequence[Teacher]
    openings: Sequence[Opening]
    terms: Terms = field(default_factory=Terms)
    notes: tuple[Text, ...] = ()
    """What to know about the input."""

    def short(self, teacher: Teacher) -> int:
        """Return the hours that somebody lacks."""
        return max(0, self.terms.full_load - teacher.hours)

    def km(self, one: int, other: int) -> float | None:
        """Return the way between two schools; None while one of them has no coordinates."""
        here, there = self.schools[one].point, self.schools[other].point
        if one == other:
            return 0.0
        return None if here is None or there is None else distance_km(here, there)

    def is_new(self, teacher: Teacher, opening: Opening) -> bool:
        """Whether the school of an opening would be one more for the teacher."""
        return opening.school != teacher.school and opening.school not in teacher.elsewhere

    def is_open_to(self, teacher: Teacher, opening: Opening) -> bool:
        """Whether the teacher could take hours of an opening: the same subject, and the school near enough."""
        if teacher.subject != opening.subject or not opening.groups:
            return False
        if not self.is_new(teacher, opening):
            return True
        way = self.km(teacher.school, opening.school)
        if way is not None:
            return way <= self.terms.most_km
        district = self.schools[teacher.school].district
        return bool(district) and district == self.schools[opening.school].district

    @cached_property
    def pairs(self) -> Sequence[tuple[int, int]]:
        """Who could take hours of what, both as indices, in their order."""
        by_subject: dict[str, list[int]] = {}
        for at, opening in enumerate(self.openings):
            by_subject.setdefault(opening.subject, []).append(at)
        return [
            (who, what)
            for who, teacher in enumerate(self.teachers)
            if self.short(teacher)
            for what in by_subject.get(teacher.subject, ())
            if self.is_open_to(teacher, self.openings[what])
        ]


@dataclass(frozen=True, slots=True)
class Outcome:
    """Who takes what, and how good that is."""

    shares: Sequence[Share]
    aims: Sequence[Aim]
