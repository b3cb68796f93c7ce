"""Lesson hours as tables: what the tables of a plan say about them, and the folder in which a sharing out is written."""

import csv
import json
from collections import Counter
from dataclasses import asdict
from datetime import date
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import subject_key
from mutasi_flow.planning.folder import plain_rows
from mutasi_flow.planning.hours.checking import check, hours_taken, measure, plain_bound
from mutasi_flow.planning.hours.problem import AIMS, Lessons, Opening, Outcome, School, Share, Teacher, Terms
from mutasi_flow.planning.snapshot import Snapshot
from mutasi_flow.planning.tables import Row, as_csv, number

HOURS = "hours.json"
FORMAT = 1
SHARES = ("nip", "mapel", "unit_induk", "unit_kode", "jenis", "jam", "jarak_km")
TEACHERS = (
    "nip", "mapel", "unit_kode", "jam_sebelum", "jam_sesudah", "kurang_sebelum", "kurang_sesudah", "sekolah_tambahan",
)  # fmt: skip
SCHOOLS = ("unit_kode", "mapel", "kosong_sebelum", "kosong_sesudah")
OWN, ADDED = "induk", "tambahan"


def lessons_of(snapshot: Snapshot, terms: Terms) -> Lessons:
    """Return what the tables say: who is short, and which hours nobody gives.

    Somebody whose hours are not known counts as having a full load at the own school and is given nothing.
    """
    units, staff, table = snapshot.units, snapshot.staff, snapshot.lessons
    subjects, hours = _column(snapshot, "mapel"), _column(snapshot, "jam")
    present, taken, unknown = snapshot.is_present, Counter[tuple[int, str]](), 0
    teachers = []
    for at in np.flatnonzero(present).tolist():
        subject = subject_key(str(subjects[at] or ""))
        if not subject:
            continue
        unknown += hours[at] is None
        given = terms.full_load if hours[at] is None else int(hours[at])
        taken[int(staff.unit[at]), subject] += given
        if hours[at] is not None and staff.is_active[at] and not staff.is_absent[at]:
            teachers.append(Teacher(str(staff.nip[at]), int(staff.unit[at]), subject, given))
    openings, crowded = _openings(snapshot, taken)
    schools = [
        School(str(code), str(name), _point(units, at), str(region or ""))
        for at, (code, name, region) in enumerate(zip(units.code, units.name, units.region, strict=True))
    ]
    notes = _notes(unknown, crowded, has_table=table is not None)
    return Lessons(schools, [one for one in teachers if one.hours < terms.full_load], openings, terms, notes)


def _column(snapshot: Snapshot, name: str) -> Any:
    return snapshot.extra.get(name, np.full(len(snapshot.staff), None, object))


def _point(units: Any, at: int) -> tuple[float, float] | None:
    point = float(units.latitude[at]), float(units.longitude[at])
    return None if np.isnan(point).any() else point


def _openings(snapshot: Snapshot, taken: Counter[tuple[int, str]]) -> tuple[list[Opening], int]:
    """Return the hours that nobody gives, and at how many schools more are given than there are."""
    table, found, crowded = snapshot.lessons, [], 0
    if table is None:
        return [], 0
    for unit, words, hours, group in zip(table.unit, table.subject, table.hours, table.group, strict=True):
        subject = subject_key(str(words))
        left = int(hours) - taken[int(unit), subject]
        crowded += left < 0
        if left > 0:
            found.append(Opening(int(unit), subject, left, int(group)))
    return found, crowded


def _notes(unknown: int, crowded: int, *, has_table: bool) -> tuple[Text, ...]:
    notes = []
    if not has_table:
        notes.append(T("Tabel jam belum ada, jadi tidak ada jam kosong yang diketahui."))
    if unknown:
        notes.append(
            T("{count} guru tanpa jam mengajar dihitung penuh di sekolahnya dan tidak diberi jam.", count=unknown)
        )
    if crowded:
        notes.append(
            T(
                "Di {count} sekolah, jam yang diajarkan melebihi jam pelajaran yang ada untuk mata pelajarannya.",
                count=crowded,
            )
        )
    return tuple(notes)


def summary(lessons: Lessons, outcome: Outcome) -> dict[str, Any]:
    """Return a sharing out in a few figures."""
    before = measure(lessons, ())
    return {
        "teachers_short_before": before[1],
        "teachers_short_after": outcome.aims[1].value,
        "hours_short_before": before[0],
        "hours_short_after": outcome.aims[0].value,
        "hours_given": outcome.aims[4].value,
        "added_schools": outcome.aims[2].value,
        "aims": {aim.name: {"value": aim.value, "bound": aim.bound} for aim in outcome.aims},
        "gap": outcome.aims[0].gap,
        "plain_bound": plain_bound(lessons),
    }


