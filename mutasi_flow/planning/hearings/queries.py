"""What a team looks at when it hears a plan, and what of a plan may be heard."""

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from sqlalchemy.orm import Session

from mutasi_flow.core.texts import T, Text
from mutasi_flow.planning.minutes.queries import list_decided
from mutasi_flow.planning.plans.queries import (
    MoveRow,
    ScenarioRow,
    find_change,
    find_snapshot,
    list_moves,
    list_scenarios,
)
from mutasi_flow.planning.publications.domain import CATEGORY_LABELS
from mutasi_flow.planning.publications.queries.comments import (
    AnswerRow,
    count_carried,
    count_categories,
    list_answers,
    list_open_matters,
)
from mutasi_flow.planning.publications.queries.redacting import list_open_moves
from mutasi_flow.planning.publications.queries.rows import PublicationRow, list_versions
from mutasi_flow.transfers.deliberation import Board, MoveItem, PlanOnAgenda

PAGE = 20
ANSWERS = 10


class Evidence(NamedTuple):
    """What stands behind the moves of a plan: the scenarios, what was published of it, and what was said to that."""

    scenarios: Sequence[ScenarioRow]
    publication: PublicationRow | None
    answered: int
    """Of the comments on the version that is published, and on those before it."""
    comments: int
    categories: Sequence[tuple[Text, int]]
    """How many comments of which kind."""
    answers: Sequence[AnswerRow]
    matters: Sequence[Text]
    """What is not finished, or no longer as it was."""


def list_hearable(session: Session, solution_id: int, today: date, *, everything: bool = False) -> list[MoveRow]:
    """Return the moves that are no transfer yet and of which no team said yes or no; ``everything`` hears those again.

    Confidential ones are never among them: a sitting on a plan is read by many, their own file only by its readers.
    """
    decided = set() if everything else list_decided(session, solution_id)
    moves, is_open = list_moves(session, solution_id, limit=None), list_open_moves(session, solution_id, today)
    return [row for row in moves if row.transfer is None and row.id not in decided and row.id in is_open]


def load_evidence(session: Session, plan: PlanOnAgenda, today: date) -> Evidence:
    """Return what stands behind a plan on an agenda."""
    solved = [row for row in list_scenarios(session, plan.plan_id) if row.solution_id is not None]
    versions = list_versions(session, plan.plan_id)
    published = next((row for row in versions if row.opens_on <= today), None)
    counted = count_categories(session, published) if published else {}
    answers = list_answers(session, published, limit=ANSWERS) if published else []
    answered, comments = count_carried(published, versions) if published else (0, 0)
    matters = list_open_matters(session, plan.plan_id, today)
    if published is not None and published.solution_id != plan.solution_id:
        matters.append(T("Yang diumumkan ialah hasil lain: “{scenario}”.", scenario=published.told.scenario))
    if all(row.solution_id != plan.solution_id for row in solved):
        matters.append(T("Skenario ini sudah dihitung lagi sesudah masuk agenda."))
    snapshot = find_snapshot(session, plan.plan_id)
    if plan.is_open and snapshot is not None and find_change(session, plan.plan_id, snapshot.sha256):
        matters.append(T("Data kantor sudah berubah sejak rencana ini dihitung."))
    named = [(CATEGORY_LABELS[category], count) for category, count in counted.items()]
    return Evidence(solved, published, answered, comments, named, answers, matters)


class Page(NamedTuple):
    """Some moves of a plan on an agenda, and after which key the next ones come."""

    rows: Sequence[MoveItem]
    following: int | None


def page_of(moves: Sequence[MoveItem], words: str, *, after: int, unheard: bool) -> Page:
    """Return the next moves whose people, units or jabatan name all words, or only those of which nothing is said yet."""
    wanted = words.casefold().split()
    found = [
        item
        for item in moves
        if item.id > after and not (unheard and item.advice) and all(word in _named(item) for word in wanted)
    ]
    return Page(found[:PAGE], found[PAGE - 1].id if len(found) > PAGE else None)


def _named(item: MoveItem) -> str:
    parts = (item.number, item.employee_name, item.nip or "", item.from_unit, item.to_unit, item.to_jabatan)
    return " ".join(parts).casefold()


def seen_of(board: Board, plan: PlanOnAgenda, employee_id: int | None) -> list[MoveItem]:
    """Return the moves of a plan that somebody may look at: nobody hears the own one."""
    return [item for item in board.moves_of(plan) if item.employee_id != employee_id]
