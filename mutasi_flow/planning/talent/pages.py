"""The talent view: nine boxes with counts, who is in one, who in none and why, one's own, and the rules behind it."""

from collections.abc import Sequence
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
    current_employee_id,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.people import queries as people
from mutasi_flow.people.domain import ASSESSMENTS, AXIS_LABELS, COMPETENCES, GOALS, PREDICATE_LABELS
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.planning.talent import service
from mutasi_flow.planning.talent.domain import (
    BAND_LABELS,
    LACK_WORDS,
    NUMBERS,
    USUAL_BOXES,
    Lack,
    Standing,
    TalentRules,
)
from mutasi_flow.planning.talent.forms import BOX, THRESHOLD, read_box, read_since, read_threshold
from mutasi_flow.planning.talent.queries import TalentMap, load_map, load_rules, load_standing

pages = Blueprint("talent", __name__)

READERS = (Permission.PLAN, Permission.TRANSFERS_VERIFY, Permission.DELIBERATE)
"""Who sees where others stand, below the units of the role; never supervisors or peers."""
RECORDING = (Permission.EMPLOYEES_WRITE, Permission.TRANSFERS_VERIFY)
PAGE = 25
WORDS: dict[str, Any] = {
    "axes": AXIS_LABELS,
    "bands": BAND_LABELS,
    "lack_words": LACK_WORDS,
    "numbers": NUMBERS,
    "predicates": PREDICATE_LABELS,
}


def _rules() -> TalentRules:
    """Return the rules of today; where the office has switched the view off there is no such page."""
    session = current_session()
    if not service.is_on(session):
        raise NotFound(T("Peta talenta tidak dipakai di kantor ini."))
    return load_rules(session, current_clock().today())


def _paths() -> list[str]:
    """Return the units whose people the visitor may see here, narrowed to the one that is asked for."""
    actor, code = current_actor(), request.args.get("unit", "")
    paths = sorted({path for permission in READERS for path in actor.paths(permission)})
    unit = people.find_unit_by_code(current_session(), code) if code else None
    if code and (unit is None or not any(unit.path.startswith(path) for path in paths)):
        raise NotFound(T("Unit tidak ditemukan."))
    return [unit.path] if unit else paths


def _units(q: str) -> list[Any]:
    paths = sorted({path for permission in READERS for path in current_actor().paths(permission)})
    return people.search_units(current_session(), q, paths, on=current_clock().today()) if q else []


@pages.get("/talenta")
@requires(*READERS)
def index() -> Answer:
    """Show how many stand in each box, and how many in none."""
    rules, session, paths = _rules(), current_session(), _paths()
    found = load_map(session, rules, current_clock().today(), paths)
    code, q = request.args.get("unit", ""), request.args.get("q", "").strip()
    return render_template(
        "planning/talent.html",
        rules=rules,
        found=found,
        pool=sum(found.counts.get(number, 0) for number, box in rules.boxes.items() if box.is_pool),
        unit=people.find_unit_by_code(session, code) if code else None,
        q=q,
        units=_units(q),
        may_import=current_actor().may(Permission.IMPORT, ""),
        **WORDS,
    )


@pages.get("/talenta/kotak/<int:place>")
@requires(*READERS)
def box(place: int) -> Answer:
    """List who stands in a box."""
    rules = _rules()
    if place not in rules.boxes:
        raise NotFound
    found = load_map(current_session(), rules, current_clock().today(), _paths())
    return _people(rules, found, [one for one in found.standings if one.box == place], box=rules.boxes[place])


@pages.get("/talenta/belum/<lack>")
@requires(*READERS)
def unassessed(lack: str) -> Answer:
    """List who stands in no box for want of a result."""
    rules = _rules()
    if lack not in set(Lack):
        raise NotFound
    found = load_map(current_session(), rules, current_clock().today(), _paths())
    return _people(rules, found, [one for one in found.standings if one.lack == lack], lack=Lack(lack))


