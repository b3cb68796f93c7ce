"""Rotation groups and critical posts: read by who reads vacancies, kept by planners of the whole office."""

from collections.abc import Sequence

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
from mutasi_flow.people import queries as people
from mutasi_flow.people.model import NAME
from mutasi_flow.planning.matching import queries, service
from mutasi_flow.planning.matching.forms import read_days
from mutasi_flow.planning.matching.model import CriticalPost, RotationTerm
from mutasi_flow.planning.matching.service import Turning

pages = Blueprint("rotating", __name__, url_prefix="/rotasi")

LONGEST_LIST = 4_000
TABLES: dict[str, Turning] = {"kelompok": RotationTerm, "kritis": CriticalPost}


@pages.get("")
@requires(Permission.BALANCE_READ)
def show() -> Answer:
    """Show groups and critical posts."""
    return _page(Form())


def _page(form: Form) -> Answer:
    session = current_session()
    page = render_template(
        "planning/rotating.html",
        form=form,
        terms=queries.list_terms(session),
        posts=queries.list_critical(session),
        today=current_clock().today(),
        may_keep=any(current_actor().may(permission, "") for permission in service.KEEPING),
    )
    return page, form.status


def _ask(form: Form, *, is_group: bool) -> Answer:
    return render_template("planning/rotating_new.html", form=form, is_group=is_group), form.status


@pages.get("/kelompok/baru")
@requires(*service.KEEPING)
def new_group() -> Answer:
    """Ask for a new group."""
    return _ask(Form(), is_group=True)


@pages.post("/kelompok/baru")
@requires(*service.KEEPING)
@writes
def add_group() -> Answer:
    """Let holders of some jabatan rotate after so many years."""
    form, session = read_form(), current_session()
    with form.catching():
        name = form.text("name", T("Nama kelompok"), max_length=NAME)
        keys = _read_jabatan(form)
        years = form.integer("years", T("Paling lama (tahun)"), least=1, most=service.MOST_YEARS)
        from_on, to_on, source = read_days(form)
        form.check()
        days, actor, at = (from_on, to_on), current_actor(), current_clock().now()
        service.add_group(session, name, keys, years, days, source=source, actor=actor, at=at)
        show_notice(T("Kelompok {name} disimpan: {count} jabatan.", name=name, count=len(keys)))
        return redirect(url_for("rotating.show"), 303)
    return _ask(form, is_group=True)


def _read_jabatan(form: Form) -> Sequence[int]:
    """Read codes, names, or beginnings of names, one on each line."""
    text = form.text("jabatan", T("Jabatan"), max_length=LONGEST_LIST, multiline=True)
    keys: dict[int, None] = {}
    for line in filter(None, (line.strip() for line in text.splitlines())):
        found = queries.find_jabatan(current_session(), line)
        if not found:
            form.fail("jabatan", T("Tidak dikenal: {value}.", value=line))
        keys |= dict.fromkeys(found)
    return list(keys)


@pages.get("/kritis/baru")
@requires(*service.KEEPING)
def new_critical() -> Answer:
    """Ask for a new critical post; a list may name it already."""
    asked = {"unit": request.args.get("unit", ""), "post": request.args.get("jabatan", "")}
    return _ask(Form(asked), is_group=False)


@pages.post("/kritis/baru")
@requires(*service.KEEPING)
@writes
def add_critical() -> Answer:
    """Keep holders of a post from rotating."""
    form, session = read_form(), current_session()
    with form.catching():
        unit_id, jabatan_id = _read_post(form)
        reason = form.text("reason", T("Alasan"), max_length=NAME)
        from_on, to_on, source = read_days(form)
        form.check()
        days, actor, at = (from_on, to_on), current_actor(), current_clock().now()
        service.add_critical(session, (unit_id, jabatan_id), reason, days, source=source, actor=actor, at=at)
        show_notice(T("Jabatan kritis dicatat; pemegangnya tidak dirotasi."))
        return redirect(url_for("rotating.show"), 303)
    return _ask(form, is_group=False)


def _read_post(form: Form) -> tuple[int, int]:
    """Read the codes of unit and jabatan; 0 where one is not known, which is an error of the form."""
    session = current_session()
    unit = people.find_unit_by_code(session, form.text("unit", T("Kode unit")))
    job = people.find_jabatan_by_code(session, form.text("post", T("Kode jabatan")))
    for name, found in (("unit", unit), ("post", job)):
        if found is None:
            form.fail(name, T("Kode ini tidak dikenal."))
    return (unit.id if unit else 0), (job.id if job else 0)


def _table(kind: str) -> Turning:
    if kind not in TABLES:
        raise NotFound
    return TABLES[kind]


@pages.post("/<kind>/<int:key>/akhiri")
@requires(*service.KEEPING)
@writes
def end(kind: str, key: int) -> Answer:
    """Give a row its last day."""
    form, table = read_form(), _table(kind)
    with form.catching():
        last_day = form.day("to_on", T("Hari terakhir"))
        form.check()
        actor, at = current_actor(), current_clock().now()
        service.end_turning(current_session(), table, key, last_day, actor=actor, at=at)
        show_notice(T("Baris ini berlaku sampai {day}.", day=last_day))
        return redirect(url_for("rotating.show"), 303)
    return _page(form)


@pages.post("/<kind>/<int:key>/hapus")
@requires(*service.KEEPING)
@writes
def remove(kind: str, key: int) -> Answer:
    """Take away a row that was recorded by mistake."""
    table, at = _table(kind), current_clock().now()
    service.remove_turning(current_session(), table, key, actor=current_actor(), at=at)
    show_notice(T("Baris yang keliru dihapus. Jejaknya tetap tersimpan."))
    return redirect(url_for("rotating.show"), 303)
