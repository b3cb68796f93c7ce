"""Questions about the office itself: its one row and its calendar."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple

from sqlalchemy import bindparam, select
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Unprepared
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import is_module_on
from mutasi_flow.people.model import Holiday, Office

MARK_LENGTH = 12
ESCALATE_AFTER, COMMENT_DAYS = "escalate_after", "comment_days"
USUAL_COMMENT_DAYS = 7
"""No regulation names how long a plan stands open to comments; an office says otherwise on its own page."""


@dataclass(frozen=True, slots=True)
class OfficeCard:
    """The government that this installation serves, with its switches."""

    id: int
    name: str
    region: str
    region_kind: str
    seat: str
    province: str
    agency: str
    head_title: str
    head_name: str
    number_format: str
    number_unit: str
    modules: Mapping[str, object]
    is_demo: bool
    set_up_at: datetime

    def has_module(self, code: str) -> bool:
        """Whether a module is switched on.

        Raises:
            KeyError: there is no such module.
        """
        return is_module_on(self.modules, code)


class HolidayRow(NamedTuple):
    """A day without work; ``source`` is ``package`` or ``manual``."""

    day: date
    name: str
    source: str


_OFFICE = Prepared(
    select(
        Office.id,
        Office.name,
        Office.region,
        Office.region_kind,
        Office.seat,
        Office.province,
        Office.agency,
        Office.head_title,
        Office.head_name,
        Office.number_format,
        Office.number_unit,
        Office.modules,
        Office.is_demo,
        Office.set_up_at,
    ).order_by(Office.id)
)
_DAYS = Prepared(select(Holiday.day).where(Holiday.day.between(bindparam("first"), bindparam("last"))))
_YEAR = (
    select(Holiday.day, Holiday.name, Holiday.source)
    .where(Holiday.day.between(bindparam("first"), bindparam("last")))
    .order_by(Holiday.day)
)


def find_office(session: Session) -> OfficeCard | None:
    """Return the office, or None before the first set-up."""
    row = run(session, _OFFICE).first()
    return OfficeCard(*row) if row else None


def get_office(session: Session) -> OfficeCard:
    """Return the office.

    Raises:
        Unprepared: the installation has not been set up.
    """
    office = find_office(session)
    if office is None:
        raise Unprepared(T("Aplikasi belum disiapkan. Jalankan “mutasi init” lebih dahulu."))
    return office


def list_holidays(session: Session, first: date = date.min, last: date = date.max) -> frozenset[date]:
    """Return the days without work between ``first`` and ``last``, for counting working days."""
    return frozenset(run(session, _DAYS, {"first": first, "last": last}).scalars())


def calendar_mark(session: Session) -> str:
    """Return a short mark of the calendar: it changes with every day that is added or removed."""
    days = "".join(sorted(day.isoformat() for day in list_holidays(session)))
    return hashlib.sha256(days.encode()).hexdigest()[:MARK_LENGTH]


def escalate_after(session: Session) -> int:
    """Return after how many working days of lateness superiors are told; one where nobody has said otherwise."""
    return _days(session, ESCALATE_AFTER, 1)


def comment_days(session: Session) -> int:
    """Return how many days a published plan stands open to comments at least."""
    return _days(session, COMMENT_DAYS, USUAL_COMMENT_DAYS)


def _days(session: Session, key: str, usual: int) -> int:
    office = find_office(session)
    wanted = office.modules.get(key) if office else None
    return wanted if isinstance(wanted, int) and wanted > 0 else usual


def list_holidays_of_year(session: Session, year: int) -> list[HolidayRow]:
    """Return the days without work of one year, in order."""
    rows = session.execute(_YEAR, {"first": date(year, 1, 1), "last": date(year, 12, 31)})
    return [HolidayRow(*row) for row in rows]
