"""The trail for auditors: what happened, and whether anything was changed afterwards."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from mutasi_flow.core import audit
from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotPermitted
from mutasi_flow.core.forms import clean_text
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_mark,
    requires,
    translate,
)
from mutasi_flow.office.pages.trail_words import LABELS, label
from mutasi_flow.office.queries import find_chain, name_chains
from mutasi_flow.transfers.queries import hide_peers
from mutasi_flow.transfers.queries.visible import list_hidden_chains

pages = Blueprint("trail", __name__)

PAGE = 50


def _require_whole_office() -> None:
    """Refuse auditors of a part: the trail speaks of every unit. They read the trail of each file of theirs."""
    if not current_actor().may(Permission.AUDIT_READ, ""):
        raise NotPermitted


@pages.get("/admin/jejak")
@requires(Permission.AUDIT_READ)
def index() -> Answer:
    """Show the newest entries that match."""
    _require_whole_office()
    wanted = _read_filter()
    rows = _read_rows(wanted)
    shown = {"rantai": request.args.get("rantai", ""), "tindakan": wanted.action, "oleh": wanted.actor}
    return render_template(
        "office/trail.html",
        rows=rows[:PAGE],
        label=label,
        chains=name_chains(current_session(), (row.chain for row in rows)),
        actions=sorted(((action, translate(words)) for action, words in LABELS.items()), key=lambda one: one[1]),
        filter={name: value for name, value in shown.items() if value},
        older=rows[PAGE - 1].id if len(rows) > PAGE else None,
        is_first=wanted.before_id is None,
    )


@pages.get("/admin/jejak/periksa")
@requires(Permission.AUDIT_READ)
def check() -> Answer:
    """Verify the whole trail and say whether it is whole."""
    _require_whole_office()
    runtime = current_runtime()
    with runtime.database.reading() as session:  # a fresh one: anchors are read before the database is looked at
        report = audit.verify(session, runtime.settings.trail_secret(), runtime.anchors)
        hidden = audit.count_entries(session, list_hidden_chains(session, current_actor()))
    return render_template("office/trail_check.html", report=report, rows=report.rows - hidden)


def _read_rows(wanted: audit.TrailFilter) -> Sequence[audit.TrailRow]:
    """Return one entry more than a page; without the right to know peers, they are unnamed and not found by name."""
    rows = audit.list_entries(current_session(), wanted, PAGE + 1)
    shown = hide_peers(current_session(), rows, current_actor(), current_clock())
    return [row for row, known in zip(shown, rows, strict=True) if not wanted.actor or row.actor == known.actor]


def _read_filter() -> audit.TrailFilter:
    return audit.TrailFilter(
        chain=find_chain(current_session(), clean_text(request.args.get("rantai", ""))),
        action=clean_text(request.args.get("tindakan", "")),
        actor=clean_text(request.args.get("oleh", "")),
        before_id=read_mark("sebelum") or None,
        apart_from=list_hidden_chains(current_session(), current_actor()),
    )
