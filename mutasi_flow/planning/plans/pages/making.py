"""Plans: the list, a new one, and one with its data and its scenarios."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
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
from mutasi_flow.inbox.domain import thaw_texts
from mutasi_flow.people import queries as people
from mutasi_flow.planning.plans.domain import BASIS_LABELS, Basis, PlanState, show_rules
from mutasi_flow.planning.plans.forms import (
    FIGURES,
    OPENING_LABELS,
    PERIOD,
    PHI_LABELS,
    STAFF,
    read_plan,
    start_plan,
    start_scenario,
)
from mutasi_flow.planning.plans.model import PLAN_NAME
from mutasi_flow.planning.plans.pages.picking import pick
from mutasi_flow.planning.plans.pages.shown import RENEWS_SECONDS, WORDS
from mutasi_flow.planning.plans.queries import (
    READERS,
    PlanRow,
    counts_of,
    find_change,
    find_snapshot,
    get_plan,
    list_plans,
    list_scenarios,
)
from mutasi_flow.planning.plans.service import create_plan, may_plan, retake
from mutasi_flow.transfers.forms import read_version
from mutasi_flow.workload import queries as workload

pages = Blueprint("plans", __name__)

FAULTS_SHOWN, PARTS_SHOWN = 50, 40


@pages.get("/papan")
@requires(*READERS)
def index() -> Answer:
    """List the plans that the reader may see."""
    session, actor = current_session(), current_actor()
    rows = list_plans(session, actor)
    counts = counts_of(session, [row.id for row in rows])
    return render_template(
        "planning/plans.html", rows=rows, counts=counts, may_make=actor.has(Permission.PLAN), **WORDS
    )


def _ask(form: Form) -> Answer:
    closed = [one for one in workload.list_periods(current_session()) if not one.is_open]
    basis = [(f"{PERIOD}{one.id}", translate(T("ABK {name}", name=one.name))) for one in closed]
    page = render_template(
        "planning/plan_new.html",
        form=form,
        pick=pick(current_actor().paths(Permission.PLAN), form.value("unit") or request.args.get("unit", "")),
        longest=PLAN_NAME,
        bases=[*basis, (STAFF, translate(BASIS_LABELS[Basis.STAFF]))],
        has_period=bool(closed),
        measures=[(phi.value, translate(label)) for phi, label in PHI_LABELS.items()],
        opening=[(value, translate(label)) for value, label in OPENING_LABELS.items()],
        rules=FIGURES,
    )
    return page, form.status


@pages.get("/papan/baru")
@requires(Permission.PLAN)
def ask() -> Answer:
    """Ask what the plan is for and what it rests on."""
    return _ask(start_plan(current_clock().today()))


@pages.post("/papan")
@requires(Permission.PLAN)
@writes
def create() -> Answer:
    """Make a plan; a worker reads the records and solves the first scenario."""
    form, session = read_form(), current_session()
    with form.catching():
        new = read_plan(form, _read_unit(form))
        plan_id = create_plan(session, new, actor=current_actor(), clock=current_clock())
        show_notice(T("Rencana dibuat. Datanya sedang dibaca, lalu skenario pertamanya dihitung."))
        return redirect(url_for("plans.show", plan_id=plan_id, perbarui="ya"), 303)
    return _ask(form)


def _read_unit(form: Form) -> int | None:
    """Return the unit that was chosen, or the one that the planner has."""
    session, code = current_session(), form.value("unit").strip()
    if not code:
        paths = current_actor().paths(Permission.PLAN)
        return None if "" in paths else people.ids_in_path(paths[0])[-1]
    unit = people.find_unit_by_code(session, code)
    if unit is None:
        form.fail("unit", T("Unit dengan kode {code} tidak dikenal.", code=code))
        return None
    return unit.id


@pages.get("/papan/<int:plan_id>")
@requires(*READERS)
def show(plan_id: int) -> Answer:
    """Show a plan: its data, what is missing, its scenarios."""
    plan = get_plan(current_session(), plan_id, current_actor())
    return show_plan(plan, start_scenario())


def _data(plan: PlanRow) -> dict[str, Any]:
    """What was read, whether it still holds, and what is wrong in it."""
    session = current_session()
    taken = find_snapshot(session, plan.id)
    if taken is None:
        return {"taken": None, "is_stale": False, "notes": [], "faults": []}
    faults = [(one, thaw_texts({"reason": one["reason"]})[0]) for one in taken.faults[:FAULTS_SHOWN]]
    return {
        "taken": taken,
        "is_stale": plan.state is PlanState.READY and find_change(session, plan.id, taken.sha256),
        "notes": thaw_texts(taken.notes),
        "faults": faults,
    }


def show_plan(plan: PlanRow, form: Form) -> Answer:
    """Return the page of a plan, with the form of another scenario."""
    scenarios = list_scenarios(current_session(), plan.id)
    busy = plan.state is PlanState.TAKING or any(row.is_busy for row in scenarios)
    renews = RENEWS_SECONDS if busy and request.args.get("perbarui") == "ya" else 0
    page = render_template(
        "planning/plan.html",
        plan=plan,
        scenarios=scenarios,
        parts_shown=PARTS_SHOWN,
        may_change=may_plan(current_actor(), plan.unit_path),
        busy=busy,
        renews=renews,
        form=form,
        measures=[(phi.value, translate(label)) for phi, label in PHI_LABELS.items()],
        rules=show_rules(plan.rules),
        **_data(plan),
        **WORDS,
    )
    return page, form.status, {"Refresh": str(renews)} if renews else {}


@pages.post("/papan/<int:plan_id>/baca-ulang")
@requires(Permission.PLAN)
@writes
def read_anew(plan_id: int) -> Answer:
    """Read the records anew, and have every scenario solved on them."""
    form = read_form()
    version = read_version(form)
    form.check()
    retake(current_session(), plan_id, actor=current_actor(), clock=current_clock(), expected_version=version)
    show_notice(T("Data dibaca ulang; semua skenario dihitung lagi."))
    return redirect(url_for("plans.show", plan_id=plan_id, perbarui="ya"), 303)
