"""What the rules look at: frozen facts about a person, a destination and a file. Unknown is None or an empty text."""

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date

from mutasi_flow.people.domain import EmploymentStatus, JabatanKind, Predicate, ProceedingKind, Relation, Severity
from mutasi_flow.rules.domain.windows import FreezeWindow
from mutasi_flow.rules.domain.words import Act
from mutasi_flow.workload.domain import PostLoad, Step


@dataclass(frozen=True, slots=True)
class Sanction:
    """A disciplinary sanction; ``to_on`` is its last day, None = not on record."""

    severity: Severity
    from_on: date
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Running:
    """A proceeding against the person; ``to_on`` is its last day, None = it has not ended."""

    kind: ProceedingKind
    from_on: date | None
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Seat:
    """A unit and jabatan, with what is known about the jabatan and the post."""

    unit_id: int
    jabatan_id: int | None
    kind: JabatanKind | None = None
    level: str = ""
    retirement_age: int | None = None
    load: PostLoad | None = None
    """Need and staff of the post before the move."""
    closes_on: date | None = None
    """Last day of the unit, when it is to be closed."""
    others: int = 0
    """Who else sits in this managerial post, or is decreed into it; people decreed out of it are not counted."""
    terrain: str = ""
    is_teacher: bool = False
    is_practising: bool = False
    """Whether the holder needs a licence for the facility."""
    head_id: int | None = None
    """Who heads the unit."""


@dataclass(frozen=True, slots=True)
class Pertek:
    """What BKN's technical approval allows: employee, unit and jabatan by their keys."""

    employee_id: int
    unit_id: int
    jabatan_id: int


@dataclass(frozen=True, slots=True)
class Lessons:
    """Hours a week that a school gives in a subject (None = not on record), and how many others teach it there."""

    hours: int | None = None
    teachers: int = 0


@dataclass(frozen=True, slots=True)
class Teaching:
    """What is on record about a teacher: subjects of certificates, subjects taught, and both schools by subject."""

    certified: tuple[str, ...] = ()
    taught: tuple[str, ...] = ()
    origin: Mapping[str, Lessons] = field(default_factory=dict)
    destination: Mapping[str, Lessons] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Licence:
    """A licence to practise at one facility; ``to_on`` is its last day, None = without end."""

    unit_id: int | None
    to_on: date | None


@dataclass(frozen=True, slots=True)
class Minimum:
    """The least persons of a profession at the facility that is left, and how many serve there now."""

    profession: str
    least: int
    staff: int


@dataclass(frozen=True, slots=True)
class Stage:
    """What only the caller knows: the act, and how it stands with the file."""

    act: Act = Act.SUBMIT
    crosses: bool = False
    """Whether the move leaves this government (legal kinds B to D)."""
    decided_by: int | None = None
    """Key of the employee who presses."""
    submitted_on: date | None = None
    effective_on: date | None = None
    """First day in the new post."""
    silences: int | None = None
    """How many of those asked did not answer."""
    may_sign: bool | None = None
    """Whether the official at the act may sign decrees over this unit."""
    clearance_on: date | None = None
    """Date of the Inspektorat's clearance letter."""
    pertek: Pertek | None = None
    share: float = 1
    """How much of the working time goes over; less than all of it only for a while."""


@dataclass(frozen=True, slots=True)
class Facts:
    """One person, where the person sits, and where the person would go (None = not chosen yet)."""

    today: date
    status: EmploymentStatus
    employee_id: int = 0
    legal_position: str = ""
    post_on: date | None = None
    retires_on: date | None = None
    education_level: str = ""
    performance: Mapping[int, Predicate] = field(default_factory=dict)
    """Predicate by year."""
    sanctions: tuple[Sanction, ...] | None = None
    """None = the record was never synchronised, so that none on record says nothing."""
    proceedings: tuple[Running, ...] = ()
    relatives: Mapping[int, Relation] = field(default_factory=dict)
    """Employees who are family of the person today, by key."""
    completeness: int | None = None
    """Share of the basic record that is filled in, in per cent."""
    origin: Seat | None = None
    destination: Seat | None = None
    teaching: Teaching | None = None
    licences: tuple[Licence, ...] = ()
    minimums: tuple[Minimum, ...] = ()
    contract_ends_on: date | None = None
    trainings: frozenset[int] = frozenset()
    """Keys of the jabatan for which somebody noted what the person must learn."""
    windows: tuple[FreezeWindow, ...] = ()
    """Every freeze window on record, past and coming."""
    stage: Stage = Stage()


def with_companions(facts: Facts, steps: Iterable[Step]) -> Facts:
    """Return the facts as they are when other moves are made at the same time: who comes and who goes beside.

    ``steps`` are counted from where those people sit now; one that changes nothing any more counts for nothing.
    Whoever comes into the same jabatan of the unit that is left is of the same profession too.
    """
    change: Counter[tuple[int | None, int | None]] = Counter()
    for leaves, enters in steps:
        change[leaves] -= 1
        change[enters] += 1
    left = change.get((facts.origin.unit_id, facts.origin.jabatan_id), 0) if facts.origin else 0
    return replace(
        facts,
        origin=_changed(facts.origin, change),
        destination=_changed(facts.destination, change),
        minimums=tuple(replace(one, staff=max(0, one.staff + left)) for one in facts.minimums),
    )


def _changed(seat: Seat | None, change: Mapping[tuple[int | None, int | None], int]) -> Seat | None:
    if seat is None:
        return None
    persons = change.get((seat.unit_id, seat.jabatan_id), 0)
    load = seat.load.plus(persons) if seat.load else None
    return replace(seat, load=load, others=max(0, seat.others + min(persons, 0)))
