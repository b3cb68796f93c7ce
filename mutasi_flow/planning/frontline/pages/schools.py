"""The map of teachers: where hours of a subject are missing and where teachers are to spare, down to the person."""

from collections import defaultdict
from collections.abc import Sequence
from typing import Any

from flask import Blueprint, render_template, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column
from mutasi_flow.core.sheets.write import XLSX, as_csv, as_report
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Answer, attach, current_actor, current_clock, current_session, requires
from mutasi_flow.people.domain import Point, draw, subject_key
from mutasi_flow.people.queries import find_unit_by_code, list_districts
from mutasi_flow.planning.frontline import queries, service
from mutasi_flow.planning.frontline.domain import BASIS_LABELS, STANDING_LABELS, SubjectLoad, Totals
from mutasi_flow.planning.frontline.pages.terms import sentence
from mutasi_flow.planning.frontline.queries import SchoolMap, Spot, SubjectRow
from mutasi_flow.planning.matching.pages.turning import read_start, turn

pages = Blueprint("school_map", __name__, url_prefix="/peta-guru")

PAGE = 40
MOST_MARKS = 300
"""Schools on the picture: those where most hours are missing or to spare."""
CSV = "text/csv"
_SHEET = (
    Column("unit", "KODE UNIT", T("Kode unit sekolah.")),
    Column("name", "SEKOLAH", T("Nama sekolah.")),
    Column("district", "KECAMATAN", T("Kecamatan tempat sekolah.")),
    Column("subject", "MATA PELAJARAN", T("Mata pelajaran.")),
    Column("asked", "JAM PELAJARAN", T("Jam per minggu; kosong berarti belum diketahui."), kind=CellKind.NUMBER),
    Column("basis", "ASAL JAM", T("Tercatat, atau dihitung dari kebutuhan guru dalam orang.")),
    Column("teachers", "GURU", T("Guru yang bertugas dengan mata pelajaran ini."), kind=CellKind.INTEGER),
    Column("experienced", "BERPENGALAMAN", T("Di antaranya yang berpengalaman."), kind=CellKind.INTEGER),
    Column("given", "JAM TERSEDIA", T("Guru dikali beban penuh."), kind=CellKind.NUMBER),
    Column("taught", "JAM DIAJARKAN", T("Jam yang tercatat diajarkan di sekolah ini."), kind=CellKind.INTEGER),
    Column("gap", "SELISIH JAM", T("Jam tersedia dikurangi jam pelajaran."), kind=CellKind.NUMBER),
    Column("persons", "SELISIH GURU", T("Selisih jam dibagi beban penuh."), kind=CellKind.NUMBER),
)


def _map() -> SchoolMap:
    paths = current_actor().paths(Permission.BALANCE_READ)
    return queries.load_school_map(current_session(), paths, current_clock().today())


def may_bring() -> bool:
    """Whether the visitor may upload sheets for the whole office."""
    return any(current_actor().may(one, "") for one in (Permission.IMPORT, Permission.PLAN))


@pages.get("")
@requires(Permission.BALANCE_READ)
def index() -> Answer:
    """Show subjects and schools, or the schools of one subject, as a picture and as a table."""
    found, chosen = _map(), request.args.get("mapel")
    key = None if chosen is None else subject_key(chosen)
    if key is not None and key not in found.by_subject:
        raise NotFound(T("Mata pelajaran tidak ditemukan."))
    rows = found.of_subject(key) if key is not None else ()
    schools, start = list(found.by_school.values()), read_start()
    shown: Sequence[Any] = rows if key is not None else schools
    return render_template(
        "planning/schools.html",
        found=found,
        key=key,
        subject=found.by_subject[key][0] if key is not None else "",
        totals=found.by_subject[key][1] if key is not None else found.totals,
        rows=rows[start : start + PAGE],
        schools=schools[start : start + PAGE],
        chart=_chart([(row.school, row.load) for row in rows] if key is not None else schools),
        standings=STANDING_LABELS,
        term=sentence(found.term),
        may_bring=may_bring(),
        may_share=any(current_actor().has(permission) for permission in service.SHARERS),
        **turn("school_map.index", start, PAGE, len(shown), mapel=chosen),
    )


def _chart(marks: Sequence[tuple[Spot, SubjectLoad | Totals]]) -> dict[str, Any] | None:
    """Draw schools by what is missing or to spare; None while no school has coordinates."""
    known = [(spot, load, spot.point) for spot, load in marks if spot.point is not None]
    known.sort(key=lambda mark: -max(mark[1].short, mark[1].spare))
    drawn = known[:MOST_MARKS]
    if not drawn:
        return None
    districts: dict[str, list[Point]] = defaultdict(list)
    for spot, _load, point in drawn:
        districts[spot.district].append(point)
    dots = [((spot, load), point, round(max(load.short, load.spare))) for spot, load, point in drawn]
    picture = draw(dots, list_districts(current_session()), districts)
    return {"picture": picture, "left_out": len(marks) - len(drawn)}


@pages.get("/<code>")
@requires(Permission.BALANCE_READ)
def school(code: str) -> Answer:
    """Show the subjects of one school, and its teachers where one may read them."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    unit = find_unit_by_code(session, code)
    if unit is None or not actor.may(Permission.BALANCE_READ, unit.path):
        raise NotFound(T("Unit tidak ditemukan."))
    found = queries.load_school_map(session, [unit.path], today)
    may_read = actor.may(Permission.EMPLOYEES_READ, unit.path)
    return render_template(
        "planning/school.html",
        unit=unit,
        found=found,
        rows=[row for row in found.rows if row.school.unit_id == unit.id],
        spot=next((row.school for row in found.rows if row.school.unit_id == unit.id), None),
        teachers=_teachers(found, unit.id, unit.path) if may_read else None,
        bases=BASIS_LABELS,
        standings=STANDING_LABELS,
        term=sentence(found.term),
        may_bring=may_bring(),
    )


def _teachers(found: SchoolMap, unit_id: int, path: str) -> list[queries.TeacherRow]:
    rows = queries.list_teachers(current_session(), [path], current_clock().today(), found.term)
    return sorted((one for one in rows if one.unit_id == unit_id), key=lambda one: (one.subject, one.name, one.id))


@pages.get("/daftar.xlsx")
@requires(Permission.BALANCE_READ)
def sheet() -> Answer:
    """Give all subjects of all schools as a workbook."""
    return attach(as_report(_SHEET, map(_cells, _map().rows)), XLSX, "peta-guru.xlsx")


@pages.get("/daftar.csv")
@requires(Permission.BALANCE_READ)
def text() -> Answer:
    """Give the same as CSV."""
    return attach(as_csv(_SHEET, map(_cells, _map().rows)), CSV, "peta-guru.csv")


def _cells(row: SubjectRow) -> Sequence[Cell]:
    load, basis = row.load, BASIS_LABELS[row.load.basis] if row.load.basis else ""
    named = (row.school.code, row.school.name, row.school.district, row.subject)
    return (
        *named, load.asked, str(basis), load.teachers, load.experienced, load.given, load.taught, load.gap,
        load.gap_teachers,
    )  # fmt: skip
