"""Looking closer: why this person, why not that one; and two solutions side by side."""

from datetime import date
from typing import Any

from flask import Blueprint, redirect, render_template, request, url_for

from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.forms import Form
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import Answer, current_actor, current_session, read_mark, requires
from mutasi_flow.people import queries as people
from mutasi_flow.planning.explaining import Explanation, Outcome, explain
from mutasi_flow.planning.matching.domain import ASK_LABELS, show_ask
from mutasi_flow.planning.plans.pages.boards import opened_of, tabs_of
from mutasi_flow.planning.plans.pages.picking import pick
from mutasi_flow.planning.plans.queries import (
    READERS,
    MoveRow,
    Opened,
    SolutionRow,
    compare_levels,
    count_changes,
    find_move,
    get_plan,
    get_solution,
    list_changes,
    list_moves,
    list_scenarios,
    name_jabatan,
    name_posts,
    name_units,
    reads_input,
    with_names,
)
from mutasi_flow.planning.plans.service import may_plan
from mutasi_flow.planning.sentences import Audience, sentences
from mutasi_flow.planning.subjects import PREFIX

pages = Blueprint("plan_looking", __name__)

SHOWN = 20
UNTOLD = T("Aturan menghalangi. Aturan yang mana hanya dibaca oleh penyusun rencana dan pemeriksa data pegawai.")
FIGURES: dict[str, Text] = {
    "moves": T("Mutasi"),
    "jabatan_changes": T("Berpindah jabatan"),
    "shortage_after": T("Kekurangan sesudahnya, orang"),
    "gap2_after": T("Jumlah kuadrat selisih"),
    "worst_after": T("Kekurangan terbesar satu jabatan"),
    "experienced_after": T("Jabatan di tempat sulit dengan pegawai berpengalaman"),
    "gini_after": T("Ketimpangan antarunit (Gini)"),
    "mean_km": T("Rata-rata jarak pindah, km"),
    "most_km": T("Jarak pindah terjauh, km"),
}


def _place_of(opened: Opened, nip: str | None) -> int:
    """Return somebody's place in the input of a solution."""
    known = opened.snapshot.staff.nip.tolist()
    if nip not in known:
        raise NotFound(T("Pegawai ini tidak ada dalam potret data rencana."))
    return int(known.index(nip))


def _cell_of(opened: Opened, form: Form, own: str) -> int | None:
    """Return the cell that is asked about; None for moving at all. Teachers of a subject ask about the own one only."""
    unit, jabatan = form.value("unit").strip(), own if own.startswith(PREFIX) else form.value("jabatan").strip()
    if not unit:
        return None
    snapshot = opened.snapshot
    codes = [snapshot.cell_code(cell) for cell in range(len(snapshot.cells))]
    if (unit, jabatan) not in codes:
        raise InvalidInput(T("Unit dan jabatan ini tidak ada dalam potret data."), field="unit")
    return codes.index((unit, jabatan))


def _tell(opened: Opened, found: Explanation, unit_path: str) -> dict[str, list[Text]]:
    """Return the sentences for the employee, and for whoever plans those with figures; what is personal stays private."""
    names, actor = name_posts(current_session(), opened), current_actor()
    if not reads_input(actor, unit_path):
        first = sentences(opened.eligible, opened.plan, found, Audience.EMPLOYEE)[0]
        return {Audience.EMPLOYEE.value: [UNTOLD if found.outcome is Outcome.BARRED else with_names(first, names)]}
    is_analyst = may_plan(actor, unit_path)
    audiences = (Audience.EMPLOYEE, *((Audience.ANALYST,) if is_analyst else ()))
    return {
        who.value: [with_names(one, names) for one in sentences(opened.eligible, opened.plan, found, who)]
        for who in audiences
    }


@pages.get("/papan/hasil/<int:solution_id>/mengapa")
@requires(*READERS)
def ask(solution_id: int) -> Answer:
    """Lead to the answer about somebody who is looked for by NIP."""
    session = current_session()
    _plan, solution = get_solution(session, solution_id, current_actor())
    found = people.find_employee_by_nip(session, "".join(request.args.get("nip", "").split()))
    if found is None:
        raise NotFound(T("Pegawai ini tidak ada dalam potret data rencana."))
    return redirect(url_for("plan_looking.why", solution_id=solution.id, employee_id=found.id))


