"""Minutes of a plan: written down, read, printed, and signed in ink."""

from collections.abc import Sequence

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import (
    Answer,
    current_actor,
    current_clock,
    current_runtime,
    current_session,
    read_form,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.letters.domain import STANDING_LABELS
from mutasi_flow.planning.minutes.forms import HERE, read_minutes
from mutasi_flow.planning.minutes.queries import (
    READERS,
    MinutesRow,
    get_letter,
    get_readable,
    key_of_latest,
    list_left_out,
    list_minutes,
    was_put_on_agenda,
)
from mutasi_flow.planning.minutes.service import record_signed, write_minutes
from mutasi_flow.planning.plans.queries import PlanRow, get_plan, list_scenarios
from mutasi_flow.planning.plans.service import may_plan
from mutasi_flow.transfers.deliberation import (
    SignatureRow,
    find_sitting_of_plan,
    list_members,
    list_signatures,
    list_teams,
    load_board,
    may_read_sitting,
)
from mutasi_flow.transfers.domain.team import DUTY_LABELS, PRESENCE_LABELS, Presence
from mutasi_flow.transfers.forms import examine_file
from mutasi_flow.transfers.receiving import examined_file, looked_into, scans, send_letter

pages = Blueprint("plan_minutes", __name__, url_prefix="/papan/<int:plan_id>/berita-acara")


def _show(plan: PlanRow, form: Form) -> Answer:
    session = current_session()
    rows, standing = list_minutes(session, plan.id), find_sitting_of_plan(session, plan.id)
    is_reader = standing is not None and may_read_sitting(session, standing[0].id, current_actor())
    page = render_template(
        "planning/minutes.html",
        plan=plan,
        rows=rows,
        left_out=list_left_out(session, rows[0].solution_id).values() if rows else (),
        standing=standing[0] if standing else None,
        standing_key=standing[1] if standing and is_reader else None,
        members={row.letter.id: _signatures(row) for row in rows if row.sitting_id is not None},
        solved=[one for one in list_scenarios(session, plan.id) if one.moves],
        is_on_paper=not was_put_on_agenda(session, plan.id),
        standings=STANDING_LABELS,
        may_write=may_plan(current_actor(), plan.unit_path),
        form=form,
    )
    return page, form.status


def _signatures(row: MinutesRow) -> Sequence[SignatureRow]:
    """Return the other members who were there when the plan was heard, with what they did with its minutes."""
    session = current_session()
    return list_signatures(session, load_board(session, row.sitting_id or 0), row.letter.id)


@pages.get("")
@requires(*READERS)
def index(plan_id: int) -> Answer:
    """Show what was decided about a plan."""
    plan = get_readable(current_session(), plan_id, current_actor())
    return _show(plan, Form({"signed_on": current_clock().today().isoformat()}))


def _ask(plan: PlanRow, form: Form) -> Answer:
    session, today = current_session(), current_clock().today()
    held_on = form.optional_day("held_on", T("Hari sidang")) or today
    teams = [one for one in list_teams(session) if one.is_in(today)]
    wanted = form.optional_integer("tim", T("Tim"))
    team = next((one for one in teams if one.id == wanted), teams[0] if len(teams) == 1 else None)
    solved = [one for one in list_scenarios(session, plan.id) if one.solution_id is not None]
    page = render_template(
        "planning/minutes_new.html",
        plan=plan,
        form=form,
        teams=[(str(one.id), one.name) for one in teams],
        team=team,
        members=list_members(session, team.id, held_on) if team else (),
        duties=DUTY_LABELS,
        presences=[(one, translate(PRESENCE_LABELS[Presence(one)])) for one in HERE],
        solutions=[(str(one.solution_id), f"{one.name} ({one.moves})") for one in solved],
    )
    return page, form.status


@pages.get("/baru")
@requires(Permission.PLAN)
def ask(plan_id: int) -> Answer:
    """Ask what a team decided."""
    plan, today = get_plan(current_session(), plan_id, current_actor()), current_clock().today()
    latest = str(key_of_latest(list_minutes(current_session(), plan.id)))
    return _ask(plan, Form({"tim": request.args.get("tim", ""), "held_on": today.isoformat(), "latest": latest}))


@pages.post("/baru")
@requires(Permission.PLAN)
@writes
def create(plan_id: int) -> Answer:
    """Issue the minutes."""
    form, session, actor = read_form(), current_session(), current_actor()
    plan, store, clock = get_plan(session, plan_id, actor), current_runtime().files, current_clock()
    with form.catching():
        team_id = form.integer("tim", T("Tim"), least=1)
        held_on = form.day("held_on", T("Hari sidang"))
        latest = form.optional_integer("latest", T("Berita acara terakhir"))
        form.check()
        new = read_minutes(form, team_id, list_members(session, team_id, held_on))
        number = write_minutes(session, store, plan.id, new, actor=actor, clock=clock, expected_latest=latest)
        show_notice(T("Berita acara {number} dibuat. Berkasnya sedang disiapkan.", number=number))
        return redirect(url_for("plan_minutes.index", plan_id=plan_id), 303)
    return _ask(plan, form)


@pages.get("/<int:letter_id>.pdf")
@requires(*READERS)
def download(plan_id: int, letter_id: int) -> Answer:
    """Send the printed minutes."""
    plan = get_readable(current_session(), plan_id, current_actor())
    letter = get_letter(current_session(), plan.id, letter_id)
    if not letter.file_key:
        raise NotFound(T("Berkas surat ini masih disiapkan. Coba lagi sebentar."))
    return send_letter(letter)


def _find() -> None:
    found = request.view_args or {}
    plan = get_readable(current_session(), found["plan_id"], current_actor())
    get_letter(current_session(), plan.id, found["letter_id"])


@pages.post("/<int:letter_id>/tanda-tangan")
@requires(Permission.PLAN)
@looked_into(examine_file, _find)
@scans
@writes
def sign(plan_id: int, letter_id: int) -> Answer:
    """Record that the printed minutes were signed, as the scan shows."""
    form, session, actor = read_form(), current_session(), current_actor()
    plan = get_readable(session, plan_id, actor)
    with form.catching():
        day, scan = form.day("signed_on", T("Ditandatangani pada")), examined_file()
        form.check()
        store, clock = current_runtime().files, current_clock()
        record_signed(session, store, plan.id, letter_id, scan, signed_on=day, actor=actor, clock=clock)
        show_notice(T("Tanda tangan tercatat."))
        return redirect(url_for("plan_minutes.index", plan_id=plan_id), 303)
    return _show(plan, form)
