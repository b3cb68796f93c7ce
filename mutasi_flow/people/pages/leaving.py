"""Recording that somebody has left service."""

from flask import Blueprint, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import LARGEST_INT, Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.people import queries
from mutasi_flow.people.domain.life import LIFE_EVENT_LABELS, LifeEvent
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.people.service.leaving import Leaving, record_leaving

pages = Blueprint("leaving", __name__)


def _get(employee_id: int) -> EmployeeCard:
    card = queries.get_employee_card(current_session(), employee_id) if employee_id <= LARGEST_INT else None
    actor = current_actor()
    if card is None or card.id == actor.employee_id:
        raise NotFound(T("Pegawai tidak ditemukan."))
    if not actor.may(Permission.EMPLOYEES_WRITE, card.unit_path or ""):
        raise NotFound(T("Pegawai tidak ditemukan."))
    return card


def _ask(card: EmployeeCard, form: Form) -> Answer:
    events = [(event.value, translate(label)) for event, label in LIFE_EVENT_LABELS.items()]
    return render_template("people/leaving.html", card=card, form=form, events=events), form.status


@pages.get("/pegawai/<int:employee_id>/berhenti")
@requires(Permission.EMPLOYEES_WRITE)
def ask(employee_id: int) -> Answer:
    """Ask what happened and when."""
    return _ask(_get(employee_id), Form())


@pages.post("/pegawai/<int:employee_id>/berhenti")
@requires(Permission.EMPLOYEES_WRITE)
@writes
def record(employee_id: int) -> Answer:
    """Record it."""
    card, form, clock = _get(employee_id), read_form(), current_clock()
    with form.catching():
        event = form.member("event", T("Yang terjadi"), LifeEvent)
        last_day = form.day("last_day", T("Hari terakhir bertugas"))
        paper = form.text("paper", T("Nomor surat"), required=False)
        form.check()
        actor = current_actor().using(Permission.EMPLOYEES_WRITE, card.unit_path or "")
        new = Leaving(event, last_day, paper)
        record_leaving(current_session(), actor, employee_id, new, today=clock.today(), at=clock.now())
        show_notice(T("Tercatat. Usulan dan tugas pegawai ini ditutup tanpa pemberitahuan kepadanya."))
        return redirect(url_for("employees.show", employee_id=employee_id), 303)
    return _ask(card, form)
