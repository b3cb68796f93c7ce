"""What if: edits on a frozen snapshot give another snapshot; nothing is changed in place.

Because plans are unique, two plans of two scenarios differ only where the edits make them differ.
"""

from collections.abc import Sequence
from dataclasses import fields, replace
from typing import Any

import numpy as np

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.sheets.cells import clean_number
from mutasi_flow.core.texts import T
from mutasi_flow.planning.edits import (
    FIGURES,
    MOST_HIRES,
    BySubject,
    ChangePost,
    ChangeRule,
    CloseUnit,
    Edit,
    Hire,
    as_text,
)
from mutasi_flow.planning.reading.columns import LARGEST_FIGURE, PERSONS
from mutasi_flow.planning.snapshot import Cells, Indices, LessonHours, Snapshot, Staff
from mutasi_flow.planning.subjects import by_subject

NEW = "baru-"
_NEVER = np.datetime64("9999-01-01")


def read_edit(snapshot: Snapshot, text: str) -> Edit:
    """Return the edit that a text means.

    Raises:
        InvalidInput: it means none, or names a post that is not there.
    """
    kind, _, rest = text.partition("=")
    if kind == "close-unit" and rest:
        return CloseUnit(rest)
    name, _, figure = rest.rpartition(":")
    value = clean_number(figure)
    if kind == "by-subject" and value is not None and not name:
        return BySubject(value)
    if kind not in {"rule", "hire", *FIGURES} or value is None or not name:
        raise InvalidInput(T("Ubahan “{text}” tidak dikenal. Lihat bantuan perintah ini.", text=text))
    if kind == "rule":
        return ChangeRule(name, value)
    unit, jabatan = _named(snapshot, name)
    if kind == "need":
        return ChangePost(unit, jabatan, need=value)
    if not value.is_integer():
        raise InvalidInput(T("Isi dengan bilangan bulat."))
    if kind == "hire":
        return Hire(unit, jabatan, int(value))
    return ChangePost(unit, jabatan, **{kind: int(value)})


def _named(snapshot: Snapshot, name: str) -> tuple[str, str]:
    """Return the codes of a post; a code may itself hold a slash."""
    for cell in range(len(snapshot.cells)):
        codes = snapshot.cell_code(cell)
        if "/".join(codes) == name:
            return codes
    raise InvalidInput(T("Petak {post} tidak ada. Tulis UNIT/JABATAN dengan kode dari tabel.", post=name))


def edited(snapshot: Snapshot, edits: Sequence[Edit]) -> Snapshot:
    """Return the snapshot after all edits, in their order; without any it is the same.

    Raises:
        InvalidInput: a unit, post or rule is not there, a figure is negative, or a least number exceeds its formation.
    """
    for edit in edits:
        snapshot = replace(_apply(snapshot, edit), edits=(*snapshot.edits, as_text(edit)))
    return snapshot


def _apply(snapshot: Snapshot, edit: Edit) -> Snapshot:
    if isinstance(edit, ChangeRule):
        if edit.rule not in snapshot.rules or not 0 <= edit.value <= LARGEST_FIGURE:
            raise InvalidInput(T("Aturan {rule} tidak dikenal atau angkanya negatif.", rule=edit.rule))
        return replace(snapshot, rules={**snapshot.rules, edit.rule: edit.value})
    if isinstance(edit, BySubject):
        return by_subject(snapshot, edit.full_load)
    cells = snapshot.cells
    if isinstance(edit, CloseUnit):
        unit = _unit(snapshot, edit.unit)
        closed = _without(cells, np.flatnonzero(cells.unit == unit))
        due = snapshot.staff.is_due | (snapshot.staff.unit == unit)
        staff, lessons = replace(snapshot.staff, is_due=due), _without_lessons(snapshot.lessons, unit)
        return replace(snapshot, cells=closed, staff=staff, lessons=lessons)
    at = _post(snapshot, edit.unit, edit.jabatan)
    if isinstance(edit, Hire):
        return _with_new_people(snapshot, int(at[0]), edit.count)
    figures = {"need": edit.need, "minimum": edit.minimum, "formation": edit.formation}
    given = {key: value for key, value in figures.items() if value is not None}
    if not all(PERSONS[0] <= value <= PERSONS[1] for value in given.values()):
        raise InvalidInput(T("Isi antara {least} dan {most}.", least=PERSONS[0], most=PERSONS[1]))
    changed = _with(cells, at, **given)
    if ((changed.formation >= 0) & (changed.minimum > changed.formation))[at].any():
        raise InvalidInput(T("Jumlah terkecil melebihi formasi ({most}).", most=int(changed.formation[at][0])))
    return replace(snapshot, cells=changed)


