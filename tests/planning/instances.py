"""Small offices for the tests of plans, from tables in memory, and the plan found by trying everything."""

import itertools
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

import numpy as np
from hypothesis import strategies as st

from mutasi_flow.core.sheets.header import first_row_header
from mutasi_flow.core.sheets.read import Table, widened
from mutasi_flow.planning.levels import cost
from mutasi_flow.planning.policy import Phi
from mutasi_flow.planning.reading.columns import TABLES
from mutasi_flow.planning.reading.faults import Sheet
from mutasi_flow.planning.reading.read import _settle
from mutasi_flow.planning.snapshot import Snapshot

TODAY = date(2026, 3, 2)
Rows = list[list[Any]]


def nip(number: int) -> str:
    return f"1980010120060410{number:02}"


def settled(tables: dict[str, Rows], effective_on: date = TODAY) -> Snapshot:
    """Return the snapshot of tables written as in a CSV file."""
    sheets = {}
    for name, rows in tables.items():
        numbered = [(number, [str(cell) for cell in row]) for number, row in enumerate(rows, start=1)]
        header = first_row_header(numbered, TABLES[name])
        body = widened(numbered[1:], len(header.labels))
        sheets[name] = Sheet(Table(name, "", header, tuple(TABLES[name]), body, numbered[:1]))  # type: ignore[arg-type]
    found = _settle(sheets, effective_on, "digest")
    assert [fault for sheet in sheets.values() for fault in sheet.faults] == []
    return found


@dataclass
class Office:
    """Employees by unit and jabatan, posts with need, minimum and formation."""

    staff: list[tuple[str, str]]
    posts: dict[tuple[str, str], tuple[Any, Any, Any]]
    columns: dict[str, list[Any]] = field(default_factory=dict)
    """More columns of employees."""
    more: dict[str, Rows] = field(default_factory=dict)
    unit_rows: Rows | None = None

    def tables(self) -> dict[str, Rows]:
        names = sorted({unit for unit, _ in [*self.staff, *self.posts]})
        count = len(self.staff)
        columns = {"tmt_jabatan": ["2020-01-01"] * count, "tgl_lahir": ["1985-01-01"] * count, **self.columns}
        people: Rows = [["nip", "unit_kode", "jabatan_kode", *columns]]
        for number, (unit, jabatan) in enumerate(self.staff):
            people.append([nip(number + 1), unit, jabatan, *(values[number] for values in columns.values())])
        posts: Rows = [["unit_kode", "jabatan_kode", "kebutuhan", "minimum", "formasi"]]
        posts += [[*place, *figures] for place, figures in self.posts.items()]
        units = self.unit_rows or [["unit_kode"], *([name] for name in names)]
        return {"pegawai": people, "unit": units, "petak": posts, **self.more}

    def snapshot(self) -> Snapshot:
        return settled(self.tables())


NEEDS = st.one_of(st.integers(0, 4), st.sampled_from([0.3, 0.5, 1.25, 1.7, 2.5, 3.1]))


@st.composite
def bound_offices(draw: st.DrawFn) -> Office:
    """Offices in which some people have to move, and some are relatives."""
    office = draw(offices())
    count = len(office.staff)
    office.columns["wajib_pindah"] = draw(st.lists(st.sampled_from([0, 1]), min_size=count, max_size=count))
    pairs = st.lists(st.tuples(st.integers(1, max(count, 1)), st.integers(1, max(count, 1))), max_size=2)
    related = [[nip(one), nip(other)] for one, other in draw(pairs) if one < other]
    return replace(office, more={**office.more, "relasi": [["nip_a", "nip_b"], *related]})


@st.composite
def offices(draw: st.DrawFn, *, staff: int = 6, units: int = 4, jabatan: tuple[str, ...] = ("g",)) -> Office:
    """Up to six people in up to four cells per jabatan, some volunteers, some locked."""
    names = [f"U{number}" for number in range(draw(st.integers(1, units)))]
    people = draw(st.lists(st.tuples(st.sampled_from(names), st.sampled_from(jabatan)), max_size=staff))
    posts: dict[tuple[str, str], tuple[Any, Any, Any]] = {}
    for place in itertools.product(names, jabatan):
        if draw(st.integers(0, 9)):
            minimum = draw(st.integers(0, 2))
            formation = draw(st.one_of(st.just(""), st.integers(minimum, 4)))
            posts[place] = (draw(NEEDS), minimum or "", formation)
    count = len(people)
    flags = st.lists(st.sampled_from([0, 0, 0, 1]), min_size=count, max_size=count)
    columns = {"sukarela": draw(flags), "kunci": draw(flags)}
    wishes: Rows = [["nip", "urutan", "unit_kode"]]
    for number in range(count):
        wanted = draw(st.lists(st.sampled_from(names), unique=True, max_size=3))
        wishes += [[nip(number + 1), rank, unit] for rank, unit in enumerate(wanted, start=1)]
    return Office(people, posts, columns, {"minat": wishes}, [["unit_kode"], *([name] for name in names)])


def choices(snapshot: Snapshot) -> list[list[int | None]]:
    """Return where each employee may go, None for staying, by rules written once more."""
    cells, staff = snapshot.cells, snapshot.staff
    wished = (
        set()
        if snapshot.wishes is None
        else set(zip(snapshot.wishes.person.tolist(), snapshot.wishes.cell.tolist(), strict=True))
    )
    found: list[list[int | None]] = []
    for person in range(len(staff)):
        targets: list[int | None] = [None]
        for cell in range(len(cells)):
            fits = cells.jabatan[cell] == staff.jabatan[person] and cells.is_listed[cell] and cell != staff.cell[person]
            listed = not staff.is_volunteer[person] or (person, cell) in wished
            if fits and listed and not staff.is_locked[person]:
                targets.append(cell)
        found.append(targets)
    return found


def all_plans(snapshot: Snapshot) -> list[tuple[tuple[int | None, ...], np.ndarray[Any, Any]]]:
    """Return every allowed plan with its levels."""
    before = snapshot.levels
    floor = np.minimum(before, snapshot.cells.minimum)
    formation = snapshot.cells.formation
    roof = np.where(snapshot.cells.is_listed & (formation < 0), 99, np.maximum(before, formation))
    found = []
    for targets in itertools.product(*choices(snapshot)):
        levels = before.copy()
        for person, cell in enumerate(targets):
            if cell is not None:
                levels[snapshot.staff.cell[person]] -= 1
                levels[cell] += 1
        if (levels >= floor).all() and (levels <= roof).all():
            found.append((targets, levels))
    return found


def balance(snapshot: Snapshot, levels: np.ndarray[Any, Any], phi: Phi = Phi.ABS) -> float:
    return float(cost(phi, snapshot.cells.need, levels.astype(float)).sum())
