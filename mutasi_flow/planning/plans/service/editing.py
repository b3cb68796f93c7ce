"""Edits of a scenario on the stored tables: what comes out is read, solved and checked like any other input."""

import csv
import io
from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date

import numpy as np

from mutasi_flow.core.texts import T
from mutasi_flow.planning.edits import BySubject
from mutasi_flow.planning.plans.domain import Edit, Hire
from mutasi_flow.planning.plans.queries import read_sound
from mutasi_flow.planning.scenario import edited
from mutasi_flow.planning.snapshot import DEFAULT_RULES, Snapshot
from mutasi_flow.planning.subjects import PREFIX
from mutasi_flow.planning.tables import Row, as_csv, number

EMPLOYEES, POSTS, RULES, WISHES = "pegawai.csv", "petak.csv", "aturan.csv", "minat.csv"
SUBJECT = "mapel"
DUE = "wajib_pindah"
_AGE_OF_NEW, _SERVES_UNTIL = 25, 60
_POSTS = ("unit_kode", "jabatan_kode", "kebutuhan", "minimum", "formasi", "kunci")


def with_edits(files: Mapping[str, bytes], on: date, edits: Sequence[Edit]) -> dict[str, bytes]:
    """Return the tables after all edits, new people first, subjects last; without any they are the same.

    Raises:
        InvalidInput: an edit does not fit the tables.
    """
    found = dict(files)
    hires = [edit for edit in edits if isinstance(edit, Hire)]
    others = sorted(
        (edit for edit in edits if not isinstance(edit, Hire)), key=lambda edit: isinstance(edit, BySubject)
    )
    if hires:
        found[EMPLOYEES] = _with_new_people(found[EMPLOYEES], hires, on)
    if others:
        snapshot = edited(read_sound(found, on), others)
        if any(isinstance(edit, BySubject) for edit in others):
            found |= _with_subjects(found, snapshot)
        found[EMPLOYEES] = _with_due(found[EMPLOYEES], snapshot)
        found[POSTS] = as_csv(_POSTS, _post_rows(snapshot)).encode()
        found[RULES] = as_csv(("id", "nilai"), _rule_rows(snapshot)).encode()
    return found


def with_held_jabatan(moves: Sequence[Row], files: Mapping[str, bytes]) -> list[Row]:
    """Return moves between posts of a subject as moves with the jabatan that the records know, which nobody changes by them."""
    header, *rows = _rows(files[EMPLOYEES])
    nip, at = header.index("nip"), header.index("jabatan_kode")
    held = {row[nip]: row[at] for row in rows}
    found = []
    for who, left, was, entered, becomes, *rest in moves:
        posts = (left, held[who], entered, held[who]) if becomes.startswith(PREFIX) else (left, was, entered, becomes)
        found.append((who, *posts, *rest))
    return found


def _rows(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode(), newline="")))


def _written(rows: Sequence[Sequence[str]]) -> bytes:
    """Write cells back as they were read: those that a spreadsheet would run have their apostrophe already."""
    out = io.StringIO(newline="")
    csv.writer(out, lineterminator="\n").writerows(rows)
    return out.getvalue().encode()


def _with_new_people(data: bytes, hires: Sequence[Hire], on: date) -> bytes:
    header, *rows = _rows(data)
    taught = _subjects(header, rows)
    seats = [(hire.unit, hire.jabatan) for hire in hires for _ in range(hire.count)]
    for place, (unit, jabatan) in enumerate(seats, 1):
        values = {
            "nip": f"9{place:017}",
            "nama": str(T("Pegawai baru {number}", number=place)),
            "status": "PNS",
            "unit_kode": unit,
            "jabatan_kode": jabatan,
            "tmt_jabatan": on.isoformat(),
            "tgl_lahir": date(on.year - _AGE_OF_NEW, 1, 1).isoformat(),
            "bup": str(_SERVES_UNTIL),
            "kunci": "1",
            "alasan_kunci": str(T("pegawai baru")),
            SUBJECT: taught.get(jabatan, ""),
        }
        rows.append([values.get(column, "") for column in header])
    return _written([header, *rows])


def _subjects(header: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return the subject that most holders of each jabatan teach: new people teach it, too."""
    if SUBJECT not in header:
        return {}
    counted = Counter((row[header.index("jabatan_kode")], row[header.index(SUBJECT)]) for row in rows)
    found: dict[str, str] = {}
    for (jabatan, subject), _count in sorted(counted.items(), key=lambda one: (-one[1], one[0])):
        found.setdefault(jabatan, subject)
    return found


def _with_subjects(files: Mapping[str, bytes], snapshot: Snapshot) -> dict[str, bytes]:
    """Put teachers into the posts of their subject; who wished for the own jabatan elsewhere wishes for the own subject."""
    header, *rows = _rows(files[EMPLOYEES])
    nip, at = header.index("nip"), header.index("jabatan_kode")
    held = {row[nip]: row[at] for row in rows}
    kinds = dict(zip(snapshot.staff.nip.tolist(), snapshot.jabatan[snapshot.staff.jabatan].tolist(), strict=True))
    people = [[*row[:at], str(kinds[row[nip]]), *row[at + 1 :]] for row in rows]
    found = {EMPLOYEES: _written([header, *people])}
    if WISHES in files:
        header, *rows = _rows(files[WISHES])
        nip, at = header.index("nip"), header.index("jabatan_kode")
        wishes = [[*row[:at], "" if row[at] == held.get(row[nip]) else row[at], *row[at + 1 :]] for row in rows]
        found[WISHES] = _written([header, *wishes])
    return found


def _with_due(data: bytes, snapshot: Snapshot) -> bytes:
    """Mark those for whom a move is due; tables that were stored long ago have no such mark of their own."""
    header, *rows = _rows(data)
    due = {str(nip) for nip in snapshot.staff.nip[snapshot.staff.is_due]}
    at = header.index("nip")
    marked = [{**dict(zip(header, row, strict=True)), DUE: "1" if row[at] in due else "0"} for row in rows]
    columns = header if DUE in header else [*header, DUE]
    return _written([columns, *([row[column] for column in columns] for row in marked)])


def _post_rows(snapshot: Snapshot) -> list[Row]:
    cells = snapshot.cells
    return [
        (
            *snapshot.cell_code(cell),
            number(float(cells.need[cell])),
            str(cells.minimum[cell]),
            "" if cells.formation[cell] < 0 else str(cells.formation[cell]),
            str(int(cells.is_locked[cell])),
        )
        for cell in np.flatnonzero(cells.is_listed).tolist()
    ]


def _rule_rows(snapshot: Snapshot) -> list[Row]:
    return [(rule, number(value)) for rule, value in sorted(snapshot.rules.items()) if value != DEFAULT_RULES[rule]]
