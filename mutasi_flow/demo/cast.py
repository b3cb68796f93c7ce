"""Who moves where in the demo: people whom no rule stops, to units that need them, spread over the office."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from sqlalchemy import select
from sqlalchemy.orm import Session

from mutasi_flow.core.errors import Refused
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import LEGAL_POSITIONS, EmploymentStatus, JabatanKind
from mutasi_flow.people.model import Discipline, Employee, Jabatan, Post, Unit
from mutasi_flow.rules import queries as rules
from mutasi_flow.transfers.service import Destination

MOST_WISHES = 3
FEWEST_COLLEAGUES = 4
NEEDIEST = 12
"""How many of the neediest units a destination is drawn from."""
LONG_NAMES = 3


@dataclass(frozen=True, slots=True)
class Case:
    """A person and up to three destinations, dearest first."""

    employee_id: int
    unit_id: int
    unit_path: str
    destinations: tuple[Destination, ...]
    is_pns: bool


@dataclass(frozen=True, slots=True)
class Volunteer:
    """Somebody who takes part in an exchange round."""

    employee_id: int
    unit_id: int


@dataclass(frozen=True, slots=True)
class _Candidate:
    id: int
    name: str
    unit_id: int
    unit_path: str
    jabatan_id: int
    is_pns: bool


class Casting:
    """Chooses cases; nobody twice, nobody whom visitors act as, few from one unit."""

    def __init__(self, session: Session, today: date, random: Random, *, taken: frozenset[int]) -> None:
        self._session, self._today, self._random = session, today, random
        self._gaps = _load_gaps(session)
        self._left = _in_turn(_load_candidates(session, taken), random)

    def take(self, count: int) -> list[Case]:
        """Return ``count`` cases.

        Raises:
            Refused: the office has not so many people who may move.
        """
        cases = self.take_some(count)
        if len(cases) < count:
            raise Refused(
                T("Hanya {found} pegawai dapat pindah; contoh ini memerlukan {count}.", found=len(cases), count=count)
            )
        return cases

    def take_some(self, count: int) -> list[Case]:
        """Return up to ``count`` cases: what is left, where that is less."""
        return [case for case, _ in zip(self._cases(), range(count), strict=False)]

    def take_from(self, unit_id: int, jabatan_id: int) -> Case | None:
        """Return a case of one jabatan in one unit, when there is one left."""
        for candidate in self._left:
            if (candidate.unit_id, candidate.jabatan_id) == (unit_id, jabatan_id):
                case = self._case(candidate)
                if case is not None:
                    self._left.remove(candidate)
                    return case
        return None

    def take_towards(self, unit_id: int, jabatan_id: int) -> Case | None:
        """Return a case whose destination is the given post, when somebody elsewhere has that jabatan."""
        for candidate in self._left:
            if candidate.jabatan_id == jabatan_id and candidate.unit_id != unit_id:
                case = self._case(candidate, (Destination(unit_id, jabatan_id),))
                if case is not None:
                    self._left.remove(candidate)
                    return case
        return None

    def take_swap(self) -> tuple[Case, ...]:
        """Return the cases of two people who take each other's place; none where no two can."""
        for one in self._left:
            for other in self._left:
                if other.jabatan_id != one.jabatan_id or other.unit_id == one.unit_id:
                    continue
                there = self._case(one, (Destination(other.unit_id, one.jabatan_id),))
                back = self._case(other, (Destination(one.unit_id, one.jabatan_id),)) if there else None
                if there and back:
                    self._left = [each for each in self._left if each not in (one, other)]
                    return there, back
        return ()

    def take_volunteers(self, most: int) -> tuple[Volunteer, ...]:
        """Return who is left of the jabatan that most units have; they change places among themselves."""
        groups: dict[int, list[_Candidate]] = defaultdict(list)
        for candidate in self._left:
            groups[candidate.jabatan_id].append(candidate)
        spread = {kind: (len({one.unit_id for one in group}), len(group)) for kind, group in groups.items()}
        chosen = groups[max(spread, key=lambda kind: (*spread[kind], -kind))][:most] if spread else []
        self._left = [one for one in self._left if one not in chosen]
        return tuple(Volunteer(one.id, one.unit_id) for one in chosen)

    def _cases(self) -> Iterator[Case]:
        while self._left:
            case = self._case(self._left.pop(0))
            if case is not None:
                yield case

    def _case(self, candidate: _Candidate, wanted: tuple[Destination, ...] = ()) -> Case | None:
        destinations = wanted or self._destinations(candidate)
        if not destinations or not self._is_free(candidate, destinations[0]):
            return None
        return Case(candidate.id, candidate.unit_id, candidate.unit_path, destinations, candidate.is_pns)

    def _destinations(self, candidate: _Candidate) -> tuple[Destination, ...]:
        posts = [unit_id for unit_id in self._gaps[candidate.jabatan_id] if unit_id != candidate.unit_id]
        chosen = self._random.sample(posts[:NEEDIEST], min(MOST_WISHES, len(posts[:NEEDIEST])))
        return tuple(Destination(unit_id, candidate.jabatan_id) for unit_id in chosen)

    def _is_free(self, candidate: _Candidate, destination: Destination) -> bool:
        evaluation = rules.evaluate(
            self._session,
            employee_id=candidate.id,
            to_unit_id=destination.unit_id,
            to_jabatan_id=destination.jabatan_id,
            today=self._today,
        )
        return evaluation.is_eligible


