"""Wishes on the phone: choosing, ordering and taking back without a script; and the list of an officer."""

from datetime import date

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
    read_form,
    read_mark,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.people import queries as people
from mutasi_flow.planning.wishes import queries, service
from mutasi_flow.planning.wishes.domain import LONGEST_INTEREST, MOST_WISHES, USUAL_TERM, Wanted

pages = Blueprint("wishes", __name__)

READERS = (Permission.PLAN, Permission.TRANSFERS_VERIFY, Permission.EMPLOYEES_WRITE)
"""Who reads the wishes of others, below the units of the role; never supervisors or peers."""


def _show(form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    q, code = request.args.get("q", "").strip(), form.value("unit")
    unit = people.find_unit_by_code(session, code) if code else None
    own_jabatan = people.get_employee_card(session, current_employee_id()).jabatan_id
    posts = people.list_posts(session, unit.id) if unit else []
    page = render_template(
        "planning/wishes.html",
        form=form,
        rows=queries.list_wishes(session, current_employee_id()),
        postless=queries.list_postless(session, current_employee_id()),
        lacks_own=unit is not None and own_jabatan not in {one.jabatan_id for one in posts},
        today=today,
        most=MOST_WISHES,
        q=q,
        units=people.search_units(session, q, ("",), on=today) if q else [],
        unit=unit,
        posts=[(one.code, one.name) for one in posts if one.jabatan_id != own_jabatan],
        districts=[(one, one) for one in queries.list_districts(session)],
        usual=today + USUAL_TERM,
    )
    return page, form.status


@pages.get("/minat")
@requires(Permission.SELF)
def own() -> Answer:
    """Show one's own wishes, and a search for further units."""
    usual = (current_clock().today() + USUAL_TERM).isoformat()
    return _show(Form({"unit": request.args.get("unit", ""), "to_on": usual}))


def _read(form: Form) -> tuple[Wanted, date]:
    session = current_session()
    unit = people.find_unit_by_code(session, form.value("unit")) if form.value("unit") else None
    jabatan = people.find_jabatan_by_code(session, form.value("jabatan")) if form.value("jabatan") else None
    if (form.value("unit") and unit is None) or (form.value("jabatan") and jabatan is None):
        form.fail("interest", T("Pilih unit dan jabatan dari daftar."))
    district = form.choice("district", T("Kecamatan"), set(queries.list_districts(session)), required=False)
    interest = form.text("interest", T("Pekerjaan yang diminati"), required=False, max_length=LONGEST_INTEREST)
    to_on = form.day("to_on", T("Berlaku sampai"))
    form.check()
    return Wanted(unit.id if unit else None, jabatan.id if jabatan else None, district, interest), to_on


@pages.post("/minat")
@requires(Permission.SELF)
@writes
def add() -> Answer:
    """Keep a further wish."""
    form = read_form()
    with form.catching():
        wanted, to_on = _read(form)
        service.add_wish(current_session(), wanted, to_on, actor=current_actor(), clock=current_clock())
        show_notice(T("Minat disimpan. Hanya Anda dan pengelola kepegawaian yang membacanya."))
        return redirect(url_for("wishes.own"), 303)
    return _show(form)


@pages.post("/minat/<int:wish_id>/urutan")
@requires(Permission.SELF)
@writes
def move(wish_id: int) -> Answer:
    """Put one a place higher or lower."""
    up, at = read_form().value("ke") == "naik", current_clock().now()
    service.move_wish(current_session(), wish_id, up=up, actor=current_actor(), at=at)
    return redirect(url_for("wishes.own", _anchor=f"minat-{wish_id}"), 303)


@pages.post("/minat/<int:wish_id>/tarik")
@requires(Permission.SELF)
@writes
def withdraw(wish_id: int) -> Answer:
    """Take one back."""
    at = current_clock().now()
    service.withdraw_wish(current_session(), wish_id, actor=current_actor(), at=at)
    show_notice(T("Minat ditarik."))
    return redirect(url_for("wishes.own"), 303)


@pages.post("/minat/<int:wish_id>/perpanjang")
@requires(Permission.SELF)
@writes
def renew(wish_id: int) -> Answer:
    """Let one count for a further year from today."""
    to_on = current_clock().today() + USUAL_TERM
    service.renew_wish(current_session(), wish_id, to_on, actor=current_actor(), clock=current_clock())
    show_notice(T("Minat ini berlaku sampai {day}.", day=to_on))
    return redirect(url_for("wishes.own"), 303)


@pages.get("/minat/pegawai")
@requires(*READERS)
def of_staff() -> Answer:
    """List the wishes of those one reads, with a search."""
    session, actor, q = current_session(), current_actor(), request.args.get("q", "").strip()
    paths = sorted({path for permission in READERS for path in actor.paths(permission)})
    after = read_mark("sesudah")
    found = queries.list_wishers(session, current_clock().today(), paths, text=q, after=after or None)
    following = url_for("wishes.of_staff", q=q, sesudah=found.after) if found.after else None
    return render_template("planning/wishers.html", rows=found.rows, q=q, following=following)
