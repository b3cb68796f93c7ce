"""Ask the rules about somebody: today, and from when on nothing would block."""

from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from mutasi_flow.core.errors import InvalidInput
from mutasi_flow.core.texts import T
from mutasi_flow.people.queries import find_jabatan_by_code, find_unit_by_code
from mutasi_flow.rules.domain import Evaluation, Stage, find_eligible_on
from mutasi_flow.rules.domain import evaluate as ask_rules
from mutasi_flow.rules.queries.book import load_rulebook
from mutasi_flow.rules.queries.facts import ORDINARY_STAGE, gather_facts


def evaluate(
    session: Session,
    *,
    employee_id: int,
    to_unit_id: int | None,
    to_jabatan_id: int | None,
    today: date,
    stage: Stage = ORDINARY_STAGE,
) -> Evaluation:
    """Ask every rule about moving this employee; a destination not chosen yet leaves its rules not assessable.

    Raises:
        NotFound: there is no such employee, unit or jabatan.
    """
    facts = gather_facts(
        session,
        employee_id=employee_id,
        to_unit_id=to_unit_id,
        to_jabatan_id=to_jabatan_id,
        today=today,
        stage=stage,
    )
    return ask_rules(facts, load_rulebook(session))


class Outlook(NamedTuple):
    """What the rules say today, and the first day on which nothing would block; None when none comes by itself."""

    evaluation: Evaluation
    eligible_on: date | None


def look_ahead(
    session: Session,
    *,
    employee_id: int,
    to_unit_id: int | None,
    to_jabatan_id: int | None,
    today: date,
    crosses: bool = False,
) -> Outlook:
    """Ask every rule about handing this move in today, and from when on it could be handed in.

    One that ``crosses`` leads to another government.

    Raises:
        NotFound: there is no such employee, unit or jabatan.
    """
    facts = gather_facts(
        session,
        employee_id=employee_id,
        to_unit_id=to_unit_id,
        to_jabatan_id=to_jabatan_id,
        today=today,
        stage=Stage(crosses=crosses),
    )
    book = load_rulebook(session)
    return Outlook(ask_rules(facts, book), find_eligible_on(facts, book))


def find_destination(
    session: Session, unit_code: str, jabatan_code: str, own_jabatan_id: int | None
) -> tuple[int | None, int | None]:
    """Return unit and jabatan of a destination by their codes; without a jabatan the present one is kept.

    Raises:
        InvalidInput: a code is unknown.
    """
    if not unit_code.strip():
        return None, None
    unit = find_unit_by_code(session, unit_code)
    if unit is None:
        raise InvalidInput(T("Unit dengan kode {code} tidak dikenal.", code=unit_code), field="to_unit")
    if not jabatan_code.strip():
        return unit.id, own_jabatan_id
    jabatan = find_jabatan_by_code(session, jabatan_code)
    if jabatan is None:
        raise InvalidInput(T("Jabatan dengan kode {code} tidak dikenal.", code=jabatan_code), field="to_post")
    return unit.id, jabatan.id
