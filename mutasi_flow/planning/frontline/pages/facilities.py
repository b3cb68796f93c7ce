"""The map of health staff: professions at facilities by how many do the work against how many it asks for."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from flask import Blueprint, render_template, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column
from mutasi_flow.core.sheets.write import XLSX, as_csv, as_report
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Answer, attach, current_actor, current_clock, current_session, requires
from mutasi_flow.planning.frontline import queries
from mutasi_flow.planning.frontline.domain import USUAL_TERMS, Ratio, Staff
from mutasi_flow.planning.frontline.pages.schools import CSV, may_bring
from mutasi_flow.planning.frontline.pages.terms import sentence
from mutasi_flow.planning.frontline.queries import FacilityRow
from mutasi_flow.planning.matching.pages.turning import read_start, turn
from mutasi_flow.workload.domain.load import UnitLoad

pages = Blueprint("facility_map", __name__, url_prefix="/peta-nakes")

PAGE = 40
_SHEET = (
    Column("unit", "KODE UNIT", T("Kode unit fasilitas.")),
    Column("name", "FASILITAS", T("Nama fasilitas.")),
    Column("profession", "PROFESI", T("Jabatan tanpa jenjangnya.")),
    Column("need", "KEBUTUHAN", T("Orang, tidak dibulatkan; kosong berarti belum dihitung."), kind=CellKind.NUMBER),
    Column(
        "staff",
        "PEGAWAI",
        T("Pegawai di jabatan yang kebutuhannya diketahui; bila tidak ada, semuanya."),
        kind=CellKind.NUMBER,
    ),
    Column("ratio", "RASIO WISN", T("Pegawai dibagi kebutuhan; kurang dari 1 berarti tertekan."), kind=CellKind.NUMBER),
    Column("gap", "SELISIH", T("Pegawai dikurangi kebutuhan."), kind=CellKind.NUMBER),
    Column("least", "PALING SEDIKIT", T("Jumlah paling sedikit yang ditetapkan."), kind=CellKind.INTEGER),
    Column("experienced", "BERPENGALAMAN", T("Di antaranya yang berpengalaman."), kind=CellKind.INTEGER),
)


def _rows() -> list[FacilityRow]:
    paths = current_actor().paths(Permission.BALANCE_READ)
    return queries.load_facilities(current_session(), paths, current_clock().today())


@pages.get("")
@requires(Permission.BALANCE_READ)
def index() -> Answer:
    """Show professions over all facilities, or the facilities of one profession, the most pressed first."""
    rows, key, start = _rows(), request.args.get("profesi"), read_start()
    totals = _by_profession(rows)
    if key is not None and key not in totals:
        raise NotFound(T("Profesi tidak ditemukan."))
    chosen = [row for row in rows if key in {None, row.key}]
    held = queries.load_term(current_session(), Staff.HEALTH, current_clock().today())
    return render_template(
        "planning/facilities.html",
        totals=totals,
        key=key,
        profession=totals[key][0] if key is not None else "",
        total=totals[key][1] if key is not None else _together([row.found for row in rows]),
        pressed=sum(row.found.is_pressed for row in chosen),
        below=sum(row.found.is_below_least for row in chosen),
        rows=chosen[start : start + PAGE],
        term=sentence(held.term if held else USUAL_TERMS[Staff.HEALTH]),
        may_bring=may_bring(),
        **turn("facility_map.index", start, PAGE, len(chosen), profesi=key),
    )


def _by_profession(rows: Sequence[FacilityRow]) -> Mapping[str, tuple[str, Ratio]]:
    """Return name and total of each profession, the lowest ratio first."""
    found: dict[str, list[FacilityRow]] = defaultdict(list)
    for row in rows:
        found[row.key].append(row)
    totals = {key: (group[0].profession, _together([row.found for row in group])) for key, group in found.items()}
    return dict(sorted(totals.items(), key=_by_ratio))


def _by_ratio(entry: tuple[str, tuple[str, Ratio]]) -> tuple[Any, ...]:
    name, ratio = entry[1][0], entry[1][1].ratio
    return ratio is None, ratio or 0.0, name


def _together(ratios: Sequence[Ratio]) -> Ratio:
    needs = [one.load.need for one in ratios if one.load.need is not None]
    load = UnitLoad(
        staff=sum(one.load.staff for one in ratios),
        measured=sum(one.load.measured for one in ratios),
        need=sum(needs) if needs else None,
        below_minimum=sum(one.load.below_minimum for one in ratios),
        has_minimum=any(one.load.has_minimum for one in ratios),
    )
    return Ratio(load, None, sum(one.experienced for one in ratios), sum(one.unjudged for one in ratios))


@pages.get("/daftar.xlsx")
@requires(Permission.BALANCE_READ)
def sheet() -> Answer:
    """Give all professions of all facilities as a workbook."""
    return attach(as_report(_SHEET, map(_cells, _rows())), XLSX, "peta-nakes.xlsx")


@pages.get("/daftar.csv")
@requires(Permission.BALANCE_READ)
def text() -> Answer:
    """Give the same as CSV."""
    return attach(as_csv(_SHEET, map(_cells, _rows())), CSV, "peta-nakes.csv")


def _cells(row: FacilityRow) -> Sequence[Cell]:
    found, load = row.found, row.found.load
    named = (row.facility.code, row.facility.name, row.profession, load.need, found.staff)
    return (*named, found.ratio, found.gap, found.least, found.experienced)
