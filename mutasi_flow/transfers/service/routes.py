"""Versions of routes that the office publishes: checked, dated, never changed afterwards."""

import re
from dataclasses import replace
from datetime import date, datetime

from sqlalchemy import func, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.access import queries as access
from mutasi_flow.access.domain import Role
from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import InvalidInput, NotFound, Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people import queries as people
from mutasi_flow.people.model import Office
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.transfers.model import RouteVersion
from mutasi_flow.transfers.queries.routes import PUBLISHED, load_route
from mutasi_flow.transfers.routes import ROLE_OF, Finding, Route, check
from mutasi_flow.transfers.routes.writing import LONGEST_CODE, write

OWN = "kantor-"
"""Codes of the office begin so: what the product ships later never meets them."""
_CODE = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*")


def own_code(code: str) -> str:
    """Return the code under which the office publishes a route."""
    return code if code.startswith(OWN) else OWN + code


def find_faults(session: Session, route: Route, today: date) -> tuple[Finding, ...]:
    """Return what stands against a route here, also which of its holders nobody is today."""
    held = {role for role in {*ROLE_OF.values(), Role.DECIDER} if access.paths_of_role(session, role, today)}
    return check(route, held)


def publish(session: Session, route: Route, *, actor: Actor, today: date, at: datetime) -> Route:
    """Publish the next version of a route; it leads transfers sent from its first day on. Return it.

    Raises:
        InvalidInput: the code cannot be used, or the first day lies in the past.
        Refused: the check finds faults; ``reasons`` lists them.
        Unprepared: the office has not been set up.
    """
    code = own_code(route.code)
    if not _CODE.fullmatch(code) or len(code) > LONGEST_CODE:
        raise InvalidInput(T("Kode: huruf kecil, angka, dan garis, paling panjang {most}.", most=LONGEST_CODE), "text")
    if route.from_on < today:
        raise InvalidInput(
            T("Versi baru berlaku paling awal hari ini, supaya usulan terdahulu tidak berubah."), "from_on"
        )
    faults = tuple(fault.text for fault in find_faults(session, route, today) if fault.is_blocking)
    if faults:
        raise Refused(T("Alur ini belum dapat diterbitkan."), faults)
    office = people.get_office(session)
    session.execute(select(Office.id).where(Office.id == office.id).with_for_update())
    last = session.scalar(select(func.max(RouteVersion.version)).where(RouteVersion.code == code)) or 0
    new = replace(route, code=code, version=last + 1)
    values = {
        "code": code,
        "version": new.version,
        "content": write(new),
        "from_on": new.from_on,
        "to_on": new.to_on,
        "published_by_id": actor.account_id,
        "published_at": at,
    }
    row_id: int = session.execute(insert(RouteVersion).values(**values).returning(RouteVersion.id)).scalar_one()
    _mark_published(session, office.id)
    note_office(session, actor, "route_published", {"route": new.key, "content": write(new)}, at)
    return replace(new, id=row_id)


def _mark_published(session: Session, office_id: int) -> None:
    count = session.scalar(select(func.count()).select_from(RouteVersion))
    modules = session.scalar(select(Office.modules).where(Office.id == office_id)) or {}
    session.execute(update(Office).where(Office.id == office_id).values(modules={**modules, PUBLISHED: count}))


def end_route(session: Session, key: str, last_on: date, *, actor: Actor, today: date, at: datetime) -> None:
    """Let a version of the office end with a day; transfers on it go on.

    Raises:
        NotFound: it is no version of the office.
        InvalidInput: the day is over, or lies before the first one.
    """
    try:
        route = load_route(session, key)
    except Refused:
        raise NotFound from None
    if route.id is None:
        raise NotFound
    if last_on < max(today, route.from_on):
        raise InvalidInput(T("Hari terakhir paling awal {day}.", day=max(today, route.from_on)), "last_on")
    session.execute(update(RouteVersion).where(RouteVersion.id == route.id).values(to_on=last_on))
    note_office(session, actor, "route_ended", {"route": key, "to": last_on.isoformat()}, at)
