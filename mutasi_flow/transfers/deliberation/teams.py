"""Performance assessment teams: who is in them, from when to when, by which decree, and what quorum they keep."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Select, insert, or_, select, update
from sqlalchemy.orm import Session

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.db import run
from mutasi_flow.core.errors import Conflict, InvalidInput, NotFound
from mutasi_flow.core.texts import T
from mutasi_flow.people.domain import full_name
from mutasi_flow.people.model import Employee
from mutasi_flow.people.service.trail import note_office
from mutasi_flow.transfers.deliberation.quorum import LEADING
from mutasi_flow.transfers.domain.team import Duty, QuorumRule
from mutasi_flow.transfers.model import Team, TeamMember


@dataclass(frozen=True, slots=True)
class NewTeam:
    """What a decree says about a team; ``quorum_source`` names the paper behind another quorum than the usual one."""

    name: str
    decree_number: str
    decree_on: date
    from_on: date
    to_on: date | None = None
    quorum: QuorumRule = QuorumRule.MAJORITY
    quorum_source: str = ""


@dataclass(frozen=True, slots=True)
class MemberRow:
    """Somebody in a team; field order is the order of the statement."""

    id: int
    team_id: int
    employee_id: int
    duty: Duty
    from_on: date
    to_on: date | None
    title_before: str
    name: str
    title_after: str

    @property
    def full_name(self) -> str:
        """Name with academic titles."""
        return full_name(self.title_before, self.name, self.title_after)

    def is_in(self, day: date) -> bool:
        """Whether the membership holds on the day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class TeamRow:
    """A team as pages read it."""

    id: int
    name: str
    decree_number: str
    decree_on: date
    from_on: date
    to_on: date | None
    quorum: QuorumRule
    quorum_source: str

    def is_in(self, day: date) -> bool:
        """Whether the team is appointed on the day."""
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


_TEAM: Select[*tuple[Any, ...]] = select(*(getattr(Team, name) for name in TeamRow.__dataclass_fields__))
_MEMBER: Select[*tuple[Any, ...]] = (
    select(
        TeamMember.id,
        TeamMember.team_id,
        TeamMember.employee_id,
        TeamMember.duty,
        TeamMember.from_on,
        TeamMember.to_on,
        Employee.title_before,
        Employee.name,
        Employee.title_after,
    )
    .join(Employee, Employee.id == TeamMember.employee_id)
    .order_by(TeamMember.id)
)
_ORDER = {duty: place for place, duty in enumerate(Duty)}


def list_teams(session: Session) -> Sequence[TeamRow]:
    """Return all teams, the youngest first."""
    return [TeamRow(*row) for row in run(session, _TEAM.order_by(Team.from_on.desc(), Team.id.desc()))]


def get_team(session: Session, team_id: int) -> TeamRow:
    """Return a team.

    Raises:
        NotFound: there is none.
    """
    row = run(session, _TEAM.where(Team.id == team_id)).one_or_none()
    if row is None:
        raise NotFound(T("Tim tidak ditemukan."))
    return TeamRow(*row)


def list_members(session: Session, team_id: int, on: date | None = None) -> Sequence[MemberRow]:
    """Return the members of a team, chair first; with ``on`` only those of that day."""
    rows = [MemberRow(*row) for row in run(session, _MEMBER.where(TeamMember.team_id == team_id))]
    return sorted((row for row in rows if on is None or row.is_in(on)), key=lambda row: (_ORDER[row.duty], row.id))


def list_own_teams(session: Session, employee_id: int | None, on: date) -> Sequence[TeamRow]:
    """Return the teams appointed on the day of which somebody is a member then."""
    if employee_id is None:
        return []
    held = select(TeamMember.team_id).where(
        TeamMember.employee_id == employee_id,
        TeamMember.from_on <= on,
        or_(TeamMember.to_on.is_(None), TeamMember.to_on >= on),
    )
    return [team for row in run(session, _TEAM.where(Team.id.in_(held))) if (team := TeamRow(*row)).is_in(on)]


