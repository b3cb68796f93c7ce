"""Handing out the letters of a batch per unit."""

from flask import Blueprint, redirect, url_for

from mutasi_flow.core.downloads import downloads_of
from mutasi_flow.core.errors import Conflict
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    attach,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.decrees.batches.pages.watching import READERS
from mutasi_flow.decrees.batches.queries import get_readable, note_secret_reading
from mutasi_flow.decrees.batches.service.binding import ask_bundle, find_bundle, load_task
from mutasi_flow.decrees.batches.service.bundles import BUNDLES

pages = Blueprint("decree_handing", __name__)


@pages.post("/sk/paket/<int:batch_id>/berkas/<int:unit_id>/<kind>")
@requires(*READERS)
@writes
def bundle(batch_id: int, unit_id: int, kind: str) -> Answer:
    """Ask a worker to bind the letters of a unit; what is bound already is there at once."""
    store, today = downloads_of(current_runtime(), BUNDLES), current_clock().today()
    found = ask_bundle(current_session(), store, batch_id, unit_id, kind, actor=current_actor(), today=today)
    if found is None:
        show_notice(T("Berkas sedang disiapkan. Muat ulang halaman ini sebentar lagi."))
        return redirect(url_for("decree_batches.show", batch_id=batch_id, _anchor="berkas"), 303)
    return redirect(url_for("decree_handing.send", batch_id=batch_id, unit_id=unit_id, kind=kind), 303)


@pages.get("/sk/paket/<int:batch_id>/berkas/<int:unit_id>/<kind>")
@requires(*READERS)
def send(batch_id: int, unit_id: int, kind: str) -> Answer:
    """Send what was bound."""
    session = current_session()
    batch = get_readable(session, batch_id, current_actor())
    found = find_bundle(session, load_task(session, batch.id, unit_id, kind))
    if found is None:
        raise Conflict(T("Berkas ini belum disiapkan."))
    note_secret_reading(session, batch.id)
    data = downloads_of(current_runtime(), BUNDLES).get(found.file_key)
    name = f"sk-paket-{batch_id}-unit-{unit_id}"
    return (
        attach(data, "application/pdf", f"{name}.pdf")
        if kind == "print"
        else attach(data, "application/zip", f"konsep-{name}.zip" if kind == "drafts" else f"{name}.zip")
    )
