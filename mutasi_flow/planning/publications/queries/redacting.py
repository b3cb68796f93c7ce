"""What of a solution the public may be told: counted without confidential moves, and without few people."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.domain import EmploymentStatus, JabatanKind, Sex, keep_many
from mutasi_flow.people.model import Employee, Jabatan
from mutasi_flow.planning.explaining import Explanation, Outcome
from mutasi_flow.planning.outcome import figures, levels_after
from mutasi_flow.planning.plans.domain import gini
from mutasi_flow.planning.plans.model import PlanMove, PlanScenario
from mutasi_flow.planning.plans.queries import (
    ELDER,
    Opened,
    PlanRow,
    SolutionRow,
    count_critical,
    count_shares,
    digests_of,
    name_jabatan,
    name_posts,
    name_units,
    open_solution,
    with_names,
)
from mutasi_flow.planning.publications.domain import Change, Share, Told, hide_few, keep_shares
from mutasi_flow.planning.sentences import Audience, sentences
from mutasi_flow.planning.tables import unit_rows
from mutasi_flow.transfers.domain import Door, LegalKind
from mutasi_flow.transfers.queries.routes import is_confidential_for, move_of
from mutasi_flow.transfers.routes import Case, post_kind

RULES_TOLD = ("P02", "P03", "P08", "P12", "rotasi_tahun")
"""Rules whose figure an office chooses; the others are the same in every plan."""


@dataclass(frozen=True, slots=True)
class OwnMove:
    """A move with what its employee is told."""

    move_id: int
    employee_id: int
    sentences: Sequence[Text]


@dataclass(frozen=True, slots=True)
class Redacted:
    """What everybody is told, and what the people who would move are told each."""

    told: Told
    moves: Sequence[OwnMove]


@dataclass(frozen=True, slots=True)
class _Mover:
    """Who moves, at which place of the result."""

    move_id: int
    place: int
    employee_id: int
    status: EmploymentStatus
    sex: Sex | None
    birth_on: date | None
    posts: tuple[tuple[JabatanKind, str], tuple[JabatanKind, str]]
    """Kind and name of the jabatan that is left and of the one that is entered."""


def redact(session: Session, store: FileStore, plan: PlanRow, solution: SolutionRow, today: date) -> Redacted:
    """Return what of a solution is told; moves from or to posts with a confidential route are not counted in anything.

    Raises:
        NotFound, Unprepared, Conflict: as ``open_solution``.
    """
    whole = open_solution(store, solution.input_key, solution.plan_key)
    movers = [one for one in _list_movers(session, solution.id) if not _is_confidential(session, one, today)]
    opened = _only(whole, [one.place - 1 for one in movers])
    names = name_posts(session, opened)
    moves = [
        OwnMove(one.move_id, one.employee_id, [with_names(text, names) for text in _why(opened, place)])
        for place, one in enumerate(movers)
    ]
    return Redacted(_tell(session, store, plan, solution, opened=opened, movers=movers), moves)


def _list_movers(session: Session, solution_id: int) -> list[_Mover]:
    left, entered = aliased(Jabatan), aliased(Jabatan)
    person = (Employee.id, Employee.status, Employee.sex, Employee.birth_on)
    posts = (left.kind, left.name, entered.kind, entered.name)
    statement = (
        select(PlanMove.id, PlanMove.place, *person, *posts)
        .join(Employee, Employee.id == PlanMove.employee_id)
        .join(left, left.id == PlanMove.from_jabatan_id)
        .join(entered, entered.id == PlanMove.to_jabatan_id)
        .where(PlanMove.solution_id == solution_id)
        .order_by(PlanMove.place)
    )
    return [
        _Mover(row[0], row[1], row[2], row[3], row[4], row[5], ((row[6], row[7]), (row[8], row[9])))
        for row in session.execute(statement)
    ]


def _is_confidential(session: Session, one: _Mover, today: date) -> bool:
    move = move_of(LegalKind.A, one.status)
    return any(is_confidential_for(session, Case(move, post_kind(*post), Door.PLAN), today) for post in one.posts)


def _only(whole: Opened, places: Sequence[int]) -> Opened:
    """Return the solution as if only these moves were in it."""
    kept = np.asarray(places, np.int64)
    person, cell = whole.plan.person[kept], whole.plan.cell[kept]
    levels = levels_after(whole.snapshot, person, cell)
    return Opened(whole.eligible, replace(whole.plan, person=person, cell=cell, levels_after=levels))


def _why(opened: Opened, place: int) -> list[Text]:
    """Return why somebody would move, in kinds of reasons."""
    person, cell = int(opened.plan.person[place]), int(opened.plan.cell[place])
    found = Explanation(person, cell, Outcome.MOVED)
    due = [T("Perpindahan ini termasuk rotasi yang wajib.")] if opened.eligible.is_due[person] else []
    return [*sentences(opened.eligible, opened.plan, found, Audience.EMPLOYEE), *due]


def _tell(
    session: Session,
    store: FileStore,
    plan: PlanRow,
    solution: SolutionRow,
    *,
    opened: Opened,
    movers: Sequence[_Mover],
) -> Told:
    snapshot, found = opened.snapshot, opened.plan
    scenario, digests = session.get_one(PlanScenario, solution.scenario_id), digests_of(store, solution.plan_key)
    policy, km = found.policy, opened.eligible.distance(found.person, found.cell)
    known, willing = km[~np.isnan(km)], int(snapshot.staff.is_volunteer[found.person].sum())
    return Told(
        plan=plan.name,
        unit=plan.unit_name or "",
        effective_on=plan.effective_on.isoformat(),
        basis=plan.period or "",
        targets=plan.targets,
        scenario=solution.scenario,
        measure=policy.phi.value,
        move_price=policy.move_price,
        max_moves=policy.max_moves,
        edits=scenario.edits,
        rules={rule: float(snapshot.rules[rule]) for rule in RULES_TOLD},
        tiers=[tier.value for tier in policy.tiers],
        seed=plan.seed,
        input_sha256=digests.input,
        certificate_sha256=digests.certificate,
        gap=solution.gap,
        moves=keep_many(len(movers)),
        changes=_list_changes(session, opened),
        shortage=[round(figures(snapshot, one).shortage, 2) for one in (found.levels_before, found.levels_after)],
        critical=count_critical(opened),
        gini=_compare_units(opened),
        shares=_list_shares(session, plan, solution, opened, movers),
        volunteers=willing if keep_many(willing) and keep_many(len(movers) - willing) else None,
        mean_km=round(float(known.mean()), 1) if keep_many(len(known)) else None,
    )


def _list_changes(session: Session, opened: Opened) -> list[Change]:
    snapshot, plan, units = opened.snapshot, opened.plan, name_units(opened)
    jabatan = name_jabatan(session, [str(code) for code in snapshot.jabatan])
    changes = []
    for cell in np.flatnonzero(plan.levels_before != plan.levels_after).tolist():
        unit_code, jabatan_code = snapshot.cell_code(cell)
        need = float(snapshot.cells.need[cell])
        changes.append(
            hide_few(
                units[unit_code],
                jabatan.get(jabatan_code, jabatan_code),
                None if np.isnan(need) else round(need, 2),
                int(plan.levels_before[cell]),
                int(plan.levels_after[cell]),
            )
        )
    return sorted(changes, key=lambda one: (one.unit, one.jabatan))


def _compare_units(opened: Opened) -> list[float]:
    """Return how unequally units are filled, before and after."""
    rows = [
        (float(before) / float(need), float(after) / float(need))
        for _code, _name, need, before, after, *_rest in unit_rows(opened.snapshot, opened.plan)
        if float(need) > 0
    ]
    return [round(gini([row[side] for row in rows]), 3) for side in (0, 1)]


def _list_shares(
    session: Session, plan: PlanRow, solution: SolutionRow, opened: Opened, movers: Sequence[_Mover]
) -> list[Share]:
    nips = [str(nip) for nip in opened.snapshot.staff.nip]
    people = count_shares(session, solution.id, nips, plan.effective_on)
    born = date(plan.effective_on.year - ELDER, plan.effective_on.month, 1)
    moved = {
        "women": sum(one.sex is Sex.FEMALE for one in movers),
        "men": sum(one.sex is Sex.MALE for one in movers),
        "elder": sum(one.birth_on is not None and one.birth_on < born for one in movers),
    }
    shares = [Share(group, count, people[group].people) for group, count in moved.items()]
    return keep_shares(shares, len(movers))
