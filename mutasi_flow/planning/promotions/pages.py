"""From plan to people: chosen moves become transfers, and those that wait for a decision go into one batch."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Permission
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
    writes,
)
from mutasi_flow.inbox.domain import thaw_texts
from mutasi_flow.planning.minutes.queries import list_left_out, may_read
from mutasi_flow.planning.plans.pages.boards import moves_of, opened_of, tabs_of
from mutasi_flow.planning.plans.pages.shown import RENEWS_SECONDS
from mutasi_flow.planning.plans.queries import READERS, PlanRow, SolutionRow, get_solution
from mutasi_flow.planning.plans.service import may_plan
from mutasi_flow.planning.promotions.domain import ITEM_LABELS, ItemState
from mutasi_flow.planning.promotions.queries import (
    list_chains,
    list_items,
    list_promotable,
    list_promotions,
    list_unfinished,
    numbers_of,
)
from mutasi_flow.planning.promotions.service import ask_promotion, gather_for_review
from mutasi_flow.transfers.review import MAKERS, MOST_TOGETHER, is_maker

pages = Blueprint("plan_promotions", __name__)

ALL, CHOSEN = "semua", "terpilih"
FAILURES_SHOWN = 30
COLOURS = {ItemState.WAITING: "yellow", ItemState.DONE: "green", ItemState.FAILED: "orange"}


def _pressed(plan: PlanRow, solution_id: int) -> dict[str, Any]:
    """How far the presses are, and what came of the moves of the latest; why, for who reads of people by name."""
    session, knows = current_session(), may_read(current_actor(), plan.unit_path)
    presses = list_promotions(session, solution_id)
    items = list_items(session, presses[0].id) if presses else []
    told = [(row, thaw_texts(row.said) if knows else []) for row in items]
    worrying = sorted(told, key=lambda one: (one[0].state is not ItemState.FAILED, len(one[1]) < 2))  # noqa: PLR2004 - one sentence is the usual
    return {"press": presses[0] if presses else None, "presses": presses, "items": worrying[:FAILURES_SHOWN]}


def _deciders(plan: PlanRow) -> list[tuple[int, str]]:
    """Return who decides over the units of the plan, for those who put batches together."""
    session, today = current_session(), current_clock().today()
    if not is_maker(current_actor()):
        return []
    return list(access.list_holders(session, Role.DECIDER, plan.unit_path, today))


def _before(plan: PlanRow, solution: SolutionRow) -> dict[str, Any]:
    """What was said before: moves that minutes leave out, for their readers, and what is not finished."""
    session, today = current_session(), current_clock().today()
    return {
        "left_out": list_left_out(session, solution.id) if may_read(current_actor(), plan.unit_path) else {},
        "matters": list_unfinished(session, plan.id, solution.id, today),
    }


def _show(plan: PlanRow, solution: SolutionRow, form: Form) -> Answer:
    session = current_session()
    pressed, free = _pressed(plan, solution.id), list_promotable(session, solution.id)
    busy = pressed["press"] is not None and pressed["press"].ended_at is None
    renews = RENEWS_SECONDS if busy and request.args.get("perbarui") == "ya" else 0
    page = render_template(
        "planning/promote.html",
        solution=solution,
        form=form,
        free=free,
        linked={place: chain for chain in list_chains(opened_of(solution)) for place in chain},
        promoted=len(numbers_of(session, solution.id)),
        deciders=_deciders(plan),
        most=MOST_TOGETHER,
        **_before(plan, solution),
        may_change=may_plan(current_actor(), plan.unit_path),
        busy=busy,
        renews=renews,
        item_words=ITEM_LABELS,
        item_colours=COLOURS,
        **pressed,
        **moves_of(plan, solution.id),
        **tabs_of(plan, solution.id),
    )
    return page, form.status, {"Refresh": str(renews)} if renews else {}


@pages.get("/papan/hasil/<int:solution_id>/usulan")
@requires(*READERS)
def show(solution_id: int) -> Answer:
    """Show which moves may become transfers, and what came of those that did."""
    plan, solution = get_solution(current_session(), solution_id, current_actor())
    return _show(plan, solution, Form({"mana": CHOSEN, "kirim": "draf"}))


@pages.post("/papan/hasil/<int:solution_id>/usulan")
@requires(Permission.PLAN)
@writes
def promote(solution_id: int) -> Answer:
    """Let the chosen moves become transfers, one after the other."""
    form, session, actor, store = read_form(), current_session(), current_actor(), current_runtime().files
    plan, solution = get_solution(session, solution_id, actor)
    with form.catching():
        which = form.choice("mana", T("Mutasi"), (ALL, CHOSEN))
        sending = form.choice("kirim", T("Sesudah itu"), ("draf", "kirim"))
        form.check()
        places = None if which == ALL else form.keys("pilih")
        how: Any = {"is_sent": sending == "kirim", "despite": form.value("alasan")}
        count = ask_promotion(session, store, solution_id, places, actor=actor, clock=current_clock(), **how)
        show_notice(T("{count} mutasi sedang dijadikan usulan.", count=count))
        return redirect(url_for("plan_promotions.show", solution_id=solution_id, perbarui="ya"), 303)
    return _show(plan, solution, form)


@pages.post("/papan/hasil/<int:solution_id>/paket")
@requires(*MAKERS)
@writes
def gather(solution_id: int) -> Answer:
    """Put the transfers that wait for one official into a batch."""
    form, session, actor = read_form(), current_session(), current_actor()
    plan, solution = get_solution(session, solution_id, actor)
    with form.catching():
        decider_id = form.integer("penanda", T("Pejabat pemutus"), least=1)
        form.check()
        batch_id = gather_for_review(session, solution_id, decider_id, actor=actor, clock=current_clock())
        show_notice(T("Usulan yang menunggu putusan dikumpulkan dalam satu paket."))
        return redirect(url_for("batches.show", batch_id=batch_id), 303)
    return _show(plan, solution, form)
