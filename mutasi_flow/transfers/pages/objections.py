"""Objections: filing one, ruling on it, carrying the ruling out, the list of the office, and its terms."""

from flask import Blueprint, redirect, render_template, url_for
from werkzeug.wrappers import Response

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
    read_mark,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.inbox import queries as inbox
from mutasi_flow.inbox.domain import mark_due
from mutasi_flow.letters import queries as letters
from mutasi_flow.people import queries as people
from mutasi_flow.transfers import objections
from mutasi_flow.transfers.domain import GROUND_LABELS, RULING_LABELS, UNRULED_LABELS
from mutasi_flow.transfers.forms import read_objection, read_ruling, read_term
from mutasi_flow.transfers.queries import TransferCard, get_card, get_card_by_id
from mutasi_flow.transfers.receiving import send_letter

pages = Blueprint("objections", __name__)

DECIDERS = (
    Permission.TRANSFERS_DECIDE,
    Permission.TRANSFERS_DECREE,
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_REVIEW,
)


def _card(number: str) -> TransferCard:
    return get_card(current_session(), number, current_actor())


def _page(card: TransferCard, form: Form) -> Answer:
    session, actor, today = current_session(), current_actor(), current_clock().today()
    objection = objections.find_objection(session, card.id)
    waits = objection is not None and objection.ruling is None
    found = objections.find_open_decision(session, card, actor, current_clock())
    if objection is None and found is None:
        raise NotFound(T("Usulan ini tidak mempunyai keberatan."))
    page = render_template(
        "transfers/objection.html",
        card=card,
        form=form,
        objection=objection,
        former=objections.list_former(session, card.id),
        decision=found,
        today=today,
        is_own=objections.may_file(card, actor),
        may_rule=waits and objections.may_rule(session, card, actor, today),
        may_carry_out=objection is not None and objections.may_carry_out(objection, card, actor),
        letters=letters.list_about(session, objections.ABOUT, objection.id) if objection else (),
        grounds=[(ground.value, translate(label)) for ground, label in GROUND_LABELS.items()],
        ground_labels=GROUND_LABELS,
        rulings=[(one.value, translate(RULING_LABELS[one])) for one in objection.allowed] if objection else (),
        ruling_labels=RULING_LABELS,
    )
    return page, form.status


def _back(number: str) -> Response:
    return redirect(url_for("objections.show", number=number), 303)


@pages.get("/usulan/<number>/keberatan")
@requires()
def show(number: str) -> Answer:
    """Show the objection with its clock and ruling, or ask for one."""
    return _page(_card(number), read_form())


@pages.post("/usulan/<number>/keberatan")
@requires(Permission.SELF, *objections.RECORDING)
@writes
def add(number: str) -> Answer:
    """File an objection."""
    session, actor, form, card = current_session(), current_actor(), read_form(), _card(number)
    with form.catching():
        new = read_objection(form, on_paper=not objections.may_file(card, actor))
        objections.file_objection(session, number, new, actor=actor, clock=current_clock())
        show_notice(T("Keberatan sudah diterima dan dicatat."))
        return _back(number)
    return _page(card, form)


@pages.post("/usulan/<number>/keberatan/putusan")
@requires(Permission.TRANSFERS_DECIDE, Permission.TRANSFERS_REVIEW)
@writes
def rule(number: str) -> Answer:
    """Rule on an objection."""
    session, form, card = current_session(), read_form(), _card(number)
    objection = objections.find_objection(session, card.id)
    if objection is None:
        raise NotFound(T("Usulan ini tidak mempunyai keberatan."))
    with form.catching():
        verdict = read_ruling(form, objection)
        letter = objections.rule(session, number, verdict, actor=current_actor(), clock=current_clock())
        show_notice(T("Keberatan diputus dengan surat nomor {number}.", number=letter))
        return _back(number)
    return _page(card, form)


@pages.post("/usulan/<number>/keberatan/pelaksanaan")
@requires(Permission.TRANSFERS_DECREE, Permission.TRANSFERS_REVIEW)
@writes
def carry_out(number: str) -> Answer:
    """Issue the decree that the ruling asks for."""
    form, card = read_form(), _card(number)
    with form.catching():
        objections.carry_out(current_session(), number, actor=current_actor(), clock=current_clock())
        show_notice(T("Putusan keberatan sudah dilaksanakan."))
        return _back(number)
    return _page(card, form)


@pages.get("/usulan/<number>/keberatan/surat.pdf")
@requires()
def download(number: str) -> Answer:
    """Send the written answer; while the worker still prepares it, lead back to the page."""
    card = _card(number)
    objection = objections.find_objection(current_session(), card.id)
    found = letters.list_about(current_session(), objections.ABOUT, objection.id) if objection else ()
    if not found:
        raise NotFound(T("Keberatan ini belum dijawab."))
    letter = found[-1]
    if not letter.file_key:
        return _back(number)
    return send_letter(letter)


@pages.get("/keberatan/tugas/<int:task_id>")
@requires(*DECIDERS)
def by_task(task_id: int) -> Answer:
    """Lead the holder of a task to the objection."""
    session = current_session()
    task = inbox.get_task(session, task_id)
    if task.about_kind != objections.ABOUT or not inbox.may_complete(session, task, current_actor()):
        raise NotFound(inbox.NO_TASK)
    return _back(get_card_by_id(session, objections.get_objection(session, task.about_id).transfer_id).number)


@pages.get("/keberatan")
@requires(Permission.TRANSFERS_READ)
def index() -> Answer:
    """List the objections of the units whose files are read, the newest first."""
    session, clock = current_session(), current_clock()
    rows = objections.list_objections(session, current_actor(), before=read_mark("sebelum"))
    holidays = people.list_holidays(session)
    return render_template(
        "transfers/objections.html",
        rows=[
            (row, mark_due(row.objection.filed_on, row.objection.rule_until, clock.today(), holidays)) for row in rows
        ],
        older=rows[-1].objection.id if len(rows) == objections.PAGE else None,
        rulings=RULING_LABELS,
        grounds=GROUND_LABELS,
    )


def _terms(form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    rows = objections.list_terms(session)
    page = render_template(
        "transfers/objection_terms.html",
        form=form,
        rows=rows,
        present=objections.in_force(rows, today),
        labels=UNRULED_LABELS,
        effects=[(one.value, translate(label)) for one, label in UNRULED_LABELS.items()],
    )
    return page, form.status


@pages.get("/admin/keberatan")
@requires(Permission.ADMIN)
def terms() -> Answer:
    """Show within which terms objections are filed and ruled on."""
    return _terms(Form({"from_on": current_clock().today().isoformat()}))


@pages.post("/admin/keberatan")
@requires(Permission.ADMIN)
@writes
def add_term() -> Answer:
    """Add a regime."""
    form, clock = read_form(), current_clock()
    with form.catching():
        term = read_term(form)
        objections.add_term(current_session(), term, actor=current_actor(), today=clock.today(), at=clock.now())
        show_notice(
            T("Batas waktu tersimpan: {regime}, untuk putusan mulai {day}.", regime=term.regime, day=term.from_on)
        )
        return redirect(url_for("objections.terms"), 303)
    return _terms(form)
