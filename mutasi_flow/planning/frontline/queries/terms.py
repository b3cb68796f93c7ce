"""From when on who counts as experienced."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.planning.frontline.domain import USUAL_TERMS, Staff, Term
from mutasi_flow.planning.frontline.model import ExperienceTerm


class TermRow(NamedTuple):
    """A threshold on record."""

    staff: Staff
    term: Term
    from_on: date
    source: str


def list_terms(session: Session) -> Sequence[TermRow]:
    """Return all thresholds on record, the latest first."""
    row = ExperienceTerm
    found = session.execute(
        select(row.staff, row.years, row.grade, row.from_on, row.source).order_by(row.from_on.desc(), row.id.desc())
    )
    return [TermRow(staff, Term(years, grade), from_on, source) for staff, years, grade, from_on, source in found]


def load_term(session: Session, staff: Staff, day: date) -> TermRow | None:
    """Return the threshold on record that holds on a day; None while the usual one does."""
    return next((one for one in list_terms(session) if one.staff is staff and one.from_on <= day), None)


def term_on(session: Session, staff: Staff, day: date) -> Term:
    """Return the threshold that holds on a day."""
    found = load_term(session, staff, day)
    return found.term if found else USUAL_TERMS[staff]