def _people(rules: TalentRules, found: TalentMap, rows: Sequence[Standing], **about: Any) -> Answer:
    start = max(0, request.args.get("mulai", 0, int))
    shown = rows[start : start + PAGE]
    cards = people.list_employee_cards(current_session(), [one.employee_id for one in shown])
    here = {"unit": request.args.get("unit") or None, **(request.view_args or {})}

    def turn(to: int) -> str | None:
        return url_for(request.endpoint or "", mulai=to or None, **here) if 0 <= to < len(rows) else None

    return render_template(
        "planning/talent_people.html",
        rules=rules,
        rows=shown,
        cards={card.id: card for card in cards},
        total=len(rows),
        everybody=len(found.standings),
        before=turn(start - PAGE),
        following=turn(start + PAGE),
        **{"box": None, "lack": None, **about},
        **WORDS,
    )


@pages.get("/talenta/pegawai/<int:employee_id>")
@requires(Permission.SELF, *READERS)
def of_employee(employee_id: int) -> Answer:
    """Show where somebody stands, by what, and the goals: to the person and to readers of the unit."""
    rules, session, actor = _rules(), current_session(), current_actor()
    card = people.get_employee_card(session, employee_id)
    is_own = card.id == actor.employee_id
    if not is_own and not any(actor.may(permission, card.unit_path or "") for permission in READERS):
        raise NotFound(T("Pegawai tidak ditemukan."))
    return _person(rules, card, is_own=is_own)


def _person(rules: TalentRules, card: EmployeeCard, *, is_own: bool) -> Answer:
    session, actor, today = current_session(), current_actor(), current_clock().today()
    rows = {one.name: people.list_particulars(session, one, card.id) for one in (ASSESSMENTS, GOALS, COMPETENCES)}
    return render_template(
        "planning/talent_person.html",
        rules=rules,
        card=card,
        is_own=is_own,
        may_open=is_own or any(actor.may(one, card.unit_path or "") for one in RECORDING),
        standing=load_standing(session, rules, today, card.id),
        history=rows["assessments"],
        goals=[row for row in rows["goals"] if row.holds_on(today)],
        competences=[row for row in rows["competences"] if row.holds_on(today)],
        today=today,
        **WORDS,
    )


@pages.get("/talenta/saya")
@requires(Permission.SELF)
def own() -> Answer:
    """Show the page about oneself."""
    rules = _rules()
    return _person(rules, people.get_employee_card(current_session(), current_employee_id()), is_own=True)


@pages.get("/talenta/aturan")
@requires(*READERS)
def rulebook() -> Answer:
    """Show the boxes and thresholds of today with their source."""
    return _rules_page(Form())


def _rules_page(form: Form) -> Answer:
    page = render_template(
        "planning/talent_rules.html",
        rules=_rules(),
        form=form,
        may_keep=service.may_keep(current_actor()),
        box_choices=[(str(number), translate(T("Kotak {number}", number=number))) for number in sorted(USUAL_BOXES)],
        axis_choices=[(axis.value, translate(label)) for axis, label in AXIS_LABELS.items()],
        asked=next((one for one in (BOX, THRESHOLD) if one in {form.value("jenis"), request.args.get("ubah")}), ""),
        **WORDS,
    )
    return page, form.status


@pages.post("/talenta/aturan")
@requires(*service.KEEPING)
@writes
def keep() -> Answer:
    """Record another box or threshold from a day on."""
    _rules()
    form, session = read_form(), current_session()
    by: dict[str, Any] = {"actor": current_actor(), "clock": current_clock()}
    with form.catching():
        if form.value("jenis") == THRESHOLD:
            axis, scores = read_threshold(form)
            since = read_since(form)
            form.check()
            service.set_threshold(session, axis, scores, from_on=since.from_on, source=since.source, **by)
        else:
            number, words, is_pool = read_box(form)
            since = read_since(form)
            form.check()
            service.name_box(session, number, words, is_pool=is_pool, from_on=since.from_on, source=since.source, **by)
        show_notice(T("Berlaku mulai {day}. Yang lama tetap tercatat.", day=since.from_on))
        return redirect(url_for("talent.rulebook"), 303)
    return _rules_page(form)
