"""P01 to P15: who may move at all, who may hold which jabatan, and who may go where.

Each rule is a mask over employees in which True means *fails*. What is not known constrains nothing.
"""

from dataclasses import dataclass
from datetime import date
from functools import cached_property

import numpy as np

from mutasi_flow.planning.snapshot import Days, Floats, Indices, Mask, Requirements, Snapshot

EARTH_KM = 6371.0
MONTHS = 12
FIRST_YEAR = 1950
"""Nobody who serves was appointed earlier."""


def whole_months(earlier: Days, later: Days) -> Indices:
    """Return full months between days; the last one counts when its day of the month is reached."""
    first, last = earlier.astype("datetime64[M]"), later.astype("datetime64[M]")
    unfinished = (later - last.astype("datetime64[D]")) < (earlier - first.astype("datetime64[D]"))
    return np.asarray((last - first).astype(np.int64) - unfinished, np.int64)


def kilometres(from_latitude: Floats, from_longitude: Floats, latitude: Floats, longitude: Floats) -> Floats:
    """Return distances on the globe (haversine); NaN where a place is unknown."""
    one, other = np.radians(from_latitude), np.radians(latitude)
    half = np.sin((other - one) / 2) ** 2
    half += np.cos(one) * np.cos(other) * np.sin(np.radians(longitude - from_longitude) / 2) ** 2
    return np.asarray(2 * EARTH_KM * np.arcsin(np.sqrt(np.minimum(half, 1.0))), np.float64)


def months_served(nip: str, day: date) -> float:
    """Return the months since the appointment that a NIP tells; a PPPK's tells the year only. NaN where it tells none."""
    year, month = nip[8:12], nip[12:14]
    if not (year + month).isdecimal() or not FIRST_YEAR <= int(year) <= day.year:
        return np.nan
    start = int(month) if 1 <= int(month) <= MONTHS else MONTHS
    return float((day.year - int(year)) * MONTHS + day.month - start)


