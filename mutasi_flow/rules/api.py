"""What the rules say about somebody, for programs."""

from flask import Blueprint, jsonify, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Answer, current_actor, current_clock, current_session, requires, translate
from mutasi_flow.people import queries as people
from mutasi_flow.people.queries import EmployeeCard
from mutasi_flow.rules.queries import find_destination, look_ahead
from mutasi_flow.rules.schemas import eligibility_json

blueprint = Blueprint("eligibility_api", __name__, url_prefix="/api/v1")


CROSSING_KINDS = ("B", "C", "D")
"""Legal kinds of moves that lead to another government (BKN 5/2019)."""


def _person(nip: str) -> EmployeeCard:
    """Return who was asked about: oneself without a NIP, others for those who may read them."""
    session, actor = current_session(), current_actor()
    if not nip and actor.employee_id is not None:
        return people.get_employee_card(session, actor.employee_id)
    found = people.find_employee_by_nip(session, nip)
    is_own = found is not None and found.id == actor.employee_id
    if found is None or not (is_own or actor.may(Permission.EMPLOYEES_READ, found.unit_path or "")):
        raise NotFound(T("Tidak ada pegawai dengan NIP {nip}.", nip=nip))
    return found


@blueprint.get("/eligibility")
@requires()
def show() -> Answer:
    """Say what every rule answers, and from when on nothing would block."""
    session, given = current_session(), request.args
    person = _person(given.get("employee", "").strip())
    to_unit_id, to_jabatan_id = find_destination(
        session, given.get("to_unit", ""), given.get("to_post", ""), person.jabatan_id
    )
    outlook = look_ahead(
        session,
        employee_id=person.id,
        to_unit_id=to_unit_id,
        to_jabatan_id=to_jabatan_id,
        today=current_clock().today(),
        crosses=given.get("kind", "A") in CROSSING_KINDS,
    )
    return jsonify(eligibility_json(outlook, translate).model_dump(mode="json"))
