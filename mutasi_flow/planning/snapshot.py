"""What a plan is made from, frozen: parallel arrays in an order that does not depend on the order of the input rows.

A *cell* is a post of a unit (unit × jabatan). Staff are sorted by NIP, units and jabatan by code, cells by unit and
jabatan. NaN stands for an unknown figure, -1 for an unknown index. Days are ``datetime64[D]``.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from types import MappingProxyType

import numpy as np
from numpy.typing import NDArray

from mutasi_flow.core.texts import Text

Floats = NDArray[np.float64]
Indices = NDArray[np.int64]
Mask = NDArray[np.bool_]
Days = NDArray[np.datetime64]
Texts = NDArray[np.str_]
Objects = NDArray[np.object_]

DEFAULT_RULES: Mapping[str, float] = MappingProxyType(
    {
        **{f"P{number:02}": 1.0 for number in range(1, 16)},
        "P02": 2.0,
        "P03": 12.0,
        "P08": 4.0,
        "P12": 0.0,
        "menit_efektif": 75_000.0,
        "rotasi_tahun": 0.0,
        "bulan_sulit_maks": 0.0,
        "pengalaman_tahun": 8.0,
        "lintas_jabatan": 1.0,
    }
)
"""Figures of the planning rules: years in post (P02), months to retirement (P03), least performance (P08), farthest
distance in km (P12); 0 switches a rule off. ``menit_efektif`` are the effective minutes of a working year
(PermenPANRB 1/2020); ``pengalaman_tahun`` years after the appointment
somebody is experienced; after ``rotasi_tahun`` years in post or ``bulan_sulit_maks`` months in hard places a move is due;
with ``lintas_jabatan`` at 0 everybody keeps the own jabatan, whatever the requirements would allow."""


@dataclass(frozen=True, slots=True, eq=False)
class Staff:
    """One entry per employee."""

    nip: Texts
    name: Objects
    cell: Indices
    unit: Indices
    jabatan: Indices
    held_on: Days
    """Since when in the present post."""
    retires_on: Days
    """First day of the month after the retirement age (BUP)."""
    leaves_on: Days
    """The earlier of retirement and the end of a contract."""
    education: Floats
    """Level as SIASN numbers it."""
    field: Objects
    grade: Floats
    performance: Floats
    latitude: Floats
    longitude: Floats
    partner_unit: Indices
    hard_months: Floats
    certificates: Objects
    """One frozenset of names each, or None where nothing is known."""
    is_volunteer: Mask
    is_locked: Mask
    is_active: Mask
    is_pppk: Mask
    keeps_jabatan: Mask
    """Marked as not to change the jabatan."""
    is_disciplined: Mask
    is_absent: Mask
    is_due: Mask
    """Marked as having to move."""
    experience: Floats
    """1 experienced, 0 not, NaN where the table does not say."""

    def __len__(self) -> int:
        return len(self.nip)


@dataclass(frozen=True, slots=True, eq=False)
class Units:
    """One entry per unit."""

    code: Texts
    name: Objects
    parent: Indices
    region: Objects
    latitude: Floats
    longitude: Floats
    hardship: Indices
    """0 (none) to 3."""

    def __len__(self) -> int:
        return len(self.code)


@dataclass(frozen=True, slots=True, eq=False)
class Cells:
    """One entry per post that is needed or held by somebody."""

    unit: Indices
    jabatan: Indices
    need: Floats
    """Persons, unrounded; NaN where there is no figure."""
    minimum: Indices
    formation: Indices
    """Most persons; -1 where no limit is given."""
    is_listed: Mask
    """Whether the table of posts has it; others can be left, not entered."""
    is_locked: Mask

    def __len__(self) -> int:
        return len(self.unit)


@dataclass(frozen=True, slots=True, eq=False)
class Requirements:
    """What each jabatan asks for; one entry per jabatan."""

    is_given: Mask
    education: Floats
    fields: Objects
    certificates: Objects
    lowest_grade: Floats
    highest_grade: Floats
    origins: Objects
    """From which jabatan people may come, a frozenset of indices each: then the own holders are asked for nothing. None:
    from any, and the own holders are asked like everybody."""
    competence: Floats
    """Jabatan × competence: the level asked for, NaN for none."""


@dataclass(frozen=True, slots=True, eq=False)
class Wishes:
    """One entry per wish for a post that exists."""

    person: Indices
    cell: Indices
    rank: Indices
    """From 1, the dearest."""


@dataclass(frozen=True, slots=True, eq=False)
class Relations:
    """One entry per pair of relatives."""

    first: Indices
    second: Indices


@dataclass(frozen=True, slots=True, eq=False)
class Tasks:
    """One entry per task row of the workload analysis, as it was read."""

    cell: Indices
    description: Objects
    volume: Floats
    minutes: Floats


@dataclass(frozen=True, slots=True, eq=False)
class LessonHours:
    """One entry per subject of a school: the hours a week it gives, and those of one whole lesson group."""

    unit: Indices
    subject: Objects
    hours: Indices
    group: Indices


@dataclass(frozen=True, eq=False)
class Snapshot:
    """All of it on one effective day; ``requirements``, ``competence``, ``wishes`` are None where not given."""

    staff: Staff
    units: Units
    jabatan: Texts
    cells: Cells
    relations: Relations
    tasks: Tasks
    effective_on: date
    sha256: str
    requirements: Requirements | None = None
    competences: Texts | None = None
    competence: Floats | None = None
    """Staff × competence: the level held, NaN for none on record."""
    wishes: Wishes | None = None
    lessons: LessonHours | None = None
    rules: Mapping[str, float] = field(default_factory=lambda: dict(DEFAULT_RULES))
    notes: tuple[Text, ...] = ()
    """What to know about the input that is no fault."""
    edits: tuple[str, ...] = ()
    """What a scenario changed after the tables were read, as commands write it."""
    extra: Mapping[str, Objects] = field(default_factory=dict)
    """Columns that the plan does not use, by name; one value per employee, None where empty."""

    @cached_property
    def is_present(self) -> Mask:
        """Who still serves on the effective day."""
        return np.asarray(self.staff.leaves_on > np.datetime64(self.effective_on), np.bool_)

    @property
    def levels(self) -> Indices:
        """Staff per cell on the effective day (bezetting)."""
        return np.bincount(self.staff.cell[self.is_present], minlength=len(self.cells)).astype(np.int64)

    def cell_code(self, cell: int) -> tuple[str, str]:
        """Return unit code and jabatan code of a cell."""
        return str(self.units.code[self.cells.unit[cell]]), str(self.jabatan[self.cells.jabatan[cell]])
