"""The records of the office as the tables that a plan is made from, and what of them is not known.

What is missing blocks nothing: somebody whose first day in the post, birth or retirement nobody recorded is counted
where they are and stays there, and the page says so with a link to the record.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mutasi_flow.core.texts import T, Text
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import SERVING_CODES
from mutasi_flow.people.model import Employee, Post, Unit
from mutasi_flow.planning.plans.domain import Basis
from mutasi_flow.planning.plans.model import Plan
from mutasi_flow.planning.plans.queries.opening import (
    COMPETENCES,
    MORE,
    SAME_JABATAN,
    Rows,
    competence_rows,
    load_opening,
    opening_notes,
    requirement_rows,
    with_more,
)
from mutasi_flow.planning.plans.queries.staff import (
    EMPLOYEES,
    RELATIONS,
    WISHES,
    About,
    Behind,
    count_part_time,
    employee_row,
    family_rows,
    figure,
    is_unjudged,
    list_missing,
    list_staff,
    load_behind,
    wish_rows,
)
from mutasi_flow.planning.plans.queries.teaching import LESSONS, load_subjects
from mutasi_flow.planning.tables import as_csv
from mutasi_flow.workload import queries as workload
from mutasi_flow.workload.queries.loads import name_posts

_HARDSHIP = (25, 50, 75)
"""From these points of the index on a place counts one step harder for the plan."""

UNITS = ("unit_kode", "nama", "induk_kode", "wilayah_kode", "lat", "lon", "daerah_sulit")
POSTS = ("unit_kode", "jabatan_kode", "kebutuhan", "minimum", "formasi")
RULES = ("id", "nilai")
COUNTED = ("people", "judged", "appraised", "posts", "needed", "units", "placed")
"""What is counted of a part of the office: people, those whose move can be judged and who have an appraisal, posts,
those whose need is known, units, those whose place is on the map."""


@dataclass(slots=True)
class Records:
    """The tables, row by row, and beside each row what record it tells."""

    effective_on: date
    tables: dict[str, tuple[Sequence[str], list[tuple[str, ...]]]] = field(default_factory=dict)
    about: dict[str, list[About]] = field(default_factory=dict)
    notes: list[Text] = field(default_factory=list)
    completeness: list[dict[str, Any]] = field(default_factory=list)

    def add(self, name: str, header: Sequence[str], rows: Iterable[tuple[About, tuple[str, ...]]]) -> None:
        """Add a table."""
        found = list(rows)
        self.tables[name] = header, [row for _about, row in found]
        self.about[name] = [about for about, _row in found]

    def add_column(self, name: str, column: str, cells: Sequence[str]) -> None:
        """Add a column to a table."""
        header, rows = self.tables[name]
        self.tables[name] = (*header, column), [(*row, cell) for row, cell in zip(rows, cells, strict=True)]


def gather(session: Session, plan: Plan) -> Records:
    """Read everything that the plan is made from, in a dozen statements."""
    path = people.unit_path(session, plan.unit_id) if plan.unit_id is not None else ""
    staff = list_staff(session, path, plan.effective_on)
    records = Records(plan.effective_on)
    units = _units(session, path)
    behind = load_behind(session, plan, frozenset(row.id for row in staff))
    posts = _posts(session, plan, staff, path)
    lessons, subjects = load_subjects(session, path, plan.effective_on)
    records.notes += _notes(session, staff, path, plan.effective_on, behind)
    found = [employee_row(row, behind, plan.effective_on) for row in staff]
    _add_people(session, records, plan, staff, people=found, posts=posts)
    if lessons:
        records.add_column("pegawai", "mapel", [subjects.get(row.id, "") for row in staff])
        records.add("jam", LESSONS, lessons)
    records.add("unit", UNITS, units)
    records.add("petak", POSTS, posts)
    family = family_rows(session, staff, plan.effective_on)
    if family:
        records.add("relasi", RELATIONS, family)
    wishes = wish_rows(session, staff, {row[0] for _about, row in units}, plan.effective_on)
    if wishes:
        records.add("minat", WISHES, wishes)
    if plan.rules:
        figures = sorted(plan.rules.items())
        records.add("aturan", RULES, ((About("rule", rule, rule), (rule, figure(value))) for rule, value in figures))
    records.completeness = _completeness(session, path, staff, behind, records)
    return records


def _add_people(
    session: Session, records: Records, plan: Plan, staff: Sequence[Any], *, people: Rows, posts: Rows
) -> None:
    """Add the employees and, where the plan may ask, what jabatan require and people can."""
    kinds = {jabatan for _about, (_unit, jabatan, *_rest) in posts}
    opening = load_opening(session, plan, staff, kinds)
    if opening is None:
        records.add("pegawai", EMPLOYEES, people)
        records.notes.append(SAME_JABATAN)
        return
    records.add("pegawai", (*EMPLOYEES, *MORE), with_more(opening, staff, people))
    records.notes += opening_notes(opening, plan, staff, len(kinds))
    if opening.open:
        records.add("syarat", *requirement_rows(opening, staff))
    levels = competence_rows(opening, people, staff)
    if levels:
        records.add("kompetensi", COMPETENCES, levels)


def _units(session: Session, path: str) -> list[tuple[About, tuple[str, ...]]]:
    places = {card.id: card for card in people.list_places(session, [""])}
    scope = people.below([path])
    statement = select(Unit.id, Unit.code, Unit.name, Unit.path, Unit.parent_id, Unit.place_id).order_by(Unit.code)
    rows = session.execute(statement if scope is None else statement.where(scope)).all()
    codes = {row.id: row.code for row in rows}
    found: list[tuple[About, tuple[str, ...]]] = []
    for row in rows:
        place = places.get(row.place_id)
        point = place.point if place is not None and place.point is not None else None
        where = ("", "") if point is None else (figure(point[0]), figure(point[1]))
        hard = "" if place is None else str(sum(place.hardship.least >= step for step in _HARDSHIP))
        district = "" if place is None else place.district
        cells = (row.code, row.name, codes.get(row.parent_id, ""), district, *where, hard)
        found.append((About("unit", row.code, row.name), cells))
    return found


def _posts(session: Session, plan: Plan, staff: Sequence[Any], path: str) -> list[tuple[About, tuple[str, ...]]]:
    """Return every post with its need: as analysed, as imported, or its present strength where that is the basis."""
    scope = people.below([path])
    seats = select(Post.unit_id, Post.jabatan_id, Post.need, Post.minimum).join(Unit, Unit.id == Post.unit_id)
    kept = {
        (row.unit_id, row.jabatan_id): row for row in session.execute(seats if scope is None else seats.where(scope))
    }
    present: dict[tuple[int, int], int] = defaultdict(int)
    for row in staff:
        present[row.unit_id, row.jabatan_id] += 1
    analysed = {}
    if plan.period_id is not None:
        analysed = workload.load_needs(session, workload.get_period(session, plan.period_id), [path])
    ended = list_ended(session, plan.effective_on)
    names = name_posts(session, {seat for seat in (*kept, *present, *analysed) if seat[0] not in ended})
    found = []
    for seat, (unit, unit_name, jabatan, jabatan_name) in names.items():
        imported, minimum = (kept[seat].need, kept[seat].minimum) if seat in kept else (None, None)
        if plan.basis is Basis.STAFF:
            need: float | None = max(present[seat], minimum or 0)
        else:
            need = analysed[seat].need if seat in analysed else imported
        if need is None and seat not in kept:
            continue
        about = About("post", f"{unit}/{jabatan}", f"{jabatan_name}, {unit_name}")
        found.append((about, (unit, jabatan, figure(need), "" if minimum is None else str(minimum), "")))
    return sorted(found, key=lambda one: one[1])


def list_ended(session: Session, on: date) -> frozenset[int]:
    """Return the units that are not valid on a day: their posts leave the table, so that nobody is sent there."""
    return frozenset(session.scalars(select(Unit.id).where(or_(Unit.valid_from > on, Unit.valid_to < on))))


def _notes(session: Session, staff: Sequence[Any], path: str, on: date, behind: Behind) -> list[Text]:
    nowhere = select(Employee.id).where(
        Employee.legal_position.in_(SERVING_CODES), or_(Employee.unit_id.is_(None), Employee.jabatan_id.is_(None))
    )
    scope = people.below([path])
    if scope is not None:
        nowhere = nowhere.join(Unit, Unit.id == Employee.unit_id).where(scope)
    outside = len(set(session.scalars(nowhere)) - {row.id for row in staff})
    found = []
    if outside:
        found.append(T("{count} pegawai tanpa unit atau jabatan tidak ikut dihitung.", count=outside))
    unclear = sum(bool(list_missing(row)) for row in staff)
    if unclear:
        found.append(
            T(
                "{count} pegawai dihitung di tempatnya dan tidak dipindahkan, karena datanya belum lengkap.",
                count=unclear,
            )
        )
    unjudged = sum(is_unjudged(row, behind, on) for row in staff)
    if unjudged:
        found.append(
            T(
                "{count} guru dan tenaga kesehatan belum tercatat tanggal pengangkatannya; masa kerjanya dibaca dari NIP.",
                count=unjudged,
            )
        )
    if helping := count_part_time(session, staff, on):
        text = T(
            "{count} pegawai membantu unit lain dengan sebagian waktunya; di sini dihitung utuh di jabatannya sendiri.",
            count=helping,
        )
        found.append(text)
    ended = list_ended(session, on)
    left = sum(row.unit_id in ended for row in staff)
    if left:
        found.append(T("{count} pegawai ada di unit yang tidak berlaku pada tanggal rencana.", count=left))
    return found


def _completeness(
    session: Session, path: str, staff: Sequence[Any], behind: Behind, records: Records
) -> list[dict[str, Any]]:
    """Count per unit below the top what is known of its people, posts and place; those that lack most come first."""
    owners = _owners(session, path)
    found: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(COUNTED, 0))
    for row in staff:
        counts = found[owners[row.unit]]
        counts["people"] += 1
        counts["judged"] += not list_missing(row)
        counts["appraised"] += row.id in behind.performance
    for unit, _jabatan, need, *_rest in records.tables["petak"][1]:
        counts = found[owners[unit]]
        counts["posts"] += 1
        counts["needed"] += need != ""
    for unit, _name, _parent, _district, latitude, *_rest in records.tables["unit"][1]:
        counts = found[owners[unit]]
        counts["units"] += 1
        counts["placed"] += latitude != ""
    rows = [{"code": code, "name": name, **counts} for (code, name), counts in found.items()]
    return sorted(rows, key=lambda row: (row["judged"] - row["people"] + row["needed"] - row["posts"], row["name"]))


def _owners(session: Session, path: str) -> dict[str, tuple[str, str]]:
    """Return for each unit, by code, the part of the plan it belongs to: the units right below its top."""
    scope = people.below([path])
    statement = select(Unit.id, Unit.code, Unit.name, Unit.path)
    rows = session.execute(statement if scope is None else statement.where(scope)).all()
    names = {row.id: (row.code, row.name) for row in rows}
    ids = {row.code: people.ids_in_path(row.path) for row in rows}
    roots = sum(len(one) == 1 for one in ids.values())
    depth = len(people.ids_in_path(path)) if path else int(roots == 1)
    return {code: names[one[min(depth, len(one) - 1)]] for code, one in ids.items()}


def encode(records: Records) -> dict[str, bytes]:
    """Return the tables as the files that ``mutasi plan`` reads."""
    return {f"{name}.csv": as_csv(header, rows).encode() for name, (header, rows) in records.tables.items()}