def _check(new: NewTeam) -> None:
    if not new.name.strip() or not new.decree_number.strip():
        raise InvalidInput(T("Isi nama tim dan nomor keputusan pembentukannya."), "decree_number")
    if new.to_on is not None and new.to_on < new.from_on:
        raise InvalidInput(T("Hari terakhir tidak boleh sebelum hari pertama."), "to_on")
    if new.quorum is not QuorumRule.MAJORITY and not new.quorum_source.strip():
        raise InvalidInput(T("Sebutkan surat yang menetapkan kuorum ini."), "quorum_source")


def _written(new: NewTeam) -> dict[str, object]:
    days = {name: day.isoformat() if day else None for name, day in asdict(new).items() if name.endswith("_on")}
    return {**asdict(new), **days, "quorum": new.quorum.value}


def add_team(session: Session, new: NewTeam, *, actor: Actor, at: datetime) -> int:
    """Add a team as its decree appoints it, and return its key.

    Raises:
        InvalidInput: name, decree or the source of the quorum is missing, or the period ends before it begins.
    """
    _check(new)
    row = {**asdict(new), "set_by_id": actor.account_id, "set_at": at}
    team_id: int = session.execute(insert(Team).returning(Team.id), row).scalar_one()
    note_office(session, actor, "team_added", {"team": team_id, **_written(new)}, at)
    return team_id


def change_team(session: Session, team_id: int, new: NewTeam, *, actor: Actor, at: datetime) -> None:
    """Change what is on record about a team; sittings keep the quorum they were called with.

    Raises:
        NotFound: there is none.
        InvalidInput: as for :func:`add_team`.
    """
    get_team(session, team_id)
    _check(new)
    values = {**asdict(new), "set_by_id": actor.account_id, "set_at": at}
    session.execute(update(Team).where(Team.id == team_id).values(values))
    note_office(session, actor, "team_changed", {"team": team_id, **_written(new)}, at)


def add_member(
    session: Session, team_id: int, employee_id: int, duty: Duty, *, from_on: date, actor: Actor, at: datetime
) -> int:
    """Add somebody to a team from a day on, and return the key of the membership.

    Raises:
        NotFound: there is no such team.
        InvalidInput: the day lies outside the team's period.
        Conflict: the person is a member already, or another one chairs the team, stands in for the chair or is
            secretary.
    """
    team = get_team(session, team_id)
    session.execute(select(Team.id).where(Team.id == team_id).with_for_update())
    if not team.is_in(from_on):
        raise InvalidInput(T("Tanggal ini di luar masa kerja tim."), "from_on")
    members = [row for row in list_members(session, team_id) if row.to_on is None or row.to_on >= from_on]
    if any(row.employee_id == employee_id for row in members):
        raise Conflict(T("Pegawai ini sudah menjadi anggota tim."))
    holder = next((row for row in members if row.duty is duty and duty in LEADING), None)
    if holder is not None:
        raise Conflict(T("Kedudukan itu dipegang {name}. Akhiri dahulu keanggotaannya.", name=holder.name))
    values = {"team_id": team_id, "employee_id": employee_id, "duty": duty, "from_on": from_on}
    member_id: int = session.execute(insert(TeamMember).returning(TeamMember.id), values).scalar_one()
    payload = {**values, "duty": duty.value, "from_on": from_on.isoformat(), "member": member_id}
    note_office(session, actor, "team_member_added", payload, at)
    return member_id


def end_member(session: Session, team_id: int, member_id: int, *, today: date, actor: Actor, at: datetime) -> None:
    """Let a membership end with yesterday: the person is not asked to the sittings of today and later.

    Raises:
        NotFound: there is no such membership in the team.
    """
    last = today - timedelta(days=1)
    ended = update(TeamMember).where(
        TeamMember.id == member_id,
        TeamMember.team_id == team_id,
        or_(TeamMember.to_on.is_(None), TeamMember.to_on > last),
    )
    if session.execute(ended.values(to_on=last).returning(TeamMember.id)).scalar() is None:
        raise NotFound(T("Anggota tim tidak ditemukan."))
    note_office(session, actor, "team_member_ended", {"team": team_id, "member": member_id, "to": last.isoformat()}, at)
