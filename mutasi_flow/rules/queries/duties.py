"""What the work of teachers and health staff asks: certificates, lessons, licences, least numbers; in one statement."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any, NamedTuple

from sqlalchemy import BindParameter, String, bindparam, func, literal, select, type_coerce, union_all
from sqlalchemy.orm import Session

from mutasi_flow.core.db import run
from mutasi_flow.core.prepared import Prepared
from mutasi_flow.people.domain import SERVING_CODES, CredentialKind, NeedKind, subject_key
from mutasi_flow.people.model import Credential, Employee, Jabatan, ServiceNeed, Teaching
from mutasi_flow.rules.domain import Lessons, Licence, Minimum, Seat
from mutasi_flow.rules.domain import Teaching as TeachingFacts

_CREDENTIAL, _TEACHING, _NEED, _STAFF, _TAUGHT = "credential", "teaching", "need", "staff", "taught"
_NOBODY, _NO_DAY = literal(None, Employee.id.type), literal(None, Credential.to_on.type)
_NO_NUMBER = literal(None, ServiceNeed.amount.type)
_PEOPLE: BindParameter[Any] = bindparam("people", expanding=True)
_UNITS: BindParameter[Any] = bindparam("units", expanding=True)
_DUTIES = Prepared(
    union_all(
        select(
            literal(_CREDENTIAL).label("table"),
            Credential.employee_id,
            Credential.unit_id,
            type_coerce(Credential.kind, String).label("kind"),
            Credential.subject,
            _NO_NUMBER.label("number"),
            Credential.from_on,
            Credential.to_on,
        ).where(Credential.employee_id.in_(_PEOPLE)),
        select(
            literal(_TEACHING),
            Teaching.employee_id,
            Teaching.unit_id,
            literal(""),
            Teaching.subject,
            Teaching.hours,
            Teaching.from_on,
            Teaching.to_on,
        ).where(Teaching.unit_id.in_(_UNITS)),
        select(
            literal(_NEED),
            _NOBODY,
            ServiceNeed.unit_id,
            type_coerce(ServiceNeed.kind, String),
            ServiceNeed.subject,
            ServiceNeed.amount,
            ServiceNeed.from_on,
            ServiceNeed.to_on,
        ).where(ServiceNeed.unit_id.in_(_UNITS)),
        select(literal(_STAFF), _NOBODY, Employee.unit_id, literal(""), Jabatan.name, func.count(), _NO_DAY, _NO_DAY)
        .join(Jabatan, Jabatan.id == Employee.jabatan_id)
        .where(Employee.unit_id.in_(_UNITS), Employee.legal_position.in_(SERVING_CODES))
        .group_by(Employee.unit_id, Jabatan.name),
    )
)


class _Row(NamedTuple):
    table: str
    employee_id: int | None
    unit_id: int | None
    kind: str
    subject: str
    number: int | None
    from_on: date | None
    to_on: date | None


class Duty(NamedTuple):
    """What rules ask about the work of one person on both sides."""

    teaching: TeachingFacts | None
    licences: tuple[Licence, ...]
    minimums: tuple[Minimum, ...]


NO_DUTY = Duty(None, (), ())


@dataclass(frozen=True)
class Duties:
    """What is on record today about some people and units, by what it is and whose it is."""

    rows: dict[tuple[str, int | None], list[Any]] = field(default_factory=dict)

    def add(self, row: _Row) -> None:
        """Keep a row where it is asked for."""
        key = row.employee_id if row.table == _CREDENTIAL else row.unit_id
        self.rows.setdefault((row.table, key), []).append(row)
        if row.table == _TEACHING:
            self.rows.setdefault((_TAUGHT, row.employee_id), []).append(row)

    def of(self, employee_id: int, origin: Seat | None, destination: Seat | None, name: str) -> Duty:
        """Return what concerns one person, whose present jabatan has this name."""
        if not asks_duty(origin, destination):
            return NO_DUTY
        papers = self.rows.get((_CREDENTIAL, employee_id), ())
        return Duty(
            TeachingFacts(
                tuple(row.subject for row in papers if row.kind == CredentialKind.TEACHING),
                tuple(row.subject for row in self.rows.get((_TAUGHT, employee_id), ())),
                self._lessons(employee_id, origin),
                self._lessons(employee_id, destination),
            ),
            tuple(Licence(row.unit_id, row.to_on) for row in papers if row.kind == CredentialKind.PRACTICE),
            self._minimums(origin, name),
        )

    def _lessons(self, employee_id: int, seat: Seat | None) -> dict[str, Lessons]:
        if seat is None:
            return {}
        hours: dict[str, int] = {}
        for row in self._needs(seat.unit_id, NeedKind.LESSONS):
            hours[subject_key(row.subject)] = hours.get(subject_key(row.subject), 0) + row.number
        others: dict[str, set[int]] = {}
        for row in self.rows.get((_TEACHING, seat.unit_id), ()):
            if row.employee_id != employee_id:
                others.setdefault(subject_key(row.subject), set()).add(row.employee_id)
        return {key: Lessons(hours.get(key), len(others.get(key, ()))) for key in {*hours, *others}}

    def _minimums(self, seat: Seat | None, name: str) -> tuple[Minimum, ...]:
        if seat is None:
            return ()
        found: list[Minimum] = []
        for row in self._needs(seat.unit_id, NeedKind.MINIMUM):
            profession = subject_key(row.subject)
            if name.casefold().startswith(profession):
                staff = sum(
                    one.number
                    for one in self.rows.get((_STAFF, seat.unit_id), ())
                    if one.subject.casefold().startswith(profession)
                )
                found.append(Minimum(row.subject, row.number, staff))
        return tuple(found)

    def _needs(self, unit_id: int, kind: NeedKind) -> list[Any]:
        return [row for row in self.rows.get((_NEED, unit_id), ()) if row.kind == kind]


def asks_duty(origin: Seat | None, destination: Seat | None) -> bool:
    """Whether the work on one of the two sides is that of teachers or health staff."""
    return any(seat is not None and (seat.is_teacher or seat.is_practising) for seat in (origin, destination))


def load_duties(session: Session, people: Sequence[int], units: Sequence[int], today: date) -> Duties:
    """Return what holds today for these people and units; a licence that begins later counts too."""
    found = Duties()
    for given in run(session, _DUTIES, {"people": people, "units": units}):
        row = _Row(*given)
        has_begun = row.from_on is None or row.from_on <= today
        is_licence = row.table == _CREDENTIAL and row.kind == CredentialKind.PRACTICE
        if is_licence or (has_begun and (row.to_on is None or row.to_on >= today)):
            found.add(row)
    return found
