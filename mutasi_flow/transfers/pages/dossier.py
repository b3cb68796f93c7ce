"""The dossier of one transfer for inspectors: one press, in the trail, then one file."""

from typing import Any

from flask import Blueprint, Response, redirect, render_template, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    requires,
    writes,
)
from mutasi_flow.letters.domain import STANDING_LABELS
from mutasi_flow.letters.offers import LETTER_KINDS
from mutasi_flow.settings import shipped
from mutasi_flow.transfers import dossier
from mutasi_flow.transfers.documents import label_kinds
from mutasi_flow.transfers.domain import STANCE_LABELS, VOICE_LABELS
from mutasi_flow.transfers.service.words import WORDS
from mutasi_flow.transfers.status import STATE_LABELS

pages = Blueprint("dossier", __name__)

WORDS_OF_FILE: dict[str, Any] = {
    "states": STATE_LABELS,
    "voices": VOICE_LABELS,
    "stances": STANCE_LABELS,
    "words": WORDS,
    "standings": STANDING_LABELS,
    "letter_kinds": {kind.name: kind.label for kind in LETTER_KINDS},
}


@pages.post("/usulan/<number>/berkas-lengkap")
@requires(Permission.AUDIT_READ)
@writes
def take(number: str) -> Answer:
    """Note who takes the dossier, and lead to it."""
    dossier.take(current_session(), number, current_actor(), current_clock())
    return redirect(url_for("dossier.send", number=number), 303)


@pages.get("/usulan/<number>/berkas-lengkap.zip")
@requires(Permission.AUDIT_READ)
def send(number: str) -> Answer:
    """Send the bundle while it is packed."""
    session, runtime = current_session(), current_runtime()
    found = dossier.collect(session, number, current_actor(), current_clock())
    summary = render_template(
        "transfers/dossier.html",
        found=found,
        made_at=current_clock().now(),
        names=label_kinds(session),
        **WORDS_OF_FILE,
    )
    looks = dossier.Part("ringkasan.css", shipped("static").joinpath("dossier.css").read_bytes())
    parts = [dossier.Part("ringkasan.html", summary.encode()), looks, *found.parts]
    packed = dossier.pack(parts, runtime.files.get, dict(found.facts), current_clock().now())
    headers = {"Content-Disposition": f"attachment; filename={number}.zip", "Cache-Control": "no-store"}
    return Response(packed, mimetype="application/zip", headers=headers)
