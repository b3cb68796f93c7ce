"""Vacancies and their candidates: who would suit, in which parts, what the rules say, and what the other unit loses."""

from dataclasses import dataclass
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_session,
    read_form,
    read_mark,
    requires,
    show_notice,
    writes,
)
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import UnitCard
from mutasi_flow.people.queries.jabatan import JabatanCard
from mutasi_flow.planning.matching import queries, service
from mutasi_flow.planning.matching.domain import MISSING_LABELS, OBSTACLE_LABELS, PART_LABELS, TIES, find_obstacle
from mutasi_flow.planning.matching.pages.turning import read_start, turn
from mutasi_flow.planning.matching.queries import Candidate, Matching, Sieve, Target, Vacancy
from mutasi_flow.workload.queries import load_posts

pages = Blueprint("vacancies", __name__)

PAGE, CANDIDATES = 25, 10
DEEPEST = 20
"""So many pages of candidates are shown; whoever looks further sets a filter."""
DISTANCES = (10, 25, 50)
SIEVES = ("utama", "jarak", "perangkat", "siap")
NOW, SOON = "kini", "segera"
SENSITIVE = (
    Permission.EMPLOYEES_WRITE,
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_DECIDE,
    Permission.TRANSFERS_REVIEW,
    Permission.AUDIT_READ,
)
"""Who also reads why a rule stops somebody: it may speak of sanctions and family."""
READS_WISHES = (Permission.PLAN, Permission.TRANSFERS_VERIFY, Permission.EMPLOYEES_WRITE)
WORDS: dict[str, Any] = {
    "parts": PART_LABELS,
    "missing": MISSING_LABELS,
    "obstacles": OBSTACLE_LABELS,
    "ties": TIES,
}


