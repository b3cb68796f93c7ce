"""A plan before the team: put on an agenda, looked at with its evidence, and heard many moves at a time."""

from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

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
    read_mark,
    requires,
    show_notice,
    translate,
    writes,
)
from mutasi_flow.planning.hearings.forms import CHOSEN, NEW, read_outcome, read_proposal
from mutasi_flow.planning.hearings.queries import list_hearable, load_evidence, page_of, seen_of
from mutasi_flow.planning.hearings.service import propose, withdraw_proposal
from mutasi_flow.planning.plans.queries import PlanRow, SolutionRow, get_solution
from mutasi_flow.planning.publications.queries.comments import may_name
from mutasi_flow.transfers import deliberation
from mutasi_flow.transfers.deliberation import Board, PlanOnAgenda
from mutasi_flow.transfers.domain.team import AGREED_LABELS, ASIDE_LABELS, MOVE_ADVICE_LABELS, AgreedBy, SittingState
from mutasi_flow.transfers.pages.sittings import PREPARERS, READERS
from mutasi_flow.transfers.queries import may_read_plan

pages = Blueprint("plan_hearings", __name__)


def _ask(plan: PlanRow, solution: SolutionRow, form: Form) -> Answer:
    session, actor, today = current_session(), current_actor(), current_clock().today()
    teams = deliberation.list_callable(session, actor, today)
    sittings = deliberation.list_open_sittings(session)
    choices = [
        (str(one.id), translate(T("{day}, {place}, {team}", day=one.held_on, place=one.place, team=one.team)))
        for one in sittings
    ]
    standing = deliberation.find_sitting_of_plan(session, plan.id)
    page = render_template(
        "planning/propose.html",
        plan=plan,
        solution=solution,
        form=form,
        sittings=[*choices, *([(NEW, translate(T("Panggil sidang baru")))] if teams else [])],
        teams=[(str(one.id), one.name) for one in teams],
        standing=standing[0] if standing else None,
        hearable=len(list_hearable(session, solution.id, today)),
        again=len(list_hearable(session, solution.id, today, everything=True)),
    )
    return page, form.status


@pages.get("/papan/hasil/<int:solution_id>/sidang")
@requires(Permission.PLAN)
def ask(solution_id: int) -> Answer:
    """Ask which sitting shall hear a result."""
    plan, solution = get_solution(current_session(), solution_id, current_actor())
    sittings = deliberation.list_open_sittings(current_session())
    usual = {"sitting": str(sittings[0].id) if sittings else NEW, "held_on": current_clock().today().isoformat()}
    return _ask(plan, solution, Form(usual))


@pages.post("/papan/hasil/<int:solution_id>/sidang")
@requires(Permission.PLAN)
@writes
def put(solution_id: int) -> Answer:
    """Put it on the agenda."""
    form, session, actor, clock = read_form(), current_session(), current_actor(), current_clock()
    plan, solution = get_solution(session, solution_id, actor)
    with form.catching():
        teams = deliberation.list_callable(session, actor, clock.today())
        new = read_proposal(form, solution.id, deliberation.list_open_sittings(session), teams)
        propose(session, current_runtime().files, new, actor=actor, clock=clock)
        show_notice(T("Rencana masuk agenda sidang. Anggota tim sudah diberi tahu."))
        return redirect(url_for("plan_minutes.index", plan_id=plan.id), 303)
    return _ask(plan, solution, form)


@pages.post("/papan/<int:plan_id>/sidang/batal")
@requires(Permission.PLAN)
@writes
def withdraw(plan_id: int) -> Answer:
    """Take a plan off the agenda for whoever plans."""
    withdraw_proposal(current_session(), plan_id, actor=current_actor(), clock=current_clock())
    show_notice(T("Rencana dikeluarkan dari agenda."))
    return redirect(url_for("plan_minutes.index", plan_id=plan_id), 303)


