"""The one way in: all tables read and checked together, then put in their fixed order."""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.book import read_book
from mutasi_flow.core.sheets.read import Table
from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.reading import people, places
from mutasi_flow.planning.reading.columns import PERSONS, REQUIRED, TABLES
from mutasi_flow.planning.reading.faults import Fault, Faults, Sheet
from mutasi_flow.planning.reading.words import flags
from mutasi_flow.planning.snapshot import (
    DEFAULT_RULES,
    Cells,
    Indices,
    Relations,
    Snapshot,
    Staff,
    Tasks,
    Units,
    Wishes,
)

NO_PAIRS = Relations(np.zeros(0, np.int64), np.zeros(0, np.int64))


def read_snapshot(path: Path, effective_on: date) -> Snapshot | Faults:
    """Return the snapshot on ``effective_on``, or everything that is wrong."""
    try:
        tables, digest = read_book(path, TABLES)
    except InvalidInput as refusal:
        return Faults((Fault(path.name, 0, "", "", refusal.text),))
    faults = [Fault(name, 0, "", "", table.text) for name, table in tables.items() if isinstance(table, InvalidInput)]
    faults += [Fault(name, 0, "", "", T("Tabel ini wajib ada.")) for name in REQUIRED if name not in tables]
    sheets = {name: Sheet(table) for name, table in tables.items() if isinstance(table, Table)}
    if faults:
        return Faults((*faults, *(fault for sheet in sheets.values() for fault in sheet.faults)))
    snapshot = _settle(sheets, effective_on, digest)
    faults = [fault for sheet in sheets.values() for fault in sheet.faults]
    return Faults(tuple(sorted(faults, key=lambda fault: (fault.file, fault.row)))) if faults else snapshot


def _settle(sheets: Mapping[str, Sheet], effective_on: date, digest: str) -> Snapshot:
    units, notes = places.read_units(sheets["unit"])
    order = np.argsort(units.code, kind="stable")
    units = _sorted_units(units, order)
    unit_index = {str(code): place for place, code in enumerate(units.code)}
    jabatan = np.array(
        sorted({str(code) for name in ("pegawai", "petak") for code in sheets[name].column("jabatan_kode") if code}),
        np.str_,
    )
    jabatan_index = {str(code): place for place, code in enumerate(jabatan)}
    staff, _ = people.read_staff(sheets["pegawai"], unit_index, jabatan_index, effective_on)
    by_nip = np.argsort(staff.nip, kind="stable")
    staff = _reordered(staff, by_nip)
    cells, staff_cell, tasks = _cells(sheets, staff, unit_index, jabatan_index)
    person = {str(nip): place for place, nip in enumerate(staff.nip)}
    competences, competence = (
        people.read_competence(sheets["kompetensi"], person) if "kompetensi" in sheets else (None, None)
    )
    notes += _notes_about(sheets["pegawai"], unit_index)
    return Snapshot(
        staff=_with(staff, cell=staff_cell),
        units=units,
        jabatan=jabatan,
        cells=cells,
        relations=people.read_relations(sheets["relasi"], person) if "relasi" in sheets else NO_PAIRS,
        tasks=tasks,
        effective_on=effective_on,
        sha256=digest,
        requirements=places.read_requirements(sheets["syarat"], jabatan_index, competences)
        if "syarat" in sheets
        else None,
        competences=competences,
        competence=competence,
        wishes=_wishes(sheets["minat"], (person, staff), unit_index, jabatan_index, cells)
        if "minat" in sheets
        else None,
        lessons=places.read_lessons(sheets["jam"], unit_index) if "jam" in sheets else None,
        rules=places.read_rules(sheets["aturan"]) if "aturan" in sheets else dict(DEFAULT_RULES),
        notes=tuple(notes),
        extra=people.read_extra(sheets["pegawai"], by_nip),
    )


def _with(value: Any, **changes: Any) -> Any:
    return type(value)(**{each.name: changes.get(each.name, getattr(value, each.name)) for each in fields(value)})


def _reordered(staff: Staff, order: Indices) -> Staff:
    return Staff(**{each.name: getattr(staff, each.name)[order] for each in fields(Staff)})


def _sorted_units(units: Units, order: Indices) -> Units:
    """Put units in order; parents follow to their new places."""
    place = np.empty(len(order) + 1, np.int64)
    place[order] = np.arange(len(order))
    place[-1] = -1
    parent = place[units.parent][order]
    ordered = {each.name: getattr(units, each.name)[order] for each in fields(Units)}
    return Units(**{**ordered, "parent": parent})


