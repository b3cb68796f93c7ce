"""The coming years: who leaves when, which posts fall below their least number, which units become critical."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from flask import Blueprint, render_template, request
from numpy.typing import NDArray

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.sheets.cells import clean_number
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column
from mutasi_flow.core.sheets.write import XLSX, as_report
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import Answer, attach, current_actor, current_clock, current_session, requires, translate
from mutasi_flow.people.queries import UnitCard, find_unit_by_code
from mutasi_flow.workload.queries.outlook import Cause, Departure, Outlook, load_outlook

pages = Blueprint("forecast", __name__, url_prefix="/proyeksi")

HORIZONS = (12, 24, 60)
SHOWN = 15
USUAL_EXITS = 1.0
"""Per cent a year who leave by resignation, death or moving away, until the office says its own figure."""
MOST_EXITS = 30.0
WIDTH, HEIGHT = 700, 240
CAUSE_LABELS: dict[Cause, Text] = {Cause.RETIREMENT: T("pensiun"), Cause.CONTRACT: T("kontrak berakhir")}
_SHEET = (
    Column("on", "KOSONG MULAI", T("Hari pertama tanpa pegawai ini."), kind=CellKind.DATE),
    Column("unit_code", "KODE UNIT", T("Kode unit.")),
    Column("unit", "UNIT", T("Nama unit.")),
    Column("jabatan", "JABATAN", T("Nama jabatan.")),
    Column("name", "PEGAWAI", T("Siapa yang berhenti; kosong bila bukan untuk Anda.")),
    Column("cause", "SEBAB", T("Pensiun atau kontrak berakhir.")),
    Column("need", "KEBUTUHAN", T("Orang, tidak dibulatkan; kosong berarti belum dihitung."), kind=CellKind.NUMBER),
    Column("staff", "PEGAWAI SEKARANG", T("Pegawai yang bertugas di jabatan itu."), kind=CellKind.INTEGER),
)


@dataclass(frozen=True, slots=True)
class _Asked:
    unit: UnitCard | None
    paths: tuple[str, ...]
    months: int
    exits: float
    """Per cent a year."""


def _asked() -> _Asked:
    actor, code = current_actor(), request.args.get("unit", "").strip()
    unit = find_unit_by_code(current_session(), code) if code else None
    if code and (unit is None or not actor.may(Permission.BALANCE_READ, unit.path)):
        raise NotFound(T("Unit tidak ditemukan."))
    months = request.args.get("bulan", HORIZONS[-1], int)
    try:
        exits = clean_number(request.args.get("keluar", ""))
    except InvalidInput:
        exits = None
    return _Asked(
        unit,
        (unit.path,) if unit else actor.paths(Permission.BALANCE_READ),
        months if months in HORIZONS else HORIZONS[-1],
        exits if exits is not None and 0 <= exits <= MOST_EXITS else USUAL_EXITS,
    )


def _load(asked: _Asked) -> Outlook:
    today = current_clock().today()
    return load_outlook(current_session(), asked.paths, today, asked.months, asked.exits / 100)


@pages.get("")
@requires(Permission.BALANCE_READ)
def index() -> Answer:
    """Show the coming months as a chart with its table, posts below their least number, and who leaves."""
    asked, actor = _asked(), current_actor()
    found = _load(asked)
    total = found.projection.total()
    needs = [row.load.need for row in found.rows if row.load.need is not None]
    return render_template(
        "workload/forecast.html",
        asked=asked,
        horizons=HORIZONS,
        found=found,
        need=sum(needs) if needs else None,
        within={months: int(total.leaving_within(months)[0]) for months in HORIZONS if months <= asked.months},
        chart=_chart(found, sum(needs) if needs else None),
        years=_years(found),
        shortages=found.shortages(),
        ahead=[one.sentence for one in found.units_after(min(12, asked.months)) if one.newly_critical],
        departures=[(one, actor.may(Permission.EMPLOYEES_READ, one.unit_path)) for one in found.departures[:SHOWN]],
        shown=SHOWN,
        causes=CAUSE_LABELS,
        may_import=actor.may(Permission.IMPORT, ""),
    )


@pages.get("/lowongan.xlsx")
@requires(Permission.BALANCE_READ)
def vacancies() -> Answer:
    """Give all departures of the horizon as a register of coming vacancies."""
    return attach(as_report(_SHEET, map(_cells, _load(_asked()).departures)), XLSX, "lowongan.xlsx")


def _cells(one: Departure) -> Sequence[Cell]:
    name = one.name if current_actor().may(Permission.EMPLOYEES_READ, one.unit_path) else None
    row, cause = one.row, translate(CAUSE_LABELS[one.cause])
    return (one.on, row.unit_code, row.unit_name, row.jabatan_name, name, cause, row.load.need, row.load.staff)


class _Year(NamedTuple):
    """A line of the table below the chart."""

    day: date
    known: int
    expected: float
    low: float
    high: float


def _years(found: Outlook) -> list[_Year]:
    total = found.projection.total()
    columns = range(0, total.known.shape[1], 12)
    series = (total.known, total.expected, total.low, total.high)
    return [_Year(found.day_of(at), *(one[0, at].item() for one in series)) for at in columns]


def _chart(found: Outlook, need: float | None) -> dict[str, object]:
    """Return what the chart draws, in its own units: lines as lists of points, the years below."""
    total = found.projection.total()
    top = max(float(total.known.max(initial=1)), need or 0.0, 1.0) * 1.05
    months = total.known.shape[1] - 1

    def line(values: NDArray[np.float64] | NDArray[np.int64]) -> list[str]:
        return [f"{at / months * WIDTH:.1f},{HEIGHT - value / top * HEIGHT:.1f}" for at, value in enumerate(values)]

    ticks = [at for at in range(months + 1) if found.day_of(at).month == 1 and at]
    return {
        "known": " ".join(line(total.known[0])),
        "expected": " ".join(line(total.expected[0])),
        "band": " ".join([*line(total.low[0]), *reversed(line(total.high[0]))]),
        "need": None if need is None else round(HEIGHT - need / top * HEIGHT, 1),
        "ticks": [(round(at / months * WIDTH, 1), found.day_of(at).year) for at in ticks],
        "top": round(top / 1.05),
    }
