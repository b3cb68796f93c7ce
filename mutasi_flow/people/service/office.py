"""The office: its one row, its module switches and its calendar."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date, datetime

from sqlalchemy import delete, insert, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import SYSTEM, Actor
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import MODULES, default_modules
from mutasi_flow.people.model import Holiday, Office
from mutasi_flow.people.queries import COMMENT_DAYS, ESCALATE_AFTER, find_office, get_office
from mutasi_flow.people.service.trail import note_office

YEARS_BACK, YEARS_AHEAD = 1, 2
MOST_PATIENCE, MOST_COMMENT_DAYS = 60, 90
PACKAGE, MANUAL = "package", "manual"


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeData:
    """What an office says about itself; see ``people.model.Office`` for the meaning of each field."""

    name: str
    region: str
    region_kind: str = "kabupaten"
    seat: str = ""
    province: str = ""
    agency: str = "BKPSDM"
    head_title: str = "BUPATI"
    head_name: str = ""
    number_format: str = "800.1.3.1/{urut}/{unit}/{tahun}"
    number_unit: str = "BKPSDM"


def seed_office(
    session: Session, data: OfficeData, *, today: date, at: datetime, is_demo: bool = False, actor: Actor = SYSTEM
) -> int:
    """Write the one office row and the calendar around ``today``; return the id.

    Raises:
        Conflict: the office is already set up.
        InvalidInput: name or region is empty.
    """
    if find_office(session) is not None:
        raise Conflict(T("Instansi sudah disiapkan."))
    _check(data)
    modules = dict.fromkeys(MODULES, True) if is_demo else default_modules()
    office_id: int = session.execute(
        insert(Office).values(**asdict(data), modules=modules, is_demo=is_demo, set_up_at=at).returning(Office.id)
    ).scalar_one()
    days = seed_calendar(session, today.year - YEARS_BACK, today.year + YEARS_AHEAD)
    note_office(session, actor, "office_set_up", {"name": data.name, "holidays": days}, at)
    return office_id


def change_office(session: Session, actor: Actor, data: OfficeData, at: datetime) -> None:
    """Replace what the office says about itself.

    Raises:
        InvalidInput: name or region is empty.
        Unprepared: the office has not been set up.
    """
    office = get_office(session)
    _check(data)
    wanted = asdict(data)
    changed = {field: value for field, value in wanted.items() if getattr(office, field) != value}
    if changed:
        session.execute(update(Office).where(Office.id == office.id).values(**changed))
        note_office(session, actor, "office_changed", changed, at)


def switch_modules(session: Session, actor: Actor, switches: Mapping[str, bool], at: datetime) -> None:
    """Show or hide modules; modules not named keep their switch.

    Raises:
        InvalidInput: there is no such module.
        Unprepared: the office has not been set up.
    """
    office = get_office(session)
    for code in switches:
        if code not in MODULES:
            raise InvalidInput(T("Modul {code} tidak ada.", code=code), code)
    changed = {code: wanted for code, wanted in switches.items() if office.has_module(code) != wanted}
    if changed:
        session.execute(update(Office).where(Office.id == office.id).values(modules={**office.modules, **changed}))
        note_office(session, actor, "modules_switched", changed, at)


def choose_route(session: Session, actor: Actor, route: str, at: datetime) -> None:
    """Name the route on which new internal transfers begin; empty: the kind of post decides. Running ones stay on theirs.

    The road knows which routes exist.

    Raises:
        Unprepared: the office has not been set up.
    """
    office = get_office(session)
    if office.modules.get("route", "") != route:
        session.execute(update(Office).where(Office.id == office.id).values(modules={**office.modules, "route": route}))
        note_office(session, actor, "route_chosen", {"route": route}, at)


def set_escalation(session: Session, actor: Actor, days: int, at: datetime) -> None:
    """Say after how many working days of lateness superiors are told.

    Raises:
        InvalidInput: not one to sixty days.
        Unprepared: the office has not been set up.
    """
    if not 1 <= days <= MOST_PATIENCE:
        raise InvalidInput(T("Isi 1 sampai {most} hari kerja.", most=MOST_PATIENCE), "days")
    _set_days(session, actor, ESCALATE_AFTER, days, action="escalation_set", at=at)


def set_comment_days(session: Session, actor: Actor, days: int, at: datetime) -> None:
    """Say how many days a published plan stands open to comments at least; running ones stay as they are.

    Raises:
        InvalidInput: not one to ninety days.
        Unprepared: the office has not been set up.
    """
    if not 1 <= days <= MOST_COMMENT_DAYS:
        raise InvalidInput(T("Isi 1 sampai {most} hari.", most=MOST_COMMENT_DAYS), "comment_days")
    _set_days(session, actor, COMMENT_DAYS, days, action="comment_days_set", at=at)


def _set_days(session: Session, actor: Actor, key: str, days: int, *, action: str, at: datetime) -> None:
    office = get_office(session)
    if office.modules.get(key) != days:
        session.execute(update(Office).where(Office.id == office.id).values(modules={**office.modules, key: days}))
        note_office(session, actor, action, {"days": days}, at)


def seed_calendar(session: Session, first_year: int, last_year: int) -> int:
    """Add national holidays and joint leave of these years; days on record keep their name. Return how many."""
    import holidays  # noqa: PLC0415 - it knows every country; only who fills a calendar pays

    calendar = holidays.country_holidays(
        "ID", years=range(first_year, last_year + 1), categories=("public", "government"), language="id"
    )
    present = set(session.execute(select(Holiday.day)).scalars())
    missing = [
        {"day": day, "name": name, "source": PACKAGE} for day, name in sorted(calendar.items()) if day not in present
    ]
    if missing:
        session.execute(insert(Holiday), missing)
    return len(missing)


def fill_calendar(session: Session, actor: Actor, year: int, at: datetime) -> int:
    """Add what :func:`seed_calendar` knows of a year, with an entry in the trail; return how many days are new."""
    added = seed_calendar(session, year, year)
    if added:
        note_office(session, actor, "calendar_filled", {"year": year, "added": added}, at)
    return added


def add_holiday(session: Session, actor: Actor, day: date, name: str, at: datetime) -> None:
    """Make ``day`` a day without work, or rename it.

    Raises:
        InvalidInput: the name is empty.
    """
    if not name.strip():
        raise InvalidInput(T("Nama hari libur harus diisi."), "name")
    session.execute(delete(Holiday).where(Holiday.day == day))
    session.execute(insert(Holiday).values(day=day, name=name.strip(), source=MANUAL))
    note_office(session, actor, "holiday_added", {"day": day.isoformat(), "name": name.strip()}, at)


def remove_holiday(session: Session, actor: Actor, day: date, at: datetime) -> None:
    """Make ``day`` an ordinary day again.

    Raises:
        NotFound: it is no holiday.
    """
    gone = session.execute(delete(Holiday).where(Holiday.day == day).returning(Holiday.name)).scalar_one_or_none()
    if gone is None:
        raise NotFound(T("Tanggal itu bukan hari libur."))
    note_office(session, actor, "holiday_removed", {"day": day.isoformat(), "name": gone}, at)


def _check(data: OfficeData) -> None:
    for field in ("name", "region"):
        if not getattr(data, field).strip():
            raise InvalidInput(T("Nama instansi dan daerah harus diisi."), field)
