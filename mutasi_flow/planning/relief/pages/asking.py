"""What a unit head does: see how heavy a post is, ask for help for it, and take that back."""

from typing import Any

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
    translate,
    writes,
)
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import JabatanKind
from mutasi_flow.people.queries import UnitCard
from mutasi_flow.people.queries.jabatan import JabatanCard
from mutasi_flow.planning.relief.domain import LONGEST_REASON, MOST_PERSONS, SHARES
from mutasi_flow.planning.relief.forms import read_request, usual_request
from mutasi_flow.planning.relief.pages.helping import find_request, show_request
from mutasi_flow.planning.relief.queries import posts
from mutasi_flow.planning.relief.queries.posts import Evidence
from mutasi_flow.planning.relief.service import asking
from mutasi_flow.workload.domain.ranking import Ranking, rank
from mutasi_flow.workload.queries import list_balance_of
from mutasi_flow.workload.queries.ranked import as_ranked

pages = Blueprint("relief_asking", __name__)

SHOWN = 30


@pages.get("/bantuan-sementara/baru")
@requires(Permission.TRANSFERS_PROPOSE)
def choose() -> Answer:
    """Let the visitor choose a post of the own units, those that are short of most people first."""
    q, session = request.args.get("q", "").strip(), current_session()
    rows = list_balance_of(session, current_actor().paths(Permission.TRANSFERS_PROPOSE))
    words = q.casefold().split()
    meant = [
        row
        for row in rows
        if row.kind is not JabatanKind.STRUCTURAL
        and all(word in f"{row.jabatan_name} {row.unit_name}".casefold() for word in words)
    ]
    ranked = rank(map(as_ranked, meant), Ranking.GAP)
    return render_template("planning/relief_posts.html", rows=ranked[:SHOWN], total=len(ranked), q=q)


def _asked(code: str, jabatan_code: str) -> tuple[UnitCard, JabatanCard, Evidence]:
    """Return the post that is meant; for whoever does not speak for the unit there is none."""
    session = current_session()
    unit, post = people.find_unit_by_code(session, code), people.find_jabatan_by_code(session, jabatan_code)
    evidence = posts.evidence_of(session, unit.id, post.id) if unit and post else None
    if unit is None or post is None or evidence is None or not asking.may_ask(current_actor(), unit.path):
        raise NotFound(T("Jabatan di unit ini tidak ditemukan."))
    return unit, post, evidence


def _ask(form: Form, unit: UnitCard, post: JabatanCard, evidence: Evidence) -> Answer:
    page = render_template(
        "planning/relief_ask.html",
        form=form,
        unit=unit,
        post=post,
        evidence=evidence.as_stored(),
        shares=[(str(share), translate(label)) for share, label in SHARES.items()],
        most=MOST_PERSONS,
    )
    return page, form.status


@pages.get("/bantuan-sementara/baru/<code>/<jabatan>")
@requires(Permission.TRANSFERS_PROPOSE)
def ask(code: str, jabatan: str) -> Answer:
    """Show how heavy the work of a post is, and ask what is wanted."""
    unit, post, evidence = _asked(code, jabatan)
    return _ask(usual_request(evidence, current_clock().today()), unit, post, evidence)


@pages.post("/bantuan-sementara/baru/<code>/<jabatan>")
@requires(Permission.TRANSFERS_PROPOSE)
@writes
def create(code: str, jabatan: str) -> Answer:
    """Keep a request."""
    form, (unit, post, evidence) = read_form(), _asked(code, jabatan)
    with form.catching():
        new = read_request(form, unit.id, post.id)
        key = asking.ask(current_session(), new, actor=current_actor(), clock=current_clock())
        show_notice(T("Permintaan terkirim. Perencana mencarikan pegawai dari unit yang lebih ringan."))
        return redirect(url_for("relief.show", request_id=key), 303)
    return _ask(form, unit, post, evidence)


def _ending(request_id: int, form: Form) -> dict[str, Any]:
    reason = form.text("reason", T("Alasan"), max_length=LONGEST_REASON, multiline=True)
    version = form.optional_integer("version", T("Versi"))
    form.check()
    acting = {"actor": current_actor(), "clock": current_clock(), "expected_version": version}
    return {"session": current_session(), "request_id": request_id, "reason": reason, **acting}


@pages.post("/bantuan-sementara/<int:request_id>/tarik")
@requires(Permission.TRANSFERS_PROPOSE)
@writes
def withdraw(request_id: int) -> Answer:
    """Stop looking."""
    found, form = find_request(request_id), read_form()
    with form.catching():
        asking.withdraw(**_ending(found.id, form))
        show_notice(T("Permintaan ditarik. Usulan yang sudah dibuat berjalan terus."))
        return redirect(url_for("relief.show", request_id=found.id), 303)
    return show_request(found, form)


@pages.post("/bantuan-sementara/<int:request_id>/tolak")
@requires(Permission.PLAN)
@writes
def decline(request_id: int) -> Answer:
    """Say that nobody can be given."""
    found, form = find_request(request_id), read_form()
    with form.catching():
        asking.decline(**_ending(found.id, form))
        show_notice(T("Permintaan ditutup. Unit diberi tahu sebabnya."))
        return redirect(url_for("relief.show", request_id=found.id), 303)
    return show_request(found, form)