def _cells(
    sheets: Mapping[str, Sheet], staff: Staff, units: dict[str, int], jabatan: dict[str, int]
) -> tuple[Cells, Indices, Tasks]:
    """Return all cells in order, the cell of each employee, and the task rows; the need comes from tasks where empty."""
    posts = sheets["petak"]
    unit = np.array(places.read_posts(posts, units), np.int64)
    kind = np.array([jabatan.get(code, -1) for code in posts.column("jabatan_kode")], np.int64)
    width = len(jabatan) + 1
    keys, staff_keys = unit * width + kind, staff.unit * width + staff.jabatan
    every = np.unique(np.concatenate((keys, staff_keys)))
    place = np.searchsorted(every, keys)
    need = posts.numbers("kebutuhan")
    tasks, from_tasks = _tasks(sheets, posts, units)
    need = np.where(np.isnan(need), from_tasks, need)

    def spread(values: Any, empty: Any) -> Any:
        out = np.full(len(every), empty)
        out[place] = values
        return out

    cells = Cells(
        unit=every // width,
        jabatan=every % width,
        need=spread(need, np.nan),
        minimum=spread(np.nan_to_num(posts.numbers("minimum")).astype(np.int64), 0),
        formation=spread(np.nan_to_num(posts.numbers("formasi"), nan=-1).astype(np.int64), -1),
        is_listed=spread(np.ones(len(posts), np.bool_), np.False_),
        is_locked=spread(flags(posts, "kunci"), np.False_),
    )
    moved = Tasks(place[tasks.cell] if len(tasks.cell) else tasks.cell, tasks.description, tasks.volume, tasks.minutes)
    return cells, np.searchsorted(every, staff_keys), moved


def _tasks(sheets: Mapping[str, Sheet], posts: Sheet, units: dict[str, int]) -> tuple[Tasks, Any]:
    """Return task rows by the row of their post, and the need they make: persons = Σ volume × minutes ÷ a year."""
    empty = np.full(len(posts), np.nan)
    if "abk" not in sheets:
        nothing = np.zeros(0)
        return Tasks(np.zeros(0, np.int64), nothing.astype(object), nothing, nothing), empty
    sheet = sheets["abk"]
    pairs = zip(posts.column("unit_kode"), posts.column("jabatan_kode"), strict=True)
    at = np.array(places.read_tasks(sheet, {pair: row for row, pair in enumerate(pairs)}, units), np.int64)
    rows = np.flatnonzero(at >= 0)
    volume, minutes = np.nan_to_num(sheet.numbers("volume")), np.nan_to_num(sheet.numbers("norma_menit"))
    year = DEFAULT_RULES["menit_efektif"]
    if "aturan" in sheets:
        names = [str(name).casefold() for name in sheets["aturan"].column("id")]
        given = dict(zip(names, sheets["aturan"].column("nilai"), strict=True))
        year = given.get("menit_efektif") or year
    empty[np.unique(at[rows])] = 0
    np.add.at(empty, at[rows], volume[rows] * minutes[rows] / year)
    for post in np.flatnonzero(empty > PERSONS[1]).tolist():
        first = int(rows[at[rows] == post][0])
        persons = f"{empty[post]:.0f}"
        reason = T(
            "Beban kerja jabatan ini setara {persons} orang. Periksa volume dan norma waktunya.", persons=persons
        )
        sheet.fault(first, "volume", volume[first], reason)
    texts = np.array([text or "" for text in sheet.column("uraian")], object)
    return Tasks(at[rows], texts[rows], volume[rows], minutes[rows]), empty


def _wishes(
    sheet: Sheet, people_of: tuple[dict[str, int], Staff], units: dict[str, int], jabatan: dict[str, int], cells: Cells
) -> Wishes:
    """Keep the wishes for posts that there are; the dearest of several for one post."""
    person, staff = people_of
    at = {pair: place for place, pair in enumerate(zip(cells.unit.tolist(), cells.jabatan.tolist(), strict=True))}
    best: dict[tuple[int, int], int] = {}
    for who, rank, unit, code in people.read_wishes(sheet, person, units):
        kind = int(staff.jabatan[who]) if code is None else jabatan.get(code, -1)
        cell = at.get((unit, kind), -1)
        if cell >= 0:
            best[who, cell] = min(rank, best.get((who, cell), rank))
    rows = np.array([(who, cell, rank) for (who, cell), rank in sorted(best.items())], np.int64).reshape(-1, 3)
    return Wishes(rows[:, 0].copy(), rows[:, 1].copy(), rows[:, 2].copy())


def _notes_about(sheet: Sheet, units: dict[str, int]) -> list[Text]:
    outside = sum(code is not None and code not in units for code in sheet.column("pasangan_unit"))
    if not outside:
        return []
    return [T("{count} unit pasangan tidak ada di tabel unit; jaraknya tidak dihitung.", count=outside)]
