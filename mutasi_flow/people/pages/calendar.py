"""The calendar of working days: every deadline counts on it."""

from datetime import date

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.people import queries, service

pages = Blueprint("calendar", __name__)

FIRST_YEAR, LAST_YEAR = 2000, 2100


@pages.get("/admin/kalender")
@requires(Permission.ADMIN)
def show() -> Answer:
    """Show the days without work of one year."""
    return _page(Form(), request.args.get("tahun", current_clock().today().year, int))


@pages.post("/admin/kalender")
@requires(Permission.ADMIN)
@writes
def add() -> Answer:
    """Add or rename a day without work."""
    form = read_form()
    day = form.day("day", T("Tanggal"), earliest=date(FIRST_YEAR, 1, 1), latest=date(LAST_YEAR, 12, 31))
    name = form.text("name", T("Nama hari libur"))
    with form.catching():
        form.check()
        service.add_holiday(current_session(), current_actor(), day, name, current_clock().now())
    if form.has_errors:
        return _page(form, current_clock().today().year), form.status
    show_notice(T("{day} dicatat sebagai hari libur.", day=day))
    return redirect(url_for("calendar.show", tahun=day.year), 303)


@pages.post("/admin/kalender/<day>/hapus")
@requires(Permission.ADMIN)
@writes
def remove(day: str) -> Answer:
    """Make a day an ordinary one again."""
    try:
        found = date.fromisoformat(day)
    except ValueError:
        raise NotFound(T("Tanggal itu bukan hari libur.")) from None
    service.remove_holiday(current_session(), current_actor(), found, current_clock().now())
    show_notice(T("{day} kembali menjadi hari biasa.", day=found))
    return redirect(url_for("calendar.show", tahun=found.year), 303)


@pages.post("/admin/kalender/isi")
@requires(Permission.ADMIN)
@writes
def fill() -> Answer:
    """Add the national holidays and joint leave of a year, as far as they are known."""
    form = read_form()
    year = form.integer("year", T("Tahun"), least=FIRST_YEAR, most=LAST_YEAR)
    form.check()
    added = service.fill_calendar(current_session(), current_actor(), year, current_clock().now())
    show_notice(T("{count} hari libur nasional ditambahkan untuk tahun {year}.", count=added, year=str(year)))
    return redirect(url_for("calendar.show", tahun=year), 303)


def _page(form: Form, year: int) -> str:
    if not FIRST_YEAR <= year <= LAST_YEAR:
        raise NotFound(T("Tahun itu tidak ada di kalender."))
    this_year = current_clock().today().year
    years = sorted({year, *range(this_year - service.YEARS_BACK, this_year + service.YEARS_AHEAD + 1)})
    rows = queries.list_holidays_of_year(current_session(), year)
    return render_template("people/calendar.html", form=form, year=year, years=years, rows=rows)
