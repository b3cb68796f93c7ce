"""API v1 of reports."""

from flask import Blueprint, jsonify, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import InvalidInput, NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Answer, current_actor, current_clock, current_session, requires
from mutasi_flow.people.queries import find_unit_by_code
from mutasi_flow.transfers.forms import read_months
from mutasi_flow.transfers.queries.durations import Grouping, Span, list_durations

blueprint = Blueprint("reports_api", __name__, url_prefix="/api/v1")


@blueprint.get("/reports/durations")
@requires(Permission.TRANSFERS_READ)
def durations() -> Answer:
    """Report working days per state, unit, month or task; ``median`` and ``p90`` are null where there is no case."""
    given, clock, actor, session = request.args, current_clock(), current_actor(), current_session()
    by, code = given.get("by") or Grouping.STATE.value, given.get("unit", "").strip()
    if by not in set(Grouping):
        raise InvalidInput(T("Pengelompokan {by} tidak dikenal.", by=by), field="by")
    first, last = read_months(given.get("from", ""), given.get("to", ""), clock.today())
    paths = actor.paths(Permission.TRANSFERS_READ)
    if code:
        unit = find_unit_by_code(session, code)
        if unit is None or not actor.may(Permission.TRANSFERS_READ, unit.path):
            raise NotFound(T("Unit tidak ditemukan."))
        paths = (unit.path,)
    span = Span(first, last, tuple(paths), clock.zone)
    items = [
        {
            "group": one.group,
            "state": one.state or None,
            "cases": one.cases,
            "median": one.median,
            "p90": one.high,
            "few": one.is_few,
        }
        for one in list_durations(session, span, Grouping(by))
    ]
    return jsonify({"by": by, "from": f"{first:%Y-%m}", "to": f"{last:%Y-%m}", "unit": code or None, "items": items})