def share_rows(lessons: Lessons, outcome: Outcome) -> list[Row]:
    """Return one row per teacher and school."""
    rows: list[Row] = []
    for share in outcome.shares:
        teacher, opening = lessons.teachers[share.teacher], lessons.openings[share.opening]
        way = lessons.km(teacher.school, opening.school)
        kind = OWN if opening.school == teacher.school else ADDED
        hours = str(share.groups * opening.group)
        places = (lessons.schools[teacher.school].code, lessons.schools[opening.school].code)
        rows.append((teacher.key, opening.subject, *places, kind, hours, "" if way is None else number(round(way, 1))))
    return rows


def teacher_rows(lessons: Lessons, outcome: Outcome) -> list[Row]:
    """Return one row per teacher who is short before."""
    taken = hours_taken(lessons, outcome.shares)
    added = Counter(
        one.teacher
        for one in outcome.shares
        if lessons.is_new(lessons.teachers[one.teacher], lessons.openings[one.opening])
    )
    rows: list[Row] = []
    for who, teacher in enumerate(lessons.teachers):
        after = teacher.hours + taken[who]
        figures = (teacher.hours, after, lessons.short(teacher), max(0, lessons.terms.full_load - after), added[who])
        named = (teacher.key, teacher.subject, lessons.schools[teacher.school].code)
        rows.append((*named, *(str(figure) for figure in figures)))
    return rows


def school_rows(lessons: Lessons, outcome: Outcome) -> list[Row]:
    """Return one row per opening: hours that nobody gives, before and after."""
    given = Counter[int]()
    for share in outcome.shares:
        given[share.opening] += share.groups
    return [
        (
            lessons.schools[one.school].code,
            one.subject,
            str(one.hours),
            str(one.hours - given[at] * one.group),
        )
        for at, one in enumerate(lessons.openings)
    ]


def write_hours(folder: Path, snapshot: Snapshot, lessons: Lessons, outcome: Outcome) -> dict[str, Any]:
    """Write ``shares.csv``, ``teachers.csv``, ``schools.csv``, and ``hours.json`` last; return what that says."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / HOURS).unlink(missing_ok=True)
    texts = {
        "shares.csv": as_csv(SHARES, share_rows(lessons, outcome)),
        "teachers.csv": as_csv(TEACHERS, teacher_rows(lessons, outcome)),
        "schools.csv": as_csv(SCHOOLS, school_rows(lessons, outcome)),
    }
    for name, text in texts.items():
        (folder / name).write_text(text, encoding="utf-8", newline="")
    document = {
        "format": FORMAT,
        **summary(lessons, outcome),
        "terms": asdict(lessons.terms),
        "effective_on": snapshot.effective_on.isoformat(),
        "input_sha256": snapshot.sha256,
        "versions": {name: version(name) for name in ("numpy", "scipy")},
        "notes": [str(note) for note in lessons.notes],
    }
    (folder / HOURS).write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return document


def read_document(folder: Path) -> dict[str, Any]:
    """Return what ``hours.json`` says.

    Raises:
        InvalidInput: it is missing, damaged, or of another format.
    """
    try:
        found = json.loads((folder / HOURS).read_text(encoding="utf-8"))
        if found["format"] == FORMAT and set(AIMS) == set(found["aims"]):
            return {**found, "terms": Terms(**found["terms"]), "day": date.fromisoformat(found["effective_on"])}
    except (OSError, ValueError, KeyError, TypeError):
        pass
    raise InvalidInput(T("{name} tidak ada atau rusak.", name=HOURS))


def check_hours(folder: Path, document: dict[str, Any], snapshot: Snapshot) -> list[str]:
    """Return why the folder is refused, as sentences; nothing means its shares keep the terms and its figures are true.

    Raises:
        InvalidInput: a file is missing or damaged.
    """
    if document.get("input_sha256") != snapshot.sha256:
        return [str(T("Masukan berubah sejak jam dibagikan."))]
    lessons = lessons_of(snapshot, document["terms"])
    try:
        shares = _read_shares(lessons, plain_rows(folder / "shares.csv"))
    except (LookupError, ValueError, csv.Error):
        return [str(T("shares.csv menyebut guru, sekolah, atau jam yang tidak ada di masukan."))]
    reasons = check(lessons, shares)
    if reasons:
        return reasons
    aims = document["aims"]
    wrong = [name for name, value in zip(AIMS, measure(lessons, shares), strict=True) if aims[name]["value"] != value]
    reasons = [str(T("{file}: {key} tidak cocok dengan pembagiannya.", file=HOURS, key=name)) for name in wrong]
    if aims[AIMS[0]]["bound"] < plain_bound(lessons):
        reasons.append(str(T("{file}: batas bawahnya lebih rendah daripada yang terhitung.", file=HOURS)))
    return reasons


def _read_shares(lessons: Lessons, rows: list[list[str]]) -> list[Share]:
    teachers = {teacher.key: place for place, teacher in enumerate(lessons.teachers)}
    openings = {
        (lessons.schools[one.school].code, one.subject): (place, one.group)
        for place, one in enumerate(lessons.openings)
    }
    shares = []
    for nip, subject, _own, school, _kind, hours, _way in rows[1:]:
        place, group = openings[school, subject]
        groups, rest = divmod(int(hours), group)
        if rest:
            raise ValueError
        shares.append(Share(teachers[nip], place, groups))
    return shares
