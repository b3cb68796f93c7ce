"""The archive: letters whose time is over, classes of retention, and the hand-over of a book with one press."""

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.downloads import downloads_of, ready_until
from mutasi_flow.core.errors import Conflict, NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    attach_stored,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_form,
    read_mark,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.letters.domain import FATE_LABELS, PROPOSALS, REGISTER_LABELS, Fate
from mutasi_flow.letters.forms import read_class
from mutasi_flow.letters.offers import LETTER_KINDS
from mutasi_flow.letters.queries.retention import (
    PAGE,
    count_due,
    get_export,
    list_classes,
    list_due,
    list_exports,
    list_years,
    load_schedule,
)
from mutasi_flow.letters.service import add_class, ask_export
from mutasi_flow.letters.service.archive import ARCHIVISTS, require_archivist
from mutasi_flow.letters.service.exporting import EXPORTS, name_of

pages = Blueprint("archive", __name__)
KINDS = {kind.name: kind for kind in LETTER_KINDS}


def _read_fate() -> Fate | None:
    asked = request.args.get("nasib", "")
    if asked and asked not in set(Fate):
        raise NotFound
    return Fate(asked) if asked else None


@pages.get("/arsip")
@requires(*ARCHIVISTS)
def show() -> Answer:
    """Show which letters are due, and what was handed over."""
    require_archivist(current_actor())
    session, today, fate = current_session(), current_clock().today(), _read_fate()
    schedule = load_schedule(session, today)
    rows = list_due(session, schedule, today, fate=fate, above=read_mark("sesudah") or 0, limit=PAGE + 1)
    return render_template(
        "letters/admin/archive.html",
        rows=[(row, schedule.of(row.kind, row.register)) for row in rows[:PAGE]],
        following=rows[PAGE - 1].id if len(rows) > PAGE else None,
        counts=count_due(session, schedule, today),
        fate=fate,
        proposals=PROPOSALS,
        kinds={name: kind.label for name, kind in KINDS.items()},
        registers=REGISTER_LABELS,
        books=list_years(session),
        exports=(exports := list_exports(session)),
        until={one.id: ready_until(current_runtime(), one.made_at) for one in exports if one.made_at},
    )


@pages.post("/arsip")
@requires(*ARCHIVISTS)
@writes
def export() -> Answer:
    """Ask a worker for a book as a bag."""
    session, form = current_session(), read_form()
    wanted = form.value("buku")
    book = next((one for one in list_years(session) if f"{one[0]}-{one[1]}" == wanted), None)
    if book is None:
        raise NotFound
    ask_export(session, book[0], book[1], actor=current_actor(), clock=current_clock())
    show_notice(T("Ekspor sedang disusun. Muat ulang halaman ini sebentar lagi."))
    return redirect(url_for("archive.show", _anchor="ekspor"), 303)


@pages.get("/arsip/<int:export_id>.zip")
@requires(*ARCHIVISTS)
def send(export_id: int) -> Answer:
    """Send what was made, piece by piece; it is found damaged by its own checksums."""
    require_archivist(current_actor())
    found, files = get_export(current_session(), export_id), downloads_of(current_runtime(), EXPORTS)
    if found.dropped_at:
        raise Conflict(T("Ekspor ini sudah dihapus sesudah masa simpannya. Susun lagi bila masih perlu."))
    if not found.file_key:
        raise Conflict(T("Ekspor ini belum selesai disusun."))
    place = files.find(found.file_key, found.size_bytes)
    name = f"{name_of(found.register, found.year)}.zip"
    return attach_stored(place, "application/zip", name, digest=files.digest_of(found.file_key))


def _classes(form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    schedule = load_schedule(session, today)
    page = render_template(
        "letters/admin/retention.html",
        form=form,
        present=[(kind.label, schedule.of(kind.name, kind.register)) for kind in LETTER_KINDS],
        rows=list_classes(session),
        labels={name: kind.label for name, kind in KINDS.items()},
        fate_labels=FATE_LABELS,
        kinds=[(name, translate(kind.label)) for name, kind in KINDS.items()],
        fates=[(fate.value, translate(label)) for fate, label in FATE_LABELS.items()],
    )
    return page, form.status


@pages.get("/admin/retensi")
@requires(Permission.ADMIN)
def classes() -> Answer:
    """Show how long letters of each kind are kept."""
    return _classes(Form({"from_on": current_clock().today().isoformat()}))


@pages.post("/admin/retensi")
@requires(Permission.ADMIN)
@writes
def add() -> Answer:
    """Add a class."""
    form = read_form()
    with form.catching():
        row = read_class(form, KINDS)
        add_class(current_session(), row, actor=current_actor(), at=current_clock().now())
        show_notice(T("Kelas retensi disimpan."))
        return redirect(url_for("archive.classes"), 303)
    return _classes(form)
