"""Staff of posts in the coming months, from the records: who retires when, whose contract ends."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import NamedTuple

import numpy as np
from sqlalchemy import and_, func, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.people.domain import SERVING_CODES
from mutasi_flow.people.domain.terms import retirement_date
from mutasi_flow.people.model import WAY_BACK, Employee, Jabatan, Placement, Unit
from mutasi_flow.people.queries import below
from mutasi_flow.workload.domain import PostLoad, UnitEffect, sum_up
from mutasi_flow.workload.domain.forecast import STAYS, Projection, first_below, leave_months, month_of, project
from mutasi_flow.workload.queries.loads import BalanceRow, list_balance_of

ONE_DAY = timedelta(days=1)


class Cause(StrEnum):
    """Why somebody leaves on a known day."""

    RETIREMENT = "retirement"
    CONTRACT = "contract"


class Departure(NamedTuple):
    """Somebody who leaves a post: first day of absence."""

    employee_id: int
    name: str
    unit_path: str
    on: date
    cause: Cause
    row: BalanceRow


class Shortage(NamedTuple):
    """A post that falls below its least number, and from which month."""

    row: BalanceRow
    on: date
    staff: int
    minimum: int


@dataclass(frozen=True, slots=True, eq=False)
class Outlook:
    """Posts and their staff by month."""

    start: date
    rows: Sequence[BalanceRow]
    projection: Projection
    departures: Sequence[Departure]
    """Within the horizon, the next ones first."""
    undated: int
    """Employees of whom neither birth date nor retirement is on record: they stay in every month."""

    def shortages(self) -> list[Shortage]:
        """Return the posts that fall below their least number within the horizon, the earliest first."""
        least = np.array([np.nan if row.load.minimum is None else row.load.minimum for row in self.rows], np.float64)
        columns = first_below(self.projection.known, least)
        found = [
            Shortage(row, self.day_of(int(at)), int(self.projection.known[place, at]), row.load.minimum or 0)
            for place, (row, at) in enumerate(zip(self.rows, columns, strict=True))
            if at >= 0
        ]
        return sorted(found, key=lambda one: (one.on, one.row.unit_name, one.row.jabatan_name))

    def units_after(self, months: int) -> list[UnitEffect]:
        """Return each unit now and after ``months``, when everybody whose day is known has left, by name."""
        units: dict[int, list[tuple[BalanceRow, int]]] = {}
        for row, later in zip(self.rows, self.projection.known[:, months].tolist(), strict=True):
            units.setdefault(row.unit_id, []).append((row, later))
        effects = [
            UnitEffect(
                unit_id,
                posts[0][0].unit_code,
                posts[0][0].unit_name,
                sum_up(row.load for row, _ in posts),
                sum_up(PostLoad(later, row.load.need, row.load.minimum) for row, later in posts),
            )
            for unit_id, posts in units.items()
        ]
        return sorted(effects, key=lambda one: (one.name, one.unit_id))

    def day_of(self, column: int) -> date:
        """Return the day that a column stands for."""
        return month_of(self.start, column) if column else self.start


_back = aliased(Placement)
_home, _post = func.coalesce(_back.unit_id, Employee.unit_id), func.coalesce(_back.jabatan_id, Employee.jabatan_id)
"""Whoever is elsewhere for a while comes back within the horizon, and is looked for at home."""
_PEOPLE = (
    select(
        Employee.id,
        Employee.name,
        Unit.path,
        _home.label("unit_id"),
        _post.label("jabatan_id"),
        Employee.birth_on,
        Employee.retires_on,
        Employee.contract_ends_on,
        Jabatan.retirement_age,
    )
    .outerjoin(
        _back,
        and_(
            _back.employee_id == Employee.id,
            _back.source == WAY_BACK,
            _back.applied_at.is_(None),
            _back.revoked_at.is_(None),
            _back.to_on.is_(None),  # of two such ways the last
        ),
    )
    .join(Unit, Unit.id == _home)
    .join(Jabatan, Jabatan.id == _post)
    .where(Employee.legal_position.in_(SERVING_CODES))
)


def load_outlook(
    session: Session, unit_paths: Sequence[str], start: date, months: int, yearly_exits: float = 0.0
) -> Outlook:
    """Return the staff of every post in these subtrees for the coming ``months``."""
    rows = list_balance_of(session, unit_paths)
    places = {(row.unit_id, row.jabatan_id): place for place, row in enumerate(rows)}
    scope = below(unit_paths)
    cells: list[int] = []
    days: list[np.datetime64] = []
    departures: list[Departure] = []
    undated = 0
    for one in session.execute(_PEOPLE if scope is None else _PEOPLE.where(scope)):
        place = places.get((one.unit_id, one.jabatan_id))
        if place is None:  # the post came to be after the balance was read: the next look has it
            continue
        leaving = last_day(one.birth_on, one.retirement_age, one.retires_on, one.contract_ends_on)
        undated += leaving is None
        cells.append(place)
        days.append(STAYS if leaving is None else np.datetime64(leaving[0], "D"))
        if leaving is not None:
            departures.append(Departure(one.id, one.name, one.path, *leaving, rows[place]))
    leave = leave_months(np.array(days, "datetime64[D]"), start)
    known = project(np.array(cells, np.int64), np.maximum(leave, 1), len(rows), months, yearly_exits)
    end = month_of(start, months)
    coming = sorted((one for one in departures if one.on <= end), key=lambda one: (one.on, one.name, one.employee_id))
    return Outlook(start, rows, known, coming, undated)


def last_day(
    birth_on: date | None, retirement_age: int | None, retires_on: date | None, contract_ends_on: date | None
) -> tuple[date, Cause] | None:
    """Return the first day of absence that is known, and why; what the records state goes before what we count."""
    if retires_on is None and birth_on is not None and retirement_age is not None:
        retires_on = retirement_date(birth_on, retirement_age)
    known: list[tuple[date, Cause]] = []
    if retires_on is not None:
        known.append((retires_on, Cause.RETIREMENT))
    if contract_ends_on is not None:
        known.append((contract_ends_on + ONE_DAY, Cause.CONTRACT))
    return min(known, default=None)