def _with_new_people(snapshot: Snapshot, cell: int, count: int) -> Snapshot:
    """Append people, whose numbers stand behind every NIP: nothing else changes its place."""
    if not 1 <= count <= MOST_HIRES:
        raise InvalidInput(T("Jumlah pegawai baru: 1 sampai {most}.", most=MOST_HIRES))
    staff = snapshot.staff
    first = int(np.char.startswith(staff.nip, NEW).sum()) + 1
    numbers = range(first, first + count)
    values: dict[str, Any] = {
        "nip": [f"{NEW}{number:06}" for number in numbers],
        "name": [str(T("Pegawai baru {number}", number=number)) for number in numbers],
        "cell": cell,
        "unit": snapshot.cells.unit[cell],
        "jabatan": snapshot.cells.jabatan[cell],
        "held_on": np.datetime64(snapshot.effective_on),
        "retires_on": _NEVER,
        "leaves_on": _NEVER,
        "field": "",
        "partner_unit": -1,
        "hard_months": 0,
        "certificates": None,
        "is_locked": True,
    }
    unknown = {"education", "grade", "performance", "latitude", "longitude", "experience"}
    grown = {
        each.name: _grown(
            getattr(staff, each.name), count, values.get(each.name, np.nan if each.name in unknown else 0)
        )
        for each in fields(Staff)
    }
    levels = snapshot.competence
    return replace(
        snapshot,
        staff=Staff(**grown),
        competence=None if levels is None else np.vstack((levels, np.full((count, levels.shape[1]), np.nan))),
        extra={name: _grown(column, count, None) for name, column in snapshot.extra.items()},
    )


def _grown(column: Any, count: int, value: Any) -> Any:
    more = np.empty(count, column.dtype)
    more[:] = value
    return np.concatenate((column, more))


def _unit(snapshot: Snapshot, code: str) -> int:
    found = np.flatnonzero(snapshot.units.code == code)
    if not len(found):
        raise InvalidInput(T("Unit {code} tidak ada.", code=code))
    return int(found[0])


def _post(snapshot: Snapshot, unit: str, jabatan: str) -> Indices:
    kinds = np.flatnonzero(snapshot.jabatan == jabatan)
    here = snapshot.cells.unit == _unit(snapshot, unit)
    found = np.flatnonzero(here & np.isin(snapshot.cells.jabatan, kinds))
    if not len(found):
        raise InvalidInput(
            T("Petak {post} tidak ada. Tulis UNIT/JABATAN dengan kode dari tabel.", post=f"{unit}/{jabatan}")
        )
    return found


def _without(cells: Cells, at: Indices) -> Cells:
    """Return cells of which some are no longer listed: they can be left, not entered."""
    gone = _with(cells, at, need=np.nan, minimum=0, formation=-1)
    gone.is_listed[at] = False
    return gone


def _without_lessons(lessons: LessonHours | None, unit: int) -> LessonHours | None:
    """Return the lessons of all other units: nobody teaches in a closed one."""
    if lessons is None:
        return None
    stay = lessons.unit != unit
    return replace(lessons, **{each.name: getattr(lessons, each.name)[stay] for each in fields(lessons)})


def _with(cells: Cells, at: Indices, **figures: float) -> Cells:
    """Return cells with other figures at some places, which thereby are listed."""
    changed = {name: getattr(cells, name).copy() for name in (*figures, "is_listed")}
    for name, value in figures.items():
        changed[name][at] = value
    changed["is_listed"][at] = True
    return replace(cells, **changed)