@pages.get("/lowongan")
@requires(Permission.BALANCE_READ)
def index() -> Answer:
    """List the vacancies of today and those to come within a year."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    asked = {"q": request.args.get("q", "").strip(), "jenis": request.args.get("jenis", "")}
    found = queries.list_vacancies(session, actor.paths(Permission.BALANCE_READ), today)
    rows, start = [one for one in found if _is_meant(one, **asked)], read_start()
    return render_template(
        "planning/vacancies.html",
        rows=rows[start : start + PAGE],
        text=asked["q"],
        kind=asked["jenis"],
        counts={NOW: sum(one.is_open for one in found), SOON: sum(one.is_coming for one in found)},
        may_match=actor.has(Permission.EMPLOYEES_READ),
        may_import=actor.may(Permission.IMPORT, ""),
        **turn("vacancies.index", start, PAGE, len(rows), **asked),
    )


def _is_meant(one: Vacancy, q: str, jenis: str) -> bool:
    """Whether a vacancy has all words in its names and is of the kind asked for."""
    names = f"{one.row.jabatan_name} {one.row.unit_name}".casefold()
    is_kind = {NOW: one.is_open, SOON: one.is_coming}.get(jenis, True)
    return is_kind and all(word in names for word in q.casefold().split())


@dataclass(frozen=True, slots=True)
class _Asked:
    unit: UnitCard
    jabatan: JabatanCard
    matching: Matching
    target: Target


def _asked(code: str, jabatan_code: str) -> _Asked:
    """Return the post; who may not read its unit is told the same as when there is none."""
    session = current_session()
    unit, jabatan = people.find_unit_by_code(session, code), people.find_jabatan_by_code(session, jabatan_code)
    if unit is None or jabatan is None or not current_actor().may(Permission.BALANCE_READ, unit.path):
        raise NotFound(T("Jabatan di unit ini tidak ditemukan."))
    matching = queries.load_matching(session, current_clock().today())
    return _Asked(unit, jabatan, matching, matching.target(unit.id, jabatan.id))


def _sieve(asked: _Asked) -> Sieve:
    km = read_mark("jarak")
    agency = asked.matching.ground.agency_of(asked.unit.id)
    return Sieve(
        any_field=request.args.get("utama") == "semua",
        only_preferred=request.args.get("utama") == "ya",
        within_km=float(km) if km in DISTANCES else None,
        agency=agency if request.args.get("perangkat") == "ya" else "",
        among=_ready(asked) if request.args.get("siap") == "ya" and sees_all_wishes() else None,
    )


def _ready(asked: _Asked) -> frozenset[int]:
    """Return who declared to be ready for such a post."""
    paths, post = current_actor().paths(Permission.EMPLOYEES_READ), asked.target.post
    about = {"field": post.asks.field, "district": asked.target.district}
    return queries.find_ready(current_session(), paths, asked.matching.day, kind=asked.jabatan.kind, **about)


@pages.get("/lowongan/<code>/<jabatan>")
@requires(Permission.EMPLOYEES_READ)
def show(code: str, jabatan: str) -> Answer:
    """Rank the candidates of a post among those whom the visitor may read."""
    session, actor, asked = current_session(), current_actor(), _asked(code, jabatan)
    start, paths = read_start(CANDIDATES * (DEEPEST - 1)), actor.paths(Permission.EMPLOYEES_READ)
    matching, sees_wishes = asked.matching, sees_all_wishes()
    ranking = queries.rank_candidates(session, matching, asked.target, paths, _sieve(asked), sees_wishes=sees_wishes)
    shown = queries.show_candidates(session, matching, ranking.matches[start : start + CANDIDATES])
    kept = {name: request.args[name] for name in SIEVES if request.args.get(name)}
    here, total = {"code": code, "jabatan": jabatan, **kept}, min(len(ranking.matches), CANDIDATES * DEEPEST)
    return render_template(
        "planning/vacancy.html",
        unit=asked.unit,
        jabatan=asked.jabatan,
        load=load_posts(session, [asked.unit.id]).get((asked.unit.id, asked.jabatan.id)),
        weights=matching.weights,
        ranking=ranking,
        first=start + 1,
        shown=shown,
        reads_why={one.card.id: reads_why(one) for one in shown},
        kept=kept,
        sees_ready=sees_wishes,
        distances=DISTANCES,
        **turn("vacancies.show", start, CANDIDATES, total, **here),
        **WORDS,
    )


def reads_why(one: Candidate) -> bool:
    """Whether the visitor reads why a rule stops this candidate."""
    return any(current_actor().may(permission, one.card.unit_path or "") for permission in SENSITIVE)


def sees_all_wishes() -> bool:
    """Whether the visitor reads wishes of everybody in scope: supervisors and peers never do."""
    actor = current_actor()
    reach = actor.paths(Permission.EMPLOYEES_READ)
    return all(any(actor.may(permission, path) for permission in READS_WISHES) for path in reach)


def _candidate(asked: _Asked, employee_id: int) -> Candidate:
    """Return one candidate; who may not read the person is told the same as when there is nobody."""
    session = current_session()
    card = people.get_employee_card(session, employee_id)
    if not current_actor().may(Permission.EMPLOYEES_READ, card.unit_path or ""):
        raise NotFound(T("Pegawai tidak ditemukan."))
    found = queries.find_match(session, asked.matching, asked.target, employee_id, sees_wishes=sees_all_wishes())
    if found is None:
        raise NotFound(T("Pegawai ini sudah di jabatan itu, atau tidak lagi bertugas."))
    return queries.show_candidates(session, asked.matching, [found])[0]


@pages.get("/lowongan/<code>/<jabatan>/calon/<int:employee_id>")
@requires(Permission.EMPLOYEES_READ)
def candidate(code: str, jabatan: str, employee_id: int) -> Answer:
    """Show one candidate against the post: parts, rules, effect, and what there would be to learn."""
    asked = _asked(code, jabatan)
    return _candidate_page(Form(), asked, _candidate(asked, employee_id))


def _candidate_page(form: Form, asked: _Asked, one: Candidate) -> Answer:
    actor = current_actor()
    page = render_template(
        "planning/candidate.html",
        form=form,
        unit=asked.unit,
        jabatan=asked.jabatan,
        one=one,
        obstacle=find_obstacle(one.match.person, asked.target.post),
        gaps=queries.gaps_of(asked.matching, one.match),
        weights=asked.matching.weights,
        reads_why=reads_why(one),
        may_propose=service.may_propose(actor, one.card),
        may_record=any(
            actor.may(it, one.card.unit_path or "") for it in (Permission.EMPLOYEES_WRITE, Permission.TRANSFERS_VERIFY)
        ),
        **WORDS,
    )
    return page, form.status


@pages.post("/lowongan/<code>/<jabatan>/calon/<int:employee_id>/usulkan")
@requires(Permission.TRANSFERS_PROPOSE)
@writes
def propose(code: str, jabatan: str, employee_id: int) -> Answer:
    """Open a file by the door of the unit, with this post as its destination."""
    form, session, asked = read_form(), current_session(), _asked(code, jabatan)
    one = _candidate(asked, employee_id)
    with form.catching():
        reason = form.text("reason", T("Alasan"), max_length=service.LONGEST_REASON, multiline=True)
        form.check()
        if find_obstacle(one.match.person, asked.target.post) is not None:
            raise InvalidInput(T("Pegawai ini tidak dapat menduduki jabatan itu."))
        number = service.propose(session, one.match, reason, actor=current_actor(), clock=current_clock())
        show_notice(T("Konsep usulan {number} dibuat. Periksa isinya, lalu kirim.", number=number))
        return redirect(url_for("filing.sections", number=number), 303)
    return _candidate_page(form, asked, one)