@dataclass(frozen=True)
class Eligibility:
    """The rules applied to one snapshot; what is asked often is kept."""

    snapshot: Snapshot

    def value(self, rule: str) -> float:
        """Return the figure of a rule; 0 is off."""
        return self.snapshot.rules[rule]

    @cached_property
    def person_failures(self) -> dict[str, Mask]:
        """Which rule fails for whom whatever the destination; rules that are switched off are left out."""
        snapshot, staff = self.snapshot, self.snapshot.staff
        today = np.full(len(staff), _day(snapshot.effective_on))
        served, left = whole_months(staff.held_on, today), whole_months(today, staff.retires_on)
        failed = {
            "P01": ~staff.is_active | ~snapshot.is_present,
            "P02": served < self.value("P02") * MONTHS,
            "P03": left < self.value("P03"),
            "P07": staff.is_disciplined,
            "P08": staff.performance < self.value("P08"),
            "P10": staff.is_absent,
            "P13": staff.is_locked | snapshot.cells.is_locked[staff.cell],
        }
        return {rule: mask for rule, mask in failed.items() if self.value(rule) > 0}

    @cached_property
    def can_move(self) -> Mask:
        """Who fails no rule that holds for any destination; who has left by then can never move."""
        failed = ~self.snapshot.is_present
        for mask in self.person_failures.values():
            failed = failed | mask
        return ~failed

    @cached_property
    def is_due(self) -> Mask:
        """Who has to move: marked so, too long in one post, or too long in hard places."""
        staff, snapshot = self.snapshot.staff, self.snapshot
        due = staff.is_due.copy()
        if years := self.value("rotasi_tahun"):
            today = np.full(len(staff), _day(snapshot.effective_on))
            due |= whole_months(staff.held_on, today) >= years * MONTHS
        if months := self.value("bulan_sulit_maks"):
            due |= (staff.hard_months >= months) & (snapshot.units.hardship[staff.unit] > 0)
        return due & snapshot.is_present

    @cached_property
    def is_experienced(self) -> Mask:
        """Who counts as experienced: who is marked so, else who was appointed so many years ago by the NIP."""
        staff, today = self.snapshot.staff, self.snapshot.effective_on
        months = np.array([months_served(nip, today) for nip in staff.nip.tolist()], np.float64).reshape(-1)
        years = self.value("pengalaman_tahun")
        by_nip = months >= years * MONTHS if years else np.zeros(len(staff), np.bool_)
        return np.where(np.isnan(staff.experience), by_nip, staff.experience > 0)

    @cached_property
    def is_hard(self) -> Mask:
        """Which cells ask for somebody experienced: those that need people, in a unit where serving is hard."""
        units, cells = self.snapshot.units, self.snapshot.cells
        return np.asarray((units.hardship[cells.unit] > 0) & (cells.need > 0), np.bool_)

    @cached_property
    def lacks_experience(self) -> Mask:
        """Which of these cells nobody experienced holds now."""
        snapshot = self.snapshot
        held = snapshot.staff.cell[self.is_experienced & snapshot.is_present]
        return np.asarray(self.is_hard & (np.bincount(held, minlength=len(snapshot.cells)) == 0), np.bool_)

    @cached_property
    def home(self) -> tuple[Floats, Floats]:
        """Where each employee starts from: the own coordinates, else those of the unit."""
        staff, units = self.snapshot.staff, self.snapshot.units
        unknown = np.isnan(staff.latitude)
        return (
            np.where(unknown, units.latitude[staff.unit], staff.latitude),
            np.where(unknown, units.longitude[staff.unit], staff.longitude),
        )

    def jabatan_failures(self, jabatan: int, people: Indices) -> dict[str, Mask]:
        """Which rule forbids ``people`` to hold ``jabatan``; without requirements only the own one is open (P04)."""
        staff, needs = self.snapshot.staff, self.snapshot.requirements
        is_other = staff.jabatan[people] != jabatan
        failed = {"P04": np.zeros(len(people), np.bool_)}
        if needs is not None and needs.is_given[jabatan]:
            failed = {
                "P04": self._wrong_grade(needs, jabatan, people),
                "P05": self._wrong_education(needs, jabatan, people),
                "P06": self._lacks_certificate(needs, jabatan, people),
            }
            origins = needs.origins[jabatan]
            if origins is not None:
                failed = {rule: mask & is_other for rule, mask in failed.items()}
                failed["P04"] |= is_other & ~np.isin(staff.jabatan[people], sorted(origins))
        failed["P14"] = is_other & (staff.is_pppk[people] | staff.keeps_jabatan[people])
        failed = {rule: mask for rule, mask in failed.items() if self.value(rule) > 0}
        if not self.is_open(jabatan):  # no switch of a rule opens a jabatan about which nothing is known
            failed["P04"] = failed.get("P04", is_other) | is_other
        return failed

    def is_open(self, jabatan: int) -> bool:
        """Whether people of another jabatan may come at all: its requirements are known, and the plan allows it."""
        needs = self.snapshot.requirements
        return needs is not None and bool(needs.is_given[jabatan]) and self.value("lintas_jabatan") > 0

    def _wrong_grade(self, needs: Requirements, jabatan: int, people: Indices) -> Mask:
        grade = self.snapshot.staff.grade[people]
        return np.asarray((grade < needs.lowest_grade[jabatan]) | (grade > needs.highest_grade[jabatan]), np.bool_)

    def _wrong_education(self, needs: Requirements, jabatan: int, people: Indices) -> Mask:
        staff, allowed = self.snapshot.staff, needs.fields[jabatan]
        low = staff.education[people] < needs.education[jabatan]
        if allowed is None:
            return np.asarray(low, np.bool_)
        known = {name: bool(name) and name not in allowed for name in set(staff.field[people])}
        return np.asarray(low | np.array([known[name] for name in staff.field[people]], np.bool_), np.bool_)

    def _lacks_certificate(self, needs: Requirements, jabatan: int, people: Indices) -> Mask:
        wanted = needs.certificates[jabatan]
        if wanted is None:
            return np.zeros(len(people), np.bool_)
        held = self.snapshot.staff.certificates[people]
        return np.array([names is not None and not wanted <= names for names in held], np.bool_)

    @cached_property
    def barred_units(self) -> dict[int, frozenset[int]]:
        """Units closed to an employee (P11): where a relative sits who cannot move, and the units above and below."""
        barred: dict[int, set[int]] = {}
        if self.value("P11") == 0:
            return {}
        relations, staff = self.snapshot.relations, self.snapshot.staff
        for one, other in zip(relations.first.tolist(), relations.second.tolist(), strict=True):
            for mover, sitter in ((one, other), (other, one)):
                if self.snapshot.is_present[sitter] and not self.can_move[sitter]:
                    barred.setdefault(mover, set()).update(self.close_units(int(staff.unit[sitter])))
        return {person: frozenset(units) for person, units in barred.items()}

    def close_units(self, unit: int) -> frozenset[int]:
        """Return a unit with the one above it and those directly below it."""
        above = int(self.snapshot.units.parent[unit])
        return frozenset({unit, *self._units_below.get(unit, ()), *([above] if above >= 0 else [])})

    @cached_property
    def _units_below(self) -> dict[int, list[int]]:
        found: dict[int, list[int]] = {}
        for unit, above in enumerate(self.snapshot.units.parent.tolist()):
            found.setdefault(above, []).append(unit)
        return found

    @cached_property
    def wished(self) -> dict[tuple[int, int], int]:
        """Rank by employee and cell."""
        wishes = self.snapshot.wishes
        if wishes is None:
            return {}
        rows = zip(wishes.person.tolist(), wishes.cell.tolist(), wishes.rank.tolist(), strict=True)
        return {(person, cell): rank for person, cell, rank in rows}

    @cached_property
    def _wishes_by_jabatan(self) -> tuple[Indices, Indices, Indices]:
        wishes = self.snapshot.wishes
        if wishes is None:
            return np.zeros(0, np.int64), np.zeros(0, np.int64), np.zeros(len(self.snapshot.jabatan) + 1, np.int64)
        kinds = self.snapshot.cells.jabatan[wishes.cell]
        order = np.argsort(kinds, kind="stable")
        bounds = np.searchsorted(kinds[order], np.arange(len(self.snapshot.jabatan) + 1))
        return wishes.person[order], wishes.cell[order], bounds

    def wishes_for(self, jabatan: int) -> tuple[Indices, Indices]:
        """Return employee and cell of each wish for a jabatan."""
        people, cells, bounds = self._wishes_by_jabatan
        here = slice(int(bounds[jabatan]), int(bounds[jabatan + 1]))
        return people[here], cells[here]

    def distance(self, people: Indices, cells: Indices) -> Floats:
        """Return km from the home of each of ``people`` to the unit of the cell beside it."""
        latitude, longitude = self.home
        units, place = self.snapshot.units, self.snapshot.cells.unit[cells]
        return kilometres(latitude[people], longitude[people], units.latitude[place], units.longitude[place])

    def between(self, one: Indices, other: Indices) -> Floats:
        """Return km between units."""
        units = self.snapshot.units
        return kilometres(units.latitude[one], units.longitude[one], units.latitude[other], units.longitude[other])


def _day(day: date) -> np.datetime64:
    return np.datetime64(day)
