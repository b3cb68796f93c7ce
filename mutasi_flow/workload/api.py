"""Need and staff for programs."""

from flask import Blueprint, jsonify, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.core.web import Answer, current_actor, current_session, requires
from mutasi_flow.people.queries import find_unit_by_code
from mutasi_flow.workload.queries import BalanceRow, list_balance_of

blueprint = Blueprint("balance_api", __name__, url_prefix="/api/v1")


@blueprint.get("/balance")
@requires(Permission.BALANCE_READ)
def balance() -> Answer:
    """List need and staff per post below ``unit`` (a unit code), or below all units one may read.

    ``need``, ``gap`` and ``coverage`` are null where no need analysis exists; they are never zero instead.
    """
    actor, session = current_actor(), current_session()
    code = request.args.get("unit", "").strip()
    paths = actor.paths(Permission.BALANCE_READ)
    if code:
        unit = find_unit_by_code(session, code)
        if unit is None or not actor.may(Permission.BALANCE_READ, unit.path):
            raise NotFound(T("Unit tidak ditemukan."))
        paths = (unit.path,)
    return jsonify(unit=code or None, items=[_item(row) for row in list_balance_of(session, paths)])


def _item(row: BalanceRow) -> dict[str, object]:
    load = row.load
    return {
        "unit": row.unit_code,
        "unit_name": row.unit_name,
        "post": row.jabatan_code,
        "post_name": row.jabatan_name,
        "kind": row.kind.value,
        "need": load.need,
        "minimum": load.minimum,
        "staff": load.staff,
        "gap": load.gap,
        "coverage": load.coverage,
        "critical": load.is_critical,
    }