@pages.get("/papan/hasil/<int:solution_id>/mengapa/<int:employee_id>")
@requires(*READERS)
def why(solution_id: int, employee_id: int) -> Answer:
    """Say why somebody goes, or why not to the post that is asked about."""
    session, actor = current_session(), current_actor()
    plan, solution = get_solution(session, solution_id, actor)
    person, opened = people.get_employee_card(session, employee_id), opened_of(solution)
    place = _place_of(opened, person.nip)
    jabatan = str(opened.snapshot.jabatan[opened.snapshot.staff.jabatan[place]])
    form = Form({"unit": request.args.get("unit", ""), "jabatan": request.args.get("jabatan", "") or jabatan})
    told: dict[str, list[Text]] = {}
    with form.catching():
        found = explain(opened.eligible, opened.plan, place, _cell_of(opened, form, jabatan))
        told = _tell(opened, found, plan.unit_path)
    page = render_template(
        "planning/why.html",
        solution=solution,
        person=person,
        pick=pick([plan.unit_path], form.value("unit")),
        told=told,
        form=form,
        **_move(solution_id, employee_id, plan.effective_on),
        **tabs_of(plan, solution_id),
    )
    return page, form.status


def _move(solution_id: int, employee_id: int, on: date) -> dict[str, Any]:
    """The move of somebody, and what it means when the jabatan changes."""
    session = current_session()
    move = find_move(session, solution_id, employee_id)
    change = list_changes(session, [move], on).get(move.id) if move else None
    return {"move": move, "change": change, "ask_labels": ASK_LABELS, "show_ask": show_ask}


def _chosen(plan_id: int) -> tuple[int, int] | None:
    """Return the solutions that are to be compared: those named, else the first two."""
    solved = [row.solution_id for row in list_scenarios(current_session(), plan_id) if row.solution_id is not None]
    first, second = read_mark("a"), read_mark("b")
    if first is not None and second is not None:
        return first, second
    return (solved[0], solved[1]) if len(solved) > 1 else None


@pages.get("/papan/<int:plan_id>/banding")
@requires(*READERS)
def compare(plan_id: int) -> Answer:
    """Compare two solutions of a plan: only what really differs."""
    session, actor = current_session(), current_actor()
    plan, chosen = get_plan(session, plan_id, actor), _chosen(plan_id)
    if chosen is None:
        return render_template("planning/compare.html", pair=None, **tabs_of(plan, 0))
    pair = [get_solution(session, key, actor)[1] for key in chosen]
    if any(one.plan_id != plan.id for one in pair):
        raise NotFound(T("Hasil hitungan tidak ditemukan."))
    return render_template(
        "planning/compare.html",
        pair=pair,
        figures=_figures(pair),
        shown=SHOWN,
        **_differences(pair),
        **tabs_of(plan, 0),
    )


def _figures(pair: list[SolutionRow]) -> list[tuple[Text, Any, Any]]:
    """Return the figures of both, label by label."""
    changes = count_changes(current_session(), [one.id for one in pair])
    a, b = ({**one.known_figures, "jabatan_changes": changes[one.id]} for one in pair)
    return [(label, a.get(key), b.get(key)) for key, label in FIGURES.items()]


def _differences(pair: list[SolutionRow]) -> dict[str, Any]:
    """Return who moves in one only, who goes elsewhere, and posts that end differently."""
    first, second = (
        {row.employee_id: row for row in list_moves(current_session(), one.id, limit=None)} for one in pair
    )
    opened = [opened_of(one) for one in pair]
    levels = compare_levels(*opened)
    return {
        "only_a": [row for key, row in first.items() if key not in second],
        "only_b": [row for key, row in second.items() if key not in first],
        "elsewhere": [(row, second[key]) for key, row in first.items() if key in second and _differs(row, second[key])],
        "levels": levels,
        "unit_names": name_units(opened[0]) | name_units(opened[1]),
        "jabatan_names": name_jabatan(current_session(), [row.jabatan for row in levels[:SHOWN]]),
    }


def _differs(one: MoveRow, other: MoveRow) -> bool:
    """Whether two moves of one person lead to different posts."""
    return (one.to_unit_id, one.to_jabatan_id) != (other.to_unit_id, other.to_jabatan_id)
