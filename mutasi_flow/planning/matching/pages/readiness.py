"""Readiness: declared and taken back on the phone by the person; the pool as officers read it."""

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_employee_id,
    current_session,
    kalimat,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import JABATAN_KIND_LABELS, JabatanKind
from mutasi_flow.planning.matching import queries, service
from mutasi_flow.planning.matching.domain import FIELD_NAMES
from mutasi_flow.planning.matching.domain.readiness import LONGEST_NOTE, MOST_DECLARED, USUAL_TERM, Readiness
from mutasi_flow.planning.matching.pages.turning import read_start, turn
from mutasi_flow.planning.matching.pages.vacancies import READS_WISHES
from mutasi_flow.planning.wishes.queries import list_districts

pages = Blueprint("readiness", __name__)

PAGE = 25
KINDS = [(kind.value, label) for kind, label in JABATAN_KIND_LABELS.items()]


@pages.get("/kesiapan")
@requires(Permission.SELF)
def own() -> Answer:
    """Show what one has declared, and ask for more."""
    usual = (current_clock().today() + USUAL_TERM).isoformat()
    return _show(Form({"to_on": usual}))


def _show(form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    rows = queries.list_declared(session, current_employee_id())
    page = render_template(
        "planning/readiness.html",
        form=form,
        rows=rows,
        today=today,
        may_add=sum(row.to_on >= today for row in rows) < MOST_DECLARED,
        kind_labels=JABATAN_KIND_LABELS,
        **_choices(),
    )
    return page, form.status


def _choices() -> dict[str, list[tuple[str, str]]]:
    return {
        "fields": [(one, kalimat(one)) for one in FIELD_NAMES],
        "kinds": [(kind, translate(label)) for kind, label in KINDS],
        "districts": [(one, one) for one in list_districts(current_session())],
    }


def _read_readiness(form: Form) -> Readiness:
    field = form.choice("field", T("Rumpun jabatan"), FIELD_NAMES, required=False)
    kind = form.choice("kind", T("Jenis jabatan"), [kind for kind, _label in KINDS], required=False)
    district = form.choice("district", T("Kecamatan"), set(list_districts(current_session())), required=False)
    return Readiness(field, JabatanKind(kind) if kind else None, district)


@pages.post("/kesiapan")
@requires(Permission.SELF)
@writes
def add() -> Answer:
    """Declare."""
    form = read_form()
    with form.catching():
        wanted = _read_readiness(form)
        words = form.text("note", T("Catatan"), required=False, max_length=LONGEST_NOTE)
        to_on = form.day("to_on", T("Berlaku sampai"))
        form.check()
        service.declare(current_session(), wanted, words, to_on, actor=current_actor(), clock=current_clock())
        show_notice(T("Kesiapan Anda tersimpan. Anda dapat menariknya kapan saja."))
        return redirect(url_for("readiness.own"), 303)
    return _show(form)


@pages.post("/kesiapan/<int:key>/tarik")
@requires(Permission.SELF)
@writes
def take_back(key: int) -> Answer:
    """Take one back."""
    service.take_back(current_session(), key, actor=current_actor(), clock=current_clock())
    show_notice(T("Pernyataan ditarik."))
    return redirect(url_for("readiness.own"), 303)


@pages.get("/kesiapan/pegawai")
@requires(*READS_WISHES)
def pool() -> Answer:
    """List who is ready for what, among those whose wishes one reads."""
    session, actor, start = current_session(), current_actor(), read_start()
    asked = {name: request.args.get(name) or None for name in ("field", "kind", "district")}
    form = Form({name: value or "" for name, value in asked.items()})
    wanted = _read_readiness(form)
    form.check()
    paths = sorted({path for permission in READS_WISHES for path in actor.paths(permission)})
    found = queries.list_pool(session, paths, current_clock().today(), wanted)
    rows = found[start : start + PAGE]
    cards = people.list_employee_cards(session, [one.employee_id for one in rows]) if rows else []
    return render_template(
        "planning/readiness_pool.html",
        form=form,
        rows=rows,
        cards={card.id: card for card in cards},
        total=len({one.employee_id for one in found}),
        kind_labels=JABATAN_KIND_LABELS,
        **_choices(),
        **turn("readiness.pool", start, PAGE, len(found), **asked),
    )
