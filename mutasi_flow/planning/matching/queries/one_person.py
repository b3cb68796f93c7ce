"""One person to be compared with many posts: what is on record is read once."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from mutasi_flow.people.domain import full_months, subject_key
from mutasi_flow.people.model import UNKNOWN_START, Competence, Credential, Employee, Placement
from mutasi_flow.planning.matching.domain import Person, Post
from mutasi_flow.planning.matching.queries.people import (
    NEAR_WISH,
    NO_YEARS,
    SERVING,
    last_predicates,
    months_left,
    records,
    unrecorded,
    valid_competences,
)
from mutasi_flow.planning.wishes.model import Wish


@dataclass(frozen=True, slots=True)
class OnePerson:
    """One person to be compared with many posts."""

    person: Person
    stations: Sequence[tuple[frozenset[str], int]]
    """Fields of work of each recorded post, and the months in it."""
    wishes: Sequence[tuple[int | None, int | None, str]]
    """Unit, jabatan and district of each wish."""

    def against(self, post: Post, district: str) -> Person:
        """Return the person as compared with a post in a district."""
        months = sum(spent for fields, spent in self.stations if post.asks.field in fields)
        return self.person._replace(months=months, wish=self._wish(post, district))

    def _wish(self, post: Post, district: str) -> float | None:
        if not self.wishes:
            return None
        return max(_worth(wish, post, district) for wish in self.wishes)


def _worth(wish: tuple[int | None, int | None, str], post: Post, district: str) -> float:
    unit_id, jabatan_id, wished_district = wish
    if unit_id == post.unit_id:
        return 1.0 if jabatan_id in {None, post.jabatan_id} else NEAR_WISH
    is_district = unit_id is None and wished_district and wished_district == district
    is_jabatan = unit_id is None and not wished_district and jabatan_id == post.jabatan_id
    return NEAR_WISH if is_district or is_jabatan else 0.0


def load_person(
    session: Session, employee_id: int, day: date, fields_of: Callable[[int, int], frozenset[str]], *, sees_wishes: bool
) -> OnePerson | None:
    """Return one person who serves; ``fields_of`` says in which fields of work a unit and jabatan are."""
    ids = (employee_id,)
    row = session.execute(SERVING.where(Employee.id == employee_id)).first()
    if row is None:
        return None
    stations = _stations(session, employee_id, day)
    began = min((from_on for *_, from_on, _spent in stations), default=row.post_on)
    if not stations and row.unit_id and row.jabatan_id and row.post_on:
        stations = [(row.unit_id, row.jabatan_id, row.post_on, full_months(row.post_on, day))]
    levels = {subject_key(subject): level for _key, subject, level in session.execute(
        valid_competences(day).where(Competence.employee_id == employee_id))}  # fmt: skip
    held = session.execute(
        select(Credential.subject).where(
            Credential.employee_id == employee_id, or_(Credential.to_on.is_(None), Credential.to_on >= day)
        )
    ).scalars()
    wishes = _wishes_of(session, employee_id, day) if sees_wishes else []
    person = Person(
        *records(row),
        months=0,
        unrecorded=unrecorded(row.appointed_on, began),
        predicates=last_predicates(session, day, ids).get(employee_id, NO_YEARS),
        levels=levels,
        certificates=frozenset(subject_key(subject) for subject in held),
        post_months=None if row.post_on is None else full_months(row.post_on, day),
        months_left=months_left(row, day),
    )
    spent = [(fields_of(unit_id, jabatan_id), months) for unit_id, jabatan_id, _on, months in stations]
    return OnePerson(person, spent, wishes)


def _wishes_of(session: Session, employee_id: int, day: date) -> list[tuple[int | None, int | None, str]]:
    row = Wish
    valid = (row.withdrawn_at.is_(None), row.from_on <= day, row.to_on >= day)
    found = session.execute(
        select(row.unit_id, row.jabatan_id, row.district).where(row.employee_id == employee_id, *valid)
    )
    return [(unit_id, jabatan_id, district) for unit_id, jabatan_id, district in found]


def _stations(session: Session, employee_id: int, day: date) -> list[tuple[int, int, date, int]]:
    row = Placement
    found = session.execute(
        select(row.unit_id, row.jabatan_id, row.from_on, row.to_on).where(
            row.employee_id == employee_id, row.revoked_at.is_(None), row.from_on <= day
        )
    )
    return [
        (
            unit_id,
            jabatan_id,
            from_on,
            0 if from_on <= UNKNOWN_START else full_months(from_on, day if to_on is None or to_on > day else to_on),
        )
        for unit_id, jabatan_id, from_on, to_on in found
    ]
