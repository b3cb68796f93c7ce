"""What jabatan require and how the parts of a score weigh: read by who reads vacancies, kept by planners."""

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
    translate,
    writes,
)
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries.jabatan import JabatanCard
from mutasi_flow.planning.matching import queries, service
from mutasi_flow.planning.matching.domain import ASK_LABELS, FIELD_NAMES, PART_LABELS, Part, read_ask, show_ask
from mutasi_flow.planning.matching.forms import LONGEST_SOURCE, read_days, read_requirement, read_weights

pages = Blueprint("job_requirements", __name__)


def _may_keep() -> bool:
    return any(current_actor().may(permission, "") for permission in service.KEEPING)


@pages.get("/syarat-jabatan")
@requires(Permission.BALANCE_READ)
def index() -> Answer:
    """List jabatan and how many requirements are recorded for each."""
    session, text = current_session(), request.args.get("q", "").strip()
    only, after = request.args.get("hanya") == "tercatat", request.args.get("sesudah", "")
    rows, last = queries.list_asked(session, text, current_clock().today(), is_recorded=only, after=after)
    return render_template(
        "planning/requirements.html",
        rows=rows,
        text=text,
        only=only,
        following=url_for("job_requirements.index", q=text, hanya="tercatat" if only else None, sesudah=last)
        if last
        else None,
        may_import=any(current_actor().may(one, "") for one in (Permission.IMPORT, Permission.PLAN)),
    )


def _jabatan(code: str) -> JabatanCard:
    found = people.find_jabatan_by_code(current_session(), code)
    if found is None:
        raise NotFound(T("Jabatan tidak ditemukan."))
    return found


@pages.get("/syarat-jabatan/<code>")
@requires(Permission.BALANCE_READ)
def show(code: str) -> Answer:
    """Show what a jabatan requires today, and all that is recorded."""
    return _page(Form(), _jabatan(code))


def _page(form: Form, jabatan: JabatanCard) -> Answer:
    session, today = current_session(), current_clock().today()
    page = render_template(
        "planning/requirement.html",
        form=form,
        jabatan=jabatan,
        sources=queries.load_asked(session, today, [jabatan.id]).sources(jabatan.id, ""),
        rows=queries.list_asks_of(session, jabatan.id),
        labels=ASK_LABELS,
        kinds=[(kind.value, translate(label)) for kind, label in ASK_LABELS.items()],
        show_ask=show_ask,
        fields=FIELD_NAMES,
        may_keep=_may_keep(),
        today=today,
    )
    return page, form.status


@pages.post("/syarat-jabatan/<code>")
@requires(*service.KEEPING)
@writes
def add(code: str) -> Answer:
    """Record a requirement."""
    form, session, jabatan, at = read_form(), current_session(), _jabatan(code), current_clock().now()
    with form.catching():
        kind, subject, amount = read_requirement(form)
        from_on, to_on, source = read_days(form)
        form.check()
        ask, actor = read_ask(kind, subject, amount), current_actor()
        service.add_ask(session, jabatan.id, ask, from_on=from_on, to_on=to_on, source=source, actor=actor, at=at)
        show_notice(T("Syarat jabatan disimpan."))
        return redirect(url_for("job_requirements.show", code=jabatan.code), 303)
    return _page(form, jabatan)


@pages.post("/syarat-jabatan/baris/<int:key>/akhiri")
@requires(*service.KEEPING)
@writes
def end(key: int) -> Answer:
    """Give a requirement its last day."""
    form, session = read_form(), current_session()
    last_day = form.day("to_on", T("Hari terakhir"))
    form.check()
    jabatan_id = service.end_ask(session, key, last_day, actor=current_actor(), at=current_clock().now())
    show_notice(T("Syarat ini berlaku sampai {day}.", day=last_day))
    return redirect(url_for("job_requirements.show", code=people.get_jabatan(session, jabatan_id).code), 303)


@pages.post("/syarat-jabatan/baris/<int:key>/hapus")
@requires(*service.KEEPING)
@writes
def remove(key: int) -> Answer:
    """Take away a requirement that was recorded by mistake."""
    session = current_session()
    jabatan_id = service.remove_ask(session, key, actor=current_actor(), at=current_clock().now())
    show_notice(T("Syarat yang keliru dihapus. Jejaknya tetap tersimpan."))
    return redirect(url_for("job_requirements.show", code=people.get_jabatan(session, jabatan_id).code), 303)


@pages.get("/bobot-kecocokan")
@requires(Permission.BALANCE_READ)
def weights() -> Answer:
    """Show how the parts of a score weigh today."""
    held = queries.load_weights(current_session(), current_clock().today())
    start = {part.value: str(weight) for part, weight in zip(Part, held.weights, strict=True)}
    return _weights_page(Form(start))


def _weights_page(form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    page = render_template(
        "planning/weights.html",
        form=form,
        held=queries.load_weights(session, today),
        parts=PART_LABELS,
        may_keep=_may_keep(),
    )
    return page, form.status


@pages.post("/bobot-kecocokan")
@requires(*service.KEEPING)
@writes
def set_weights() -> Answer:
    """Let the parts weigh otherwise from a day on."""
    form, session = read_form(), current_session()
    with form.catching():
        given = read_weights(form)
        from_on = form.day("from_on", T("Berlaku mulai"))
        source = form.text("source", T("Dasar"), max_length=LONGEST_SOURCE)
        form.check()
        service.set_weights(session, given, from_on, source, actor=current_actor(), clock=current_clock())
        show_notice(T("Bobot baru berlaku mulai {day}.", day=from_on))
        return redirect(url_for("job_requirements.weights"), 303)
    return _weights_page(form)
