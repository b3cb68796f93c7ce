"""Bringing sheets in: choose, upload, look at what would happen, save; and taking the same sheets out."""

from collections.abc import Sequence
from pathlib import PurePath

from flask import Blueprint, current_app, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound, NotPermitted
from mutasi_flow.core.forms import Form
from mutasi_flow.core.sheets.annotate import annotate
from mutasi_flow.core.sheets.importer import Importer
from mutasi_flow.core.sheets.run import Attempt, Upload, commit, dry_run, in_order, read_sheet
from mutasi_flow.core.sheets.write import XLSX, as_csv, as_template, as_xlsx
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    attach,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_form,
    requires,
    show_notice,
    spoken_name,
    translate,
    writes,
)
from mutasi_flow.office.service.uploads import drop_upload, get_upload, keep_upload

pages = Blueprint("imports", __name__)

EXTENSION = "mutasi_importers"
SHOWN_PROBLEMS = 50
FILE, KEY, NAME = "file", "berkas", "nama"
IMPORTERS = (Permission.IMPORT, Permission.TRANSFERS_VERIFY, Permission.PLAN)
"""Whoever brings sheets in with any of these; each kind names its own."""
_FORMATS = {"xlsx": (as_xlsx, XLSX), "csv": (as_csv, "text/csv; charset=utf-8")}


def offer(importers: Sequence[Importer]) -> Blueprint:
    """Return the pages, with what can be imported; called once, by the wiring."""
    kinds = {importer.kind: importer for importer in importers}
    pages.record(lambda state: state.app.extensions.update({EXTENSION: kinds}))
    return pages


def _get_importer(kind: str) -> Importer:
    """Return the importer, for whoever may use it for the whole office."""
    kinds: dict[str, Importer] = current_app.extensions[EXTENSION]
    if kind not in kinds:
        raise NotFound
    if _permission(kinds[kind]) is None:
        raise NotPermitted
    return kinds[kind]


def _permission(importer: Importer) -> Permission | None:
    """Return by which permission over the whole office the visitor brings in such sheets."""
    return next((one for one in importer.permissions if current_actor().may(one, "")), None)


@pages.get("/impor")
@requires(*IMPORTERS)
def index() -> Answer:
    """List what the visitor may import."""
    offered = current_app.extensions[EXTENSION].values()
    return render_template("office/imports.html", importers=[one for one in offered if _permission(one)])


@pages.get("/impor/<kind>")
@requires(*IMPORTERS)
def choose(kind: str) -> Answer:
    """Ask for the file."""
    return render_template("office/import_upload.html", importer=_get_importer(kind), form=Form())


@pages.post("/impor/<kind>")
@requires(*IMPORTERS)
@writes
def upload(kind: str) -> Answer:
    """Put the file aside when it can be read at all, and go on to the dry run."""
    importer, runtime, form = _get_importer(kind), current_runtime(), read_form()
    limit = runtime.settings.upload_limit_bytes
    sheet = form.upload(FILE, T("Berkas"), max_bytes=limit)
    if sheet is None and not form.has_errors:
        form.fail(FILE, T("Pilih berkas CSV atau XLSX dahulu."))
    with form.catching():
        form.check()
        if sheet is not None:
            read_sheet(importer, Upload(sheet.name, sheet.data, limit))
            key = keep_upload(runtime, sheet.name, sheet.data)
            return redirect(url_for("imports.look", kind=kind, berkas=key, nama=sheet.name), 303)
    return render_template("office/import_upload.html", importer=importer, form=form), form.status


def _try(importer: Importer, key: str, name: str) -> Attempt:
    sheet = get_upload(current_runtime(), key, name)
    return dry_run(current_session(), importer, sheet, current_clock().today())


@pages.get("/impor/<kind>/periksa")
@requires(*IMPORTERS)
def look(kind: str) -> Answer:
    """Show what an import would do and what stands in its way."""
    importer, key, name = _get_importer(kind), request.args.get(KEY, ""), request.args.get(NAME, "")
    return _shown(importer, _try(importer, key, name), key, name)


def _shown(importer: Importer, tried: Attempt, key: str, name: str) -> str:
    problems = in_order(tried.checked.problems)
    return render_template(
        "office/import_check.html",
        importer=importer,
        checked=tried.checked,
        ignored=tried.table.ignored,
        problems=problems[:SHOWN_PROBLEMS],
        more=max(0, len(problems) - SHOWN_PROBLEMS),
        key=key,
        name=name,
    )


@pages.post("/impor/<kind>/simpan")
@requires(*IMPORTERS)
@writes
def save(kind: str) -> Answer:
    """Import the file, all of it or nothing; what has changed since the look is checked again."""
    importer, form = _get_importer(kind), read_form()
    key, name = form.value(KEY), form.value(NAME)
    tried = _try(importer, key, name)
    checked = tried.checked
    if checked.errors:
        return _shown(importer, tried, key, name), 422
    actor = current_actor().using(_permission(importer) or Permission.IMPORT)
    commit(current_session(), tried, actor, current_clock().now())
    drop_upload(current_runtime(), key)
    show_notice(
        T(
            "Disimpan: {new} baru, {changed} berubah, {same} sudah sama.",
            new=checked.new,
            changed=checked.changed,
            same=checked.same,
        )
    )
    return redirect(url_for("imports.index"), 303)


@pages.get("/impor/<kind>/ditandai.xlsx")
@requires(*IMPORTERS)
def marked(kind: str) -> Answer:
    """Give the file back with its mistakes marked."""
    importer, name = _get_importer(kind), request.args.get(NAME, "")
    tried = _try(importer, request.args.get(KEY, ""), name)
    return attach(annotate(tried.table, tried.checked.problems), XLSX, f"ditandai-{PurePath(name).stem}.xlsx")


@pages.get("/impor/<kind>/templat.xlsx")
@requires(*IMPORTERS)
def template(kind: str) -> Answer:
    """Give an empty sheet to fill in."""
    importer = _get_importer(kind)
    return attach(as_template(importer.columns), XLSX, f"templat-{spoken_name(translate(importer.label))}.xlsx")


@pages.get("/ekspor/<kind>/<ending>")
@requires(*IMPORTERS)
def export(kind: str, ending: str) -> Answer:
    """Give all data of a kind, in the layout that can be imported again."""
    importer = _get_importer(kind)
    if ending not in _FORMATS:
        raise NotFound
    write, mimetype = _FORMATS[ending]
    name = f"{spoken_name(translate(importer.label))}-{current_clock().today()}.{ending}"
    return attach(write(importer.columns, importer.export(current_session())), mimetype, name)
