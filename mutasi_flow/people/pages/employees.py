"""The live profile: one's own, and those of the units one may read."""

from dataclasses import dataclass

from flask import Blueprint, render_template, request, url_for
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor, Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_employee_id,
    current_session,
    read_mark,
    requires,
)
from mutasi_flow.people import queries
from mutasi_flow.people.domain import (
    PREDICATE_LABELS,
    SEVERITY_LABELS,
    SEX_LABELS,
    STATUS_LABELS,
    ParticularKind,
    education_label,
    group_nip,
    legal_position_label,
)
from mutasi_flow.people.model import UNKNOWN_START
from mutasi_flow.people.pages.particulars import RECORDING as CONFIRMING
from mutasi_flow.people.pages.particulars import employee_kinds, may_read
from mutasi_flow.people.queries import DisciplineRow, EmployeeCard, PartTimeRow, PerformanceRow, PlacementRow

pages = Blueprint("employees", __name__)

SENSITIVE = (
    Permission.EMPLOYEES_WRITE,
    Permission.TRANSFERS_VERIFY,
    Permission.TRANSFERS_DECIDE,
    Permission.TRANSFERS_REVIEW,
    Permission.AUDIT_READ,
)
"""Permissions that also open sanctions and contact data; the person sees the own ones always."""
ACTING = (Permission.TRANSFERS_FILE_FOR, Permission.TRANSFERS_PROPOSE)


@dataclass(frozen=True, slots=True)
class Profile:
    """What the profile page shows; ``disciplines`` is None when the reader may not see them."""

    card: EmployeeCard
    is_own: bool
    trail: str
    """Names of the units above the own one."""
    supervisor_name: str
    helps: PartTimeRow | None
    """Where the person gives a part of the time now."""
    placements: list[PlacementRow]
    performance: list[PerformanceRow]
    disciplines: list[DisciplineRow] | None
    particulars: tuple[ParticularKind, ...]
    """Kinds of particulars that the reader may open."""
    may_act: bool
    may_read_unit: bool


@pages.get("/profil")
@requires(Permission.SELF)
def own() -> Answer:
    """Show one's own profile."""
    session = current_session()
    return _page(_load(session, current_actor(), queries.get_employee_card(session, current_employee_id())))


@pages.get("/pegawai")
@requires(Permission.EMPLOYEES_READ)
def search() -> Answer:
    """Find people inside the units one may read."""
    actor, session = current_actor(), current_session()
    text = request.args.get("q", "").strip()
    last = read_mark("sesudah")
    # The key of the last row stands in the address, not the name: addresses end up in logs.
    after = (queries.employee_name(session, last), last) if last else None
    found = queries.search_employees(session, text, actor.paths(Permission.EMPLOYEES_READ), after=after)
    following = url_for("employees.search", q=text, sesudah=found.after[1]) if found.after else None
    first = url_for("employees.search", q=text) if after else None
    confirming = {path for permission in CONFIRMING for path in actor.paths(permission)}
    return render_template(
        "people/search.html",
        text=text,
        rows=found.rows,
        following=following,
        first=first,
        stated=len(queries.list_stated(session, sorted(confirming))),
    )


@pages.get("/pegawai/<int:employee_id>")
@requires(Permission.SELF, Permission.EMPLOYEES_READ)
def show(employee_id: int) -> Answer:
    """Show somebody's profile; who may not read it is told the same as when there is nobody."""
    actor, session = current_actor(), current_session()
    card = queries.get_employee_card(session, employee_id)
    is_own = card.id == actor.employee_id
    if not is_own and not actor.may(Permission.EMPLOYEES_READ, card.unit_path or ""):
        raise NotFound(T("Pegawai tidak ditemukan."))
    return _page(_load(session, actor, card))


def _load(session: Session, actor: Actor, card: EmployeeCard) -> Profile:
    path = card.unit_path or ""
    is_own = card.id == actor.employee_id
    supervisor_id = queries.direct_supervisor(session, card.id)
    sees_all = is_own or any(actor.may(permission, path) for permission in SENSITIVE)
    return Profile(
        card=card,
        is_own=is_own,
        trail=queries.name_trails(session, [path])[0],
        supervisor_name=queries.employee_name(session, supervisor_id) if supervisor_id else "",
        helps=queries.find_part_time(session, card.id),
        placements=queries.list_placements(session, card.id),
        performance=queries.list_performance(session, card.id),
        disciplines=queries.list_disciplines(session, card.id) if sees_all else None,
        particulars=employee_kinds(session) if may_read(actor, card) else (),
        may_act=not is_own and any(actor.may(permission, path) for permission in ACTING),
        may_read_unit=bool(path) and actor.may(Permission.UNITS_READ, path),
    )


def _page(profile: Profile) -> Answer:
    card = profile.card
    level, name = education_label(card.education_level), card.education_name
    education = ("" if name.startswith(level) else level, name, str(card.education_year or ""))
    words = {
        "status": STATUS_LABELS,
        "legal": legal_position_label(card.legal_position),
        "sex": SEX_LABELS,
        "predicates": PREDICATE_LABELS,
        "severities": SEVERITY_LABELS,
        "nip": group_nip(card.nip or ""),
        "education": ", ".join(part for part in education if part),
        "unknown_start": UNKNOWN_START,
    }
    tenure = card.tenure_on(current_clock().today())
    return render_template("people/profile.html", profile=profile, card=card, words=words, tenure=tenure)
