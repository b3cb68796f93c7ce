"""Lesson hours shared out over schools: asked for, and who would teach where."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.forms import Form
from mutasi_flow.core.sheets.columns import Cell, CellKind, Column
from mutasi_flow.core.sheets.write import XLSX, as_report
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    attach,
    current_actor,
    current_clock,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.inbox.domain import thaw_texts
from mutasi_flow.people.queries import UnitNode, list_nodes
from mutasi_flow.planning.frontline import service
from mutasi_flow.planning.frontline.domain import SHARING_LABELS, SharingState
from mutasi_flow.planning.frontline.forms import read_sharing, start_sharing
from mutasi_flow.planning.frontline.pages.schools import may_bring
from mutasi_flow.planning.frontline.queries.schools import full_load_on
from mutasi_flow.planning.frontline.queries.sharings import (
    SharingRow,
    TeacherShare,
    get_sharing,
    list_shares,
    list_sharings,
)
from mutasi_flow.planning.hours.problem import AIM_LABELS
from mutasi_flow.planning.matching.pages.turning import read_start, turn

pages = Blueprint("hour_sharing", __name__, url_prefix="/jam-mengajar")

RENEWS_SECONDS = 5
"""How often a page that was asked to renews itself while a worker is busy."""

PAGE = 40
MOST_UNITS = 60
_SHEET = (
    Column("name", "GURU", T("Nama guru.")),
    Column("unit", "SEKOLAH INDUK", T("Sekolah tempat guru bertugas.")),
    Column("subject", "MATA PELAJARAN", T("Mata pelajaran.")),
    Column("before", "JAM SEBELUM", T("Jam seminggu yang tercatat."), kind=CellKind.INTEGER),
    Column("place", "MENGAJAR DI", T("Sekolah tempat jam tambahannya; kosong bila tidak ada.")),
    Column("hours", "JAM TAMBAHAN", T("Jam seminggu di sekolah itu."), kind=CellKind.INTEGER),
    Column("km", "JARAK KM", T("Dari sekolah induk, garis lurus; kosong bila belum diketahui."), kind=CellKind.NUMBER),
    Column("after", "JAM SESUDAH", T("Jam seminggu seluruhnya."), kind=CellKind.INTEGER),
    Column("short", "MASIH KURANG", T("Jam yang belum terpenuhi."), kind=CellKind.INTEGER),
)


def _tops() -> tuple[list[UnitNode], bool]:
    """Return the units below which the visitor may share hours out, and whether that is the whole office."""
    actor = current_actor()
    paths = sorted({path for permission in service.SHARERS for path in actor.paths(permission)})
    nodes = list_nodes(current_session(), paths, current_clock().today())
    near = sorted(nodes, key=lambda node: (node.path.count("/"), node.name, node.id))[:MOST_UNITS]
    return near, "" in paths


@pages.get("")
@requires(*service.SHARERS)
def index() -> Answer:
    """List what was shared out, and ask for another one."""
    return _page(start_sharing(full_load_on(current_session(), current_clock().today())))


def _page(form: Form) -> Answer:
    near, is_whole = _tops()
    page = render_template(
        "planning/sharings.html",
        form=form,
        rows=list_sharings(current_session(), current_actor()),
        labels=SHARING_LABELS,
        units=[(node.code, node.name) for node in near],
        whole=translate(T("Seluruh kantor")) if is_whole else "",
    )
    return page, form.status


@pages.post("")
@requires(*service.SHARERS)
@writes
def ask() -> Answer:
    """Ask for hours to be shared out."""
    form, (near, is_whole) = read_form(), _tops()
    with form.catching():
        keys = {node.code: node.id for node in near}
        unit, terms, group = read_sharing(form, [*keys, *([""] if is_whole else [])])
        actor, clock = current_actor(), current_clock()
        key = service.ask_sharing(current_session(), keys.get(unit), terms, group, actor=actor, clock=clock)
        show_notice(T("Jam sedang dibagikan. Hasilnya tampil di halaman ini."))
        return redirect(url_for("hour_sharing.show", key=key), 303)
    return _page(form)


def _sharing(key: int) -> SharingRow:
    return get_sharing(current_session(), current_actor(), key)


@pages.get("/<int:key>")
@requires(Permission.EMPLOYEES_READ)
def show(key: int) -> Answer:
    """Show who would teach where, and who stays short."""
    row, start = _sharing(key), read_start()
    found = row.sharing.found
    shares = list_shares(current_session(), found)
    renews = RENEWS_SECONDS if _is_waited_for(row) and request.args.get("perbarui") == "ya" else 0
    page = render_template(
        "planning/sharing.html",
        row=row,
        sharing=row.sharing,
        found=found,
        is_waiting=row.sharing.state is SharingState.WAITING,
        rows=shares[start : start + PAGE],
        labels=SHARING_LABELS,
        aims=AIM_LABELS,
        notes=thaw_texts(found.get("notes", {})),
        renews=renews,
        may_bring=may_bring(),
        **turn("hour_sharing.show", start, PAGE, len(shares), key=key),
    )
    return page, 200, {"Refresh": str(renews)} if renews else {}


def _is_waited_for(row: SharingRow) -> bool:
    return row.sharing.state is SharingState.WAITING


@pages.get("/<int:key>/daftar.xlsx")
@requires(Permission.EMPLOYEES_READ)
def sheet(key: int) -> Answer:
    """Give one row per teacher and school."""
    rows = list_shares(current_session(), _sharing(key).sharing.found)
    lines = [line for row in rows for line in _lines(row)]
    return attach(as_report(_SHEET, lines), XLSX, "jam-mengajar.xlsx")


def _lines(row: TeacherShare) -> list[Sequence[Cell]]:
    named = (row.name, row.unit_name, row.subject, row.before)
    ends = (row.after, row.short)
    return [(*named, place, hours, km, *ends) for place, hours, km, _own in row.added] or [(*named, "", 0, None, *ends)]
