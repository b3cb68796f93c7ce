"""Lists about present placements: who sits where the education does not fit, and who is ready to be moved."""

from collections.abc import Sequence

from flask import Blueprint, render_template, request

from mutasi_flow.core.actor import Permission
from mutasi_flow.core.texts import T, Text
from mutasi_flow.core.web import Answer, current_actor, current_clock, current_session, requires
from mutasi_flow.people.domain import Tenure
from mutasi_flow.people.queries import EmployeeCard, list_employee_cards
from mutasi_flow.planning.matching import queries
from mutasi_flow.planning.matching.pages.turning import read_start, turn
from mutasi_flow.planning.matching.pages.vacancies import sees_all_wishes
from mutasi_flow.planning.matching.queries import Misfit

pages = Blueprint("pools", __name__)

PAGE = 20
MISFIT_LABELS: dict[Misfit, Text] = {
    Misfit.LEVEL: T("Pendidikan di bawah syarat jabatan"),
    Misfit.STUDY: T("Bidang studi di luar rumpun jabatan"),
}


def _cards(keys: Sequence[int]) -> dict[int, EmployeeCard]:
    return {card.id: card for card in list_employee_cards(current_session(), keys)} if keys else {}


@pages.get("/penempatan/belum-sesuai")
@requires(Permission.EMPLOYEES_READ)
def misfits() -> Answer:
    """List placements whose education does not fit."""
    session, today, start = current_session(), current_clock().today(), read_start()
    matching = queries.load_matching(session, today)
    found = queries.list_misfits(session, matching, current_actor().paths(Permission.EMPLOYEES_READ))
    rows = found[start : start + PAGE]
    return render_template(
        "planning/misfits.html",
        rows=rows,
        cards=_cards([one.employee_id for one in rows]),
        total=len(found),
        labels=MISFIT_LABELS,
        counts={misfit: sum(one.misfit is misfit for one in found) for misfit in Misfit},
        **turn("pools.misfits", start, PAGE, len(found)),
    )


@pages.get("/penempatan/siap-pindah")
@requires(Permission.EMPLOYEES_READ)
def ready() -> Answer:
    """List who is ready to be moved."""
    session, today, start = current_session(), current_clock().today(), read_start()
    paths, sees_wishes = current_actor().paths(Permission.EMPLOYEES_READ), sees_all_wishes()
    found = queries.list_ready(session, paths, today, sees_wishes=sees_wishes)
    rows = found[start : start + PAGE]
    return render_template(
        "planning/ready.html",
        rows=rows,
        cards=_cards([one.employee_id for one in rows]),
        total=len(found),
        sees_wishes=sees_wishes,
        today=today,
        **turn("pools.ready", start, PAGE, len(found)),
    )


@pages.get("/penempatan/rotasi")
@requires(Permission.EMPLOYEES_READ)
def rotation() -> Answer:
    """List who has been in one post for too long, group by group; critical posts stand apart."""
    session, start = current_session(), read_start()
    matching = queries.load_matching(session, current_clock().today())
    found = queries.load_rotation(session, matching, current_actor().paths(Permission.EMPLOYEES_READ))
    if found is None:
        return render_template("planning/rotation.html", found=None, is_critical=False)
    group, is_critical = request.args.get("rumpun") or None, request.args.get("kritis") == "ya"
    rows = [one for one in found.rows if one.is_critical is is_critical and group in {None, one.group}]
    asked = {"rumpun": group, "kritis": "ya" if is_critical else None}
    return render_template(
        "planning/rotation.html",
        found=found,
        rows=rows[start : start + PAGE],
        cards=_cards([one.employee_id for one in rows[start : start + PAGE]]),
        groups=found.groups(),
        group=group,
        is_critical=is_critical,
        critical=sum(one.is_critical for one in found.rows),
        tenure=lambda months: Tenure(*divmod(months, 12)).text,
        **turn("pools.rotation", start, PAGE, len(rows), **asked),
    )
