"""How long things take: a report by state, unit, month or task, as page and as sheet."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from dateutil.relativedelta import relativedelta
from flask import Blueprint, render_template, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.sheets.columns import CellKind, Column
from mutasi_flow.core.sheets.write import XLSX, as_report
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import (
    Answer,
    attach,
    bulan,
    current_actor,
    current_clock,
    current_session,
    requires,
    translate,
)
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import UnitRow
from mutasi_flow.transfers.forms import read_months
from mutasi_flow.transfers.queries.durations import FEW, Figure, Grouping, Span, list_durations
from mutasi_flow.transfers.status import STATE_LABELS, WAITED_FOR
from mutasi_flow.transfers.workflow import State

pages = Blueprint("reports", __name__)

OFFERED_MONTHS = 24
GROUP_LABELS: dict[Grouping, Text] = {
    Grouping.STATE: T("Menurut keadaan"),
    Grouping.UNIT: T("Menurut unit asal"),
    Grouping.MONTH: T("Menurut bulan"),
    Grouping.TASK: T("Menurut tugas"),
}
COLUMNS: tuple[Column, ...] = (
    Column("group", "Kelompok", T("Unit asal, bulan, atau tugas; kosong bila menurut keadaan.")),
    Column("state", "Keadaan", T("Keadaan usulan yang ditinggalkan; kosong bila menurut tugas.")),
    Column("cases", "Jumlah", T("Banyaknya kejadian dalam masa laporan."), kind=CellKind.INTEGER),
    Column(
        "median",
        "Median (hari kerja)",
        T("Setengah kejadian selesai dalam waktu ini; kosong bila tidak ada kejadian."),
        kind=CellKind.INTEGER,
    ),
    Column(
        "high",
        "P90 (hari kerja)",
        T("Sembilan dari sepuluh kejadian selesai dalam waktu ini; kosong bila tidak ada kejadian."),
        kind=CellKind.INTEGER,
    ),
    Column("note", "Catatan", T("Peringatan bila kejadiannya terlalu sedikit.")),
)


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address of a report names."""

    grouping: Grouping
    span: Span
    unit_text: str
    unit: UnitRow | None

    @property
    def address(self) -> dict[str, Any]:
        """What must stand in an address that means the same report."""
        months = {"dari": f"{self.span.first:%Y-%m}", "sampai": f"{self.span.last:%Y-%m}"}
        return {"kelompok": self.grouping.value, **months} | ({"unit": self.unit_text} if self.unit_text else {})


def _read() -> Asked:
    given, clock, actor = request.args, current_clock(), current_actor()
    word = given.get("kelompok", Grouping.STATE.value)
    if word not in set(Grouping):
        raise NotFound
    first, last = read_months(given.get("dari", ""), given.get("sampai", ""), clock.today())
    paths, text = actor.paths(Permission.TRANSFERS_READ), given.get("unit", "").strip()[:120]
    found = people.search_units(current_session(), text, paths, limit=1) if text else []
    unit = found[0] if found else None
    if text:
        paths = (unit.path,) if unit else ()
    return Asked(Grouping(word), Span(first, last, tuple(paths), clock.zone), text, unit)


def _group_words(one: Figure, grouping: Grouping) -> str:
    if grouping is Grouping.TASK:
        label = WAITED_FOR.get(one.group)
        return translate(label) if label else one.group
    return bulan(date.fromisoformat(f"{one.group}-01")) if grouping is Grouping.MONTH else one.group


def _state_words(one: Figure) -> str:
    return translate(STATE_LABELS[State(one.state)]) if one.state in set(State) else ""


def _note(one: Figure) -> str:
    if not one.cases:
        return translate(T("Belum ada kejadian"))
    return translate(T("Kurang dari {few}: terlalu sedikit untuk menilai", few=FEW)) if one.is_few else ""


@pages.get("/laporan/waktu")
@requires(Permission.TRANSFERS_READ)
def durations() -> Answer:
    """Show how many working days things took."""
    asked, today = _read(), current_clock().today()
    figures = list_durations(current_session(), asked.span, asked.grouping)
    rows = [(_group_words(one, asked.grouping), _state_words(one), one, _note(one)) for one in figures]
    latest = {today.replace(day=1) - relativedelta(months=back) for back in range(OFFERED_MONTHS)}
    months = sorted(latest | {asked.span.first, asked.span.last.replace(day=1)}, reverse=True)
    return render_template("transfers/durations.html", asked=asked, rows=rows, groups=GROUP_LABELS, months=months)


@pages.get("/laporan/waktu.xlsx")
@requires(Permission.TRANSFERS_READ)
def sheet() -> Answer:
    """Give the same report as a sheet."""
    asked = _read()
    cells = [
        (_group_words(one, asked.grouping), _state_words(one), one.cases, one.median, one.high, _note(one))
        for one in list_durations(current_session(), asked.span, asked.grouping)
    ]
    return attach(as_report(COLUMNS, cells), XLSX, f"waktu-{_span_name(asked.span.first, asked.span.last)}.xlsx")


def _span_name(first: date, last: date) -> str:
    return f"{first:%Y%m}-{last:%Y%m}"
