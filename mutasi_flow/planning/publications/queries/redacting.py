"""What of a solution the public may be told: counted without confidential moves, and without few people."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
from sqlalchemy import select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.files import FileStore
from mutasi_flow.core.texts import T, Text
from mutasi_flow.inbox.domain import freeze_values
from mutasi_flow.people.domain import EmploymentStatus, JabatanKind, Sex, keep_many
from mutasi_flow.people.model import Employee, Jabatan
from mutasi_flow.planning.explaining import Explanation, Outcome
from mutasi_flow.planning.outcome import figures, levels_after
from mutasi_flow.planning.plans.domain import RULE_LABELS, describe, edit_of, gini
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
from mutasi_flow.planning.publications.domain import PostChange, Share, Told, UnitChange, Veil, keep_shares
from mutasi_flow.planning.sentences import Audience, sentences
from mutasi_flow.planning.snapshot import Floats
from mutasi_flow.planning.tables import unit_rows
from mutasi_flow.transfers.domain import Door, LegalKind
from mutasi_flow.transfers.queries.routes import is_confidential_for, move_of
from mutasi_flow.transfers.routes import Case, post_kind


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
    movers = _list_open(session, solution.id, today)
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


def list_open_moves(session: Session, solution_id: int, today: date) -> frozenset[int]:
    """Return the moves of a result, by key, from and to posts that are not confidential."""
    return frozenset(one.move_id for one in _list_open(session, solution_id, today))


def _list_open(session: Session, solution_id: int, today: date) -> list[_Mover]:
    """Return who moves from and to posts that are not confidential; each kind of move is looked up once."""
    movers = _list_movers(session, solution_id)
    cases = {one.place: cases_of(one.status, one.posts) for one in movers}
    secret = {
        case for case in {case for each in cases.values() for case in each} if is_confidential_for(session, case, today)
    }
    return [one for one in movers if secret.isdisjoint(cases[one.place])]


def cases_of(status: EmploymentStatus, posts: Iterable[tuple[JabatanKind, str]]) -> set[Case]:
    """Return by what roads a plan's move from and to jabatan (kind, name) is judged."""
    move = move_of(LegalKind.A, status)
    return {Case(move, post_kind(*post), Door.PLAN) for post in posts}


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
    table = _Table(opened, name_jabatan(session, [str(code) for code in snapshot.jabatan]))
    units, figures_of = name_units(opened), {**plan.rules, **snapshot.rules}
    edits = [describe(edit_of(one), units, table.jabatan) for one in scenario.edits]
    others = sorted(table.veil.touched - table.veil.told)
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
        edits=freeze_values({f"{place:03}": text for place, text in enumerate(edits)}),
        rules={rule: float(figures_of[rule]) for rule in RULE_LABELS if rule in figures_of},
        tiers=[tier.value for tier in policy.tiers],
        seed=plan.seed,
        input_sha256=digests.input,
        certificate_sha256=digests.certificate,
        gap=solution.gap,
        moves=keep_many(len(movers)),
        changes=table.units(),
        other_units=len(others),
        others=table.people(others) if others else (None, None),
        posts=table.posts(),
        shortage=[round(figures(snapshot, one).shortage, 2) for one in (found.levels_before, found.levels_after)],
        critical=count_critical(opened),
        gini=_compare_units(opened),
        shares=_list_shares(session, plan, solution, opened, movers),
        volunteers=willing if keep_many(willing) and keep_many(len(movers) - willing) else None,
        mean_km=round(float(known.mean()), 1) if keep_many(len(known)) else None,
        experience=policy.experience,
    )


@dataclass(frozen=True)
class _Table:
    """The tables of a publication: units and jabatan before and after."""

    opened: Opened
    jabatan: Mapping[str, str]

    @cached_property
    def veil(self) -> Veil:
        """What may be told of them."""
        snapshot, plan = self.opened.snapshot, self.opened.plan
        where = list(zip(snapshot.cells.unit.tolist(), snapshot.cells.jabatan.tolist(), strict=True))
        moves = zip(snapshot.staff.cell[plan.person].tolist(), plan.cell.tolist(), strict=True)
        staff = dict(zip(where, plan.levels_before.tolist(), strict=True))
        return Veil(staff, [(where[left], where[entered]) for left, entered in moves])

    def units(self) -> list[UnitChange]:
        """Return the units that are told by name."""
        return sorted((self._unit(unit) for unit in self.veil.told), key=lambda one: one.unit)

    def _unit(self, unit: int) -> UnitChange:
        need = float(self._by_unit[0][unit])
        return UnitChange(
            str(self.opened.snapshot.units.name[unit]),
            None if np.isnan(need) else round(need, 2),
            *self.people([unit]),
            *(sorted(map(self._name, self.veil.named(unit, coming=coming))) for coming in (True, False)),
        )

    def people(self, units: Sequence[int]) -> tuple[int | None, int | None]:
        """Return staff of units before and after, as far as it may be told."""
        _need, before, after = self._by_unit
        return keep_many(int(before[units].sum())), keep_many(int(after[units].sum()))

    @cached_property
    def _by_unit(self) -> tuple[Floats, Floats, Floats]:
        """Need, staff before and staff after per unit; a need that is not known of every post is NaN."""
        snapshot, plan = self.opened.snapshot, self.opened.plan
        columns = (snapshot.cells.need, plan.levels_before, plan.levels_after)
        need, before, after = (
            np.bincount(snapshot.cells.unit, column, len(snapshot.units)).astype(np.float64) for column in columns
        )
        return need, before, after

    def posts(self) -> list[PostChange]:
        """Return the jabatan that may be told and of which more or fewer persons are missing, the largest change first."""
        found = [self._post(one) for one in sorted(self.veil.open_jabatan)]
        changed = [one for one in found if one.before != one.after]
        return sorted(changed, key=lambda one: (one.after - one.before, one.jabatan))

    def _post(self, jabatan: int) -> PostChange:
        cells, plan = self.opened.snapshot.cells, self.opened.plan
        here = (cells.jabatan == jabatan) & ~np.isnan(cells.need)
        missing = [
            round(float(np.maximum(cells.need[here] - levels[here], 0).sum()), 2)
            for levels in (plan.levels_before, plan.levels_after)
        ]
        return PostChange(self._name(jabatan), *missing)

    def _name(self, jabatan: int) -> str:
        code = str(self.opened.snapshot.jabatan[jabatan])
        return self.jabatan.get(code, code)


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
