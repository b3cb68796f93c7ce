"""The trail for auditors: what happened, and whether anything was changed afterwards."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from mutasi_flow.access.pages.shown import ACTION_LABELS
from mutasi_flow.core import audit
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.forms import clean_text
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Answer, current_actor, current_runtime, current_session, requires
from mutasi_flow.transfers.queries import unnamed
from mutasi_flow.transfers.service.words import WORDS

pages = Blueprint("trail", __name__)

PAGE = 50
LARGEST_ID = 2**31 - 1
LABELS = {**ACTION_LABELS, **WORDS, "placement_applied": T("Penempatan mulai berlaku")}
"""Actions in words; one that is not here stands as it is stored."""


@pages.get("/admin/jejak")
@requires(Permission.AUDIT_READ)
def index() -> Answer:
    """Show the newest entries that match."""
    wanted = _read_filter()
    rows = _read_rows(wanted)
    shown = {"rantai": wanted.chain, "tindakan": wanted.action, "oleh": wanted.actor}
    return render_template(
        "office/trail.html",
        rows=rows[:PAGE],
        words=LABELS,
        filter={name: value for name, value in shown.items() if value},
        older=rows[PAGE - 1].id if len(rows) > PAGE else None,
        is_first=wanted.before_id is None,
    )


@pages.get("/admin/jejak/periksa")
@requires(Permission.AUDIT_READ)
def check() -> Answer:
    """Verify the whole trail and say whether it is whole."""
    runtime = current_runtime()
    with runtime.database.reading() as session:  # a fresh one: anchors are read before the database is looked at
        report = audit.verify(session, runtime.settings.trail_secret(), runtime.anchors)
    return render_template("office/trail_check.html", report=report)


def _read_rows(wanted: audit.TrailFilter) -> Sequence[audit.TrailRow]:
    """Return one entry more than a page; without the right to know peers, they are unnamed and not found by name."""
    rows = audit.list_entries(current_session(), wanted, PAGE + 1)
    if current_actor().may(Permission.PEER_NAMES, ""):
        return rows
    shown = [unnamed(row) for row in rows]
    return [row for row, known in zip(shown, rows, strict=True) if not wanted.actor or row.actor == known.actor]


def _read_filter() -> audit.TrailFilter:
    before = request.args.get("sebelum", type=int)
    return audit.TrailFilter(
        chain=clean_text(request.args.get("rantai", "")),
        action=clean_text(request.args.get("tindakan", "")),
        actor=clean_text(request.args.get("oleh", "")),
        before_id=before if before is not None and 0 < before <= LARGEST_ID else None,
    )
