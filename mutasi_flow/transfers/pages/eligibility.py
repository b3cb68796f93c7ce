"""May I? Before the form: what the rules say about a person, and what a move does to both units."""

from flask import Blueprint, render_template, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.web import Answer, current_actor, current_clock, current_session, requires
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.rules import queries as rules
from mutasi_flow.rules.queries import Outlook
from mutasi_flow.transfers.queries import find_open_number
from mutasi_flow.workload import queries as workload
from mutasi_flow.workload.domain import MoveEffect

pages = Blueprint("eligibility", __name__)


def _ask(
    me: EmployeeCard, to_unit_id: int | None, to_jabatan_id: int | None, *, crosses: bool
) -> tuple[Outlook, MoveEffect]:
    """Ask the rules and the balance about moving to a post of another unit, or to another government."""
    session = current_session()
    outlook = rules.look_ahead(
        session,
        employee_id=me.id,
        to_unit_id=to_unit_id,
        to_jabatan_id=to_jabatan_id,
        today=current_clock().today(),
        crosses=crosses,
    )
    effect = workload.effect_of_move(
        session,
        from_unit_id=me.unit_id,
        from_jabatan_id=me.jabatan_id,
        to_unit_id=to_unit_id,
        to_jabatan_id=to_jabatan_id,
    )
    return outlook, effect


@pages.get("/cek")
@requires(Permission.SELF)
def show() -> Answer:
    """Show each rule's answer for oneself, with the day on which a failing one becomes true.

    A unit without a jabatan asks about the jabatan that one has.
    """
    session, actor = current_session(), current_actor()
    if actor.employee_id is None:
        raise NotFound
    me = people.get_employee_card(session, actor.employee_id)
    q, code = request.args.get("q", "").strip(), request.args.get("unit", "")
    unit = people.find_unit_by_code(session, code) if code else None
    named = people.find_jabatan_by_code(session, request.args.get("jabatan", "")) if unit else None
    own = people.get_jabatan(session, me.jabatan_id) if unit and me.jabatan_id else None
    post = named or own
    crosses = request.args.get("instansi", "") == "lain"
    outlook, effect = _ask(me, unit.id if unit else None, post.id if post else None, crosses=crosses)
    return render_template(
        "transfers/eligibility.html",
        me=me,
        q=q,
        unit=unit,
        post=post,
        crosses=crosses,
        units=people.search_units(session, q, ("",), on=current_clock().today()) if q and not unit else [],
        evaluation=outlook.evaluation,
        eligible_on=outlook.eligible_on,
        effect=effect,
        running=find_open_number(session, me.id),
    )