def _load_gaps(session: Session) -> dict[int, list[int]]:
    """Return for each jabatan the units that have a post for it, the neediest first."""
    sitting = session.execute(select(Employee.unit_id, Employee.jabatan_id))
    staff = Counter((unit_id, jabatan_id) for unit_id, jabatan_id in sitting)
    posts: dict[int, list[tuple[float, int]]] = defaultdict(list)
    for unit_id, jabatan_id, need in session.execute(select(Post.unit_id, Post.jabatan_id, Post.need)):
        gap = (need or 0.0) - staff[unit_id, jabatan_id]
        posts[jabatan_id].append((-gap, unit_id))
    return defaultdict(list, {jabatan: [unit for _, unit in sorted(found)] for jabatan, found in posts.items()})


def _load_candidates(session: Session, taken: frozenset[int]) -> list[_Candidate]:
    movable = [code for code, position in LEGAL_POSITIONS.items() if position.may_move]
    heads = set(session.scalars(select(Unit.head_id).where(Unit.head_id.is_not(None))))
    punished = set(session.scalars(select(Discipline.employee_id)))
    size = Counter(session.scalars(select(Employee.unit_id)))
    rows = session.execute(
        select(Employee.id, Employee.name, Employee.unit_id, Unit.path, Employee.jabatan_id, Employee.status)
        .join(Unit, Unit.id == Employee.unit_id)
        .join(Jabatan, Jabatan.id == Employee.jabatan_id)
        .where(Employee.legal_position.in_(movable), Jabatan.kind != JabatanKind.STRUCTURAL)
        .order_by(Employee.id)
    )
    closed = heads | punished | taken
    return [
        _Candidate(key, name, unit_id, path, jabatan_id, status is EmploymentStatus.PNS)
        for key, name, unit_id, path, jabatan_id, status in rows
        if unit_id is not None and jabatan_id is not None and key not in closed and size[unit_id] > FEWEST_COLLEAGUES
    ]


def _in_turn(candidates: Sequence[_Candidate], random: Random) -> list[_Candidate]:
    """Shuffle, take units in turn, and put a few people with long names first."""
    longest = sorted(candidates, key=lambda one: (-len(one.name), one.id))[:LONG_NAMES]
    others = [one for one in candidates if one not in longest]
    random.shuffle(others)
    round_of: Counter[int] = Counter()
    turns: list[tuple[int, _Candidate]] = []
    for one in others:
        turns.append((round_of[one.unit_id], one))
        round_of[one.unit_id] += 1
    return longest + [one for _, one in sorted(turns, key=lambda turn: turn[0])]