def _moves(board: Board, plan: PlanOnAgenda) -> dict[str, Any]:
    """One page of the moves that the visitor may look at, with who steps aside."""
    actor, words = current_actor(), request.args.get("q", "")
    seen = seen_of(board, plan, actor.employee_id)
    unheard = request.args.get("tampil") == "belum"
    page = page_of(seen, words, after=read_mark("sesudah") or 0, unheard=unheard)
    asides: dict[int, list[Any]] = {}
    for row in board.asides:
        asides.setdefault(row.item_id, []).append(row)
    return {
        "rows": page.rows,
        "following": page.following,
        "asides": asides,
        "words": words,
        "unheard": unheard,
        "count": len(seen),
        "hidden": len(board.moves_of(plan)) - len(seen),
        "left": sum(item.advice is None for item in seen),
    }


def _rights(board: Board, plan: PlanOnAgenda) -> dict[str, bool]:
    actor, is_open = current_actor(), board.sitting.state is SittingState.OPEN
    return {
        "may_advise": is_open and deliberation.may_lead(board, actor),
        "may_prepare": is_open and deliberation.may_prepare(board, actor),
        "reads_plan": may_read_plan(actor, plan.unit_path),
        "reads_comments": may_name(actor, plan.unit_path),
    }


def _show(board: Board, plan: PlanOnAgenda, form: Form) -> Answer:
    session = current_session()
    page = render_template(
        "planning/hearing.html",
        board=board,
        plan=plan,
        form=form,
        quorum=deliberation.quorum_sentence(board.count),
        evidence=load_evidence(session, plan, current_clock().today()),
        advices=MOVE_ADVICE_LABELS,
        grounds=ASIDE_LABELS,
        advice_choices=[(one.value, translate(label)) for one, label in MOVE_ADVICE_LABELS.items()],
        agreed_choices=[(one.value, translate(label)) for one, label in AGREED_LABELS.items()],
        **_moves(board, plan),
        **_rights(board, plan),
    )
    return page, form.status


@pages.get("/sidang/<int:sitting_id>/rencana/<int:key>")
@requires(*READERS)
def show(sitting_id: int, key: int) -> Answer:
    """Show a plan on the agenda with its evidence, move by move."""
    board = deliberation.get_board(current_session(), sitting_id, current_actor())
    return _show(board, board.get_plan(key), Form({"which": CHOSEN, "agreed_by": AgreedBy.CONSENSUS.value}))


@pages.post("/sidang/<int:sitting_id>/rencana/<int:key>")
@requires(Permission.DELIBERATE)
@writes
def advise(sitting_id: int, key: int) -> Answer:
    """Write down what the team says of several moves."""
    session, actor, form = current_session(), current_actor(), read_form()
    board = deliberation.get_board(session, sitting_id, actor)
    plan = board.get_plan(key)
    with form.catching():
        seen = seen_of(board, plan, actor.employee_id)
        numbers, new, version = read_outcome(form, [item.number for item in seen])
        by: dict[str, Any] = {"expected_version": version, "actor": actor, "clock": current_clock()}
        count = deliberation.advise_moves(session, sitting_id, key, numbers, new, **by)
        show_notice(T("Hasil untuk {count} mutasi tersimpan. Berlaku saat sidang ditutup.", count=count))
        return redirect(url_for("plan_hearings.show", sitting_id=sitting_id, key=key), 303)
    return _show(board, plan, form)


@pages.post("/sidang/<int:sitting_id>/rencana/<int:key>/keluarkan")
@requires(*PREPARERS)
@writes
def take_off(sitting_id: int, key: int) -> Answer:
    """Take a plan off the agenda for whoever sets it."""
    session, actor = current_session(), current_actor()
    deliberation.get_board(session, sitting_id, actor)
    plan = deliberation.take_plan_off(session, sitting_id, key, actor=actor, clock=current_clock())
    show_notice(T("Rencana {plan} dikeluarkan dari agenda.", plan=plan.name))
    return redirect(url_for("sittings.show", sitting_id=sitting_id), 303)
