"""The dossier of one transfer for inspectors: one press, in the trail, then one file."""

from flask import Blueprint, redirect, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.web import Answer, current_actor, current_clock, current_session, requires, writes
from mutasi_flow.transfers import dossier
from mutasi_flow.transfers.receiving import send_dossier

pages = Blueprint("dossier", __name__)


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
    return send_dossier(number)
