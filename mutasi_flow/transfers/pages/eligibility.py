"""May I? Before the form: what the rules say about a person, and what a move does to both units."""

from flask import Blueprint, render_template, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.web import Answer, current_actor, current_clock, current_session, requires
from mutasi_flow.people import queries as people
from mutasi_flow.rules import queries as rules
from mutasi_flow.transfers.queries import find_open_number
from mutasi_flow.workload import queries as workload

pages = Blueprint("eligibility", __name__)


@pages.get("/cek")
@requires(Permission.SELF)
def show() -> Answer:
    """Show each rule's answer for oneself, with the day on which a failing one becomes true."""
    session, actor, today = current_session(), current_actor(), current_clock().today()
    if actor.employee_id is None:
        raise NotFound
    me = people.get_employee_card(session, actor.employee_id)
    q, code = request.args.get("q", "").strip(), request.args.get("unit", "")
    unit = people.find_unit_by_code(session, code) if code else None
    to_unit_id = unit.id if unit else None
    effect = workload.effect_of_move(
        session,
        from_unit_id=me.unit_id,
        from_jabatan_id=me.jabatan_id,
        to_unit_id=to_unit_id,
        to_jabatan_id=me.jabatan_id,
    )
    evaluation = rules.evaluate(
        session,
        employee_id=me.id,
        to_unit_id=to_unit_id,
        to_jabatan_id=me.jabatan_id if unit else None,
        today=today,
    )
    return render_template(
        "transfers/eligibility.html",
        me=me,
        q=q,
        unit=unit,
        units=people.search_units(session, q, ("",), on=today) if q and not unit else [],
        evaluation=evaluation,
        effect=effect,
        running=find_open_number(session, me.id),
    )
