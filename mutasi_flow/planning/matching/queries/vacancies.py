"""Which posts are to be filled: need less staff now, and who is known to leave within a year."""

from collections import Counter
from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from mutasi_flow.workload.queries import BalanceRow, list_balance_of
from mutasi_flow.workload.queries.outlook import load_outlook

SEAT = 0.5
"""From half a person on a post is short of somebody."""
HORIZON = 12


class Vacancy(NamedTuple):
    """A post with its need and staff, and how many are known to leave within a year."""

    row: BalanceRow
    leaving: int = 0

    @property
    def open_now(self) -> float:
        """Persons short today; 0 while the need is not known."""
        need = self.row.load.need
        return 0.0 if need is None else max(0.0, need - self.row.load.staff)

    @property
    def open_soon(self) -> float:
        """Persons short when they have left, nobody having come; those who leave while the need is not known."""
        need = self.row.load.need
        return float(self.leaving) if need is None else max(0.0, need - self.row.load.staff + self.leaving)

    @property
    def is_open(self) -> bool:
        """Whether somebody is short today."""
        return self.open_now >= SEAT

    @property
    def is_coming(self) -> bool:
        """Whether somebody will be short within a year, but is not today."""
        return not self.is_open and self.open_soon >= SEAT


def list_vacancies(session: Session, paths: Sequence[str], day: date) -> list[Vacancy]:
    """Return the vacancies below these units, the largest first; those of today before those to come."""
    outlook = load_outlook(session, paths, day, HORIZON)
    leaving = Counter((one.row.unit_id, one.row.jabatan_id) for one in outlook.departures)
    found = (Vacancy(row, leaving[row.unit_id, row.jabatan_id]) for row in outlook.rows)
    return sorted((one for one in found if one.is_open or one.is_coming), key=_order)


def list_open(session: Session, paths: Sequence[str]) -> list[Vacancy]:
    """Return the vacancies of today below these units, the largest first."""
    found = (Vacancy(row) for row in list_balance_of(session, paths))
    return sorted((one for one in found if one.is_open), key=_order)


def _order(one: Vacancy) -> tuple[bool, float, str, str, int, int]:
    row = one.row
    return (not one.is_open, -one.open_soon, row.unit_name, row.jabatan_name, row.unit_id, row.jabatan_id)
