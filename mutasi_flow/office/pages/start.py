"""The first start: while no office is set up, every page leads here."""

from dataclasses import asdict

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_clock,
    current_runtime,
    current_session,
    limiter,
    public,
    read_form,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.letters.domain import check_number_format
from mutasi_flow.office.domain import TIME_ZONES
from mutasi_flow.office.pages.settings import LABELS, REGION_KINDS, read_office
from mutasi_flow.office.service import Administrator, forget_start_code, is_start_code, keep_time_zone, set_up
from mutasi_flow.people.queries import find_office
from mutasi_flow.people.service import OfficeData

pages = Blueprint("start", __name__)

READY = "mutasi_office_is_set_up"
OPEN = frozenset({"start", "machines"})
"""Blueprints that answer before the office exists."""
PASSWORD_LENGTH = 200


@pages.before_app_request
def _lead_here() -> Answer | None:
    if request.blueprint in OPEN or request.endpoint in {None, "static"} or request.path.startswith("/api/"):
        return None
    return None if _is_set_up() else redirect(url_for("start.begin"), 303)


def _is_set_up() -> bool:
    """Whether there is an office; asked of the database until there is one, as it never goes again."""
    if not current_app.extensions.get(READY):
        current_app.extensions[READY] = find_office(current_session()) is not None
    return bool(current_app.extensions[READY])


@pages.get("/mulai")
@public
def begin() -> Answer:
    """Ask for the office and its first administrator."""
    _only_once()
    start = {name: str(value) for name, value in asdict(OfficeData(name="", region="")).items()}
    return _page(Form({**start, "timezone": current_runtime().settings.timezone}))


@pages.post("/mulai")
@limiter.limit("10 per minute")
@public
@writes
def finish() -> Answer:
    """Set the office up, when the start code is right."""
    _only_once()
    form = read_form()
    data, administrator = read_office(form), _read_administrator(form)
    zone = form.choice("timezone", T("Zona waktu"), TIME_ZONES)
    settings, clock = current_runtime().settings, current_clock()
    if not is_start_code(settings, form.text("code", T("Kode mulai"))):
        form.fail("code", T("Kode mulai tidak cocok. Lihat di layar tempat layanan dijalankan."))
    with form.catching():
        form.check()
        check_number_format(data.number_format)
        set_up(current_session(), data, administrator, today=clock.today(), at=clock.now())
    if form.has_errors:
        return _page(form), form.status
    keep_time_zone(settings, zone)
    forget_start_code(settings)
    show_notice(T("Kantor siap. Masuk dengan akun administrator yang baru dibuat."))
    return redirect(url_for("access.sign_in"), 303)


def _only_once() -> None:
    if _is_set_up():
        raise NotFound


def _read_administrator(form: Form) -> Administrator:
    username = form.text("username", T("Nama pengguna administrator"))
    return Administrator(username, form.value("password")[:PASSWORD_LENGTH], form.text("person", T("Nama lengkap")))


def _page(form: Form) -> str:
    return render_template(
        "office/start.html",
        form=form,
        labels=LABELS,
        kinds=[(code, translate(label)) for code, label in REGION_KINDS.items()],
        zones=[(zone, translate(label)) for zone, label in TIME_ZONES.items()],
    )
