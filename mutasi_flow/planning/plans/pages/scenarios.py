"""Scenarios: added, edited, asked for, stopped."""

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
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
from mutasi_flow.inbox.domain import thaw_texts
from mutasi_flow.planning.plans.domain import RULE_LABELS, describe, edit_of
from mutasi_flow.planning.plans.forms import EDIT_LABELS, PHI_LABELS, read_edit, read_scenario, show_scenario
from mutasi_flow.planning.plans.pages.making import show_plan
from mutasi_flow.planning.plans.pages.picking import pick_post
from mutasi_flow.planning.plans.pages.shown import RENEWS_SECONDS, WORDS
from mutasi_flow.planning.plans.queries import READERS, ScenarioRow, get_plan, get_scenario, name_jabatan, name_units_of
from mutasi_flow.planning.plans.service import (
    add_edit,
    add_scenario,
    ask_solving,
    change_policy,
    drop_edit,
    drop_scenario,
    may_plan,
    stop_solving,
)
from mutasi_flow.workload.domain import LESSON_HOURS

pages = Blueprint("plan_scenarios", __name__)


def _address(scenario_id: int, renews: str | None = None) -> str:
    return url_for("plan_scenarios.show", scenario_id=scenario_id, perbarui=renews)


@pages.post("/papan/<int:plan_id>/skenario")
@requires(Permission.PLAN)
@writes
def add(plan_id: int) -> Answer:
    """Add a scenario; it waits for its edits and a press."""
    form, session, actor = read_form(), current_session(), current_actor()
    plan = get_plan(session, plan_id, actor)
    with form.catching():
        scenario_id = add_scenario(session, plan_id, read_scenario(form), actor=actor, clock=current_clock())
        show_notice(T("Skenario ditambahkan. Ubah yang perlu, lalu hitung."))
        return redirect(_address(scenario_id), 303)
    return show_plan(plan, form)


def _show(scenario_id: int, form: Form | None = None, edit_form: Form | None = None) -> Answer:
    actor = current_actor()
    plan, row = get_scenario(current_session(), scenario_id, actor)
    renews = RENEWS_SECONDS if row.is_busy and request.args.get("perbarui") == "ya" else 0
    form = form or show_scenario(row._asdict())
    edit_form = edit_form or _begin_edit()
    page = render_template(
        "planning/scenario.html",
        plan=plan,
        row=row,
        edits=_told(row),
        pick=pick_post(plan, edit_form.value("unit") or request.args.get("unit", ""), edit_form.value("jabatan")),
        because=thaw_texts(row.stopped_because),
        form=form,
        edit_form=edit_form,
        may_change=may_plan(actor, plan.unit_path),
        renews=renews,
        kinds=[(kind, translate(label)) for kind, label in EDIT_LABELS.items() if kind not in {"rule", "subject"}],
        measures=[(phi.value, translate(label)) for phi, label in PHI_LABELS.items()],
        rule_choices=[(rule, translate(label)) for rule, label in RULE_LABELS.items()],
        **WORDS,
    )
    status = edit_form.status if edit_form.has_errors else form.status
    return page, status, {"Refresh": str(renews)} if renews else {}


def _begin_edit() -> Form:
    """Return the form of a new edit, with the jabatan that led here."""
    return Form({"kind": "close", "jabatan": request.args.get("jabatan", ""), "full_load": f"{LESSON_HOURS:g}"})


def _told(row: ScenarioRow) -> list[Text]:
    """Return the edits in words, with names."""
    edits, session = [edit_of(kept) for kept in row.edits], current_session()
    units = name_units_of(session, [str(kept["unit"]) for kept in row.edits if kept.get("unit")])
    jabatan = name_jabatan(session, [str(kept["jabatan"]) for kept in row.edits if kept.get("jabatan")])
    return [describe(edit, units, jabatan) for edit in edits]


@pages.get("/papan/skenario/<int:scenario_id>")
@requires(*READERS)
def show(scenario_id: int) -> Answer:
    """Show what a scenario asks, and how far it is."""
    return _show(scenario_id)


@pages.post("/papan/skenario/<int:scenario_id>")
@requires(Permission.PLAN)
@writes
def change(scenario_id: int) -> Answer:
    """Choose another name, measure, price or limit."""
    form, session, actor = read_form(), current_session(), current_actor()
    with form.catching():
        change_policy(session, scenario_id, read_scenario(form), actor=actor, clock=current_clock())
        show_notice(T("Skenario diubah. Hitung lagi untuk melihat akibatnya."))
        return redirect(_address(scenario_id), 303)
    return _show(scenario_id, form=form)


@pages.post("/papan/skenario/<int:scenario_id>/ubahan")
@requires(Permission.PLAN)
@writes
def edit(scenario_id: int) -> Answer:
    """Add an edit, tried on the snapshot."""
    form, session, actor, store = read_form(), current_session(), current_actor(), current_runtime().files
    with form.catching():
        add_edit(session, store, scenario_id, read_edit(form), actor=actor, clock=current_clock())
        show_notice(T("Perubahan ditambahkan. Hitung lagi untuk melihat akibatnya."))
        return redirect(_address(scenario_id), 303)
    return _show(scenario_id, edit_form=form)


@pages.post("/papan/skenario/<int:scenario_id>/ubahan/<int:place>/hapus")
@requires(Permission.PLAN)
@writes
def undo(scenario_id: int, place: int) -> Answer:
    """Take an edit back."""
    drop_edit(current_session(), scenario_id, place, actor=current_actor(), clock=current_clock())
    show_notice(T("Perubahan dibatalkan."))
    return redirect(_address(scenario_id), 303)


@pages.post("/papan/skenario/<int:scenario_id>/hitung")
@requires(Permission.PLAN)
@writes
def solve(scenario_id: int) -> Answer:
    """Have a worker solve it."""
    ask_solving(current_session(), scenario_id, actor=current_actor(), clock=current_clock())
    show_notice(T("Sedang dihitung. Anda boleh menutup halaman ini."))
    return redirect(_address(scenario_id, "ya"), 303)


@pages.post("/papan/skenario/<int:scenario_id>/hentikan")
@requires(Permission.PLAN)
@writes
def stop(scenario_id: int) -> Answer:
    """Stop it; nothing of it is kept."""
    stop_solving(current_session(), scenario_id, actor=current_actor(), clock=current_clock())
    show_notice(T("Dihentikan. Hasil sebelumnya tetap ada."))
    return redirect(_address(scenario_id), 303)


@pages.post("/papan/skenario/<int:scenario_id>/hapus")
@requires(Permission.PLAN)
@writes
def drop(scenario_id: int) -> Answer:
    """Remove a scenario that was never solved."""
    plan_id = drop_scenario(current_session(), scenario_id, actor=current_actor(), clock=current_clock())
    show_notice(T("Skenario dihapus."))
    return redirect(url_for("plans.show", plan_id=plan_id), 303)
