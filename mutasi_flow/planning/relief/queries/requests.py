"""Requests, who helps, and what the heads said. Helpers whose transfer is confidential are for its readers only."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, NamedTuple

from sqlalchemy import Select, and_, or_, select
from sqlalchemy.orm import Session, aliased

from mutasi_flow.core.actor import Actor
from mutasi_flow.core.errors import NotFound
from mutasi_flow.core.texts import T, Text
from mutasi_flow.people.model import Employee, Jabatan, Unit
from mutasi_flow.people.queries import below
from mutasi_flow.planning.relief.domain import Outcome, RequestState, Side, Stage, stage_of
from mutasi_flow.planning.relief.model import ReliefHelper, ReliefRequest, ReliefReview
from mutasi_flow.transfers.model import Transfer
from mutasi_flow.transfers.queries.visible import is_readable
from mutasi_flow.transfers.workflow import OPEN_STATES, State

SHOWN = 100


@dataclass(frozen=True, slots=True)
class RequestRow:
    """A request; field order is the order of the statement."""

    id: int
    unit_id: int
    unit_code: str
    unit: str
    unit_path: str
    unit_ends_on: date
    jabatan_id: int
    jabatan_code: str
    jabatan: str
    persons: int
    share: int
    from_on: date
    until_on: date
    reason: str
    evidence: dict[str, Any]
    state: RequestState
    version: int
    asked_by_id: int | None
    asked_at: datetime
    ended_because: str

    def why_closed(self, today: date) -> Text | None:
        """Return why nobody is looked for any more, whatever the state says; None while somebody is."""
        if self.unit_ends_on < today:
            return T("Unit {unit} sudah berakhir.", unit=self.unit)
        if self.until_on < today:
            return T("Masa yang diminta sudah lewat.")
        return None

    def is_open_on(self, today: date) -> bool:
        """Whether somebody may be chosen for it."""
        return self.state is RequestState.OPEN and self.why_closed(today) is None


@dataclass(frozen=True, slots=True)
class HelperRow:
    """Somebody who helps, or is to; field order is the order of the statement."""

    id: int
    request_id: int
    employee_id: int
    name: str
    from_unit_id: int
    from_unit: str
    from_path: str
    from_jabatan_id: int
    to_unit_id: int
    to_unit: str
    to_path: str
    to_jabatan_id: int
    transfer_id: int
    number: str
    transfer_state: State
    effective_on: date | None
    until_on: date | None
    share: int
    before: dict[str, Any]
    wanted_until: date | None
    wanted_because: str
    reminded_at: datetime | None

    def stage(self, today: date) -> Stage:
        """How far the help is."""
        return stage_of(self.transfer_state, self.effective_on, self.until_on, today)

    @property
    def is_wanted_longer(self) -> bool:
        """Whether another last day is asked for that the decree does not say yet."""
        return self.wanted_until is not None and self.wanted_until != self.until_on

    def path_of(self, side: Side) -> str:
        """The path of the unit of a side."""
        return self.to_path if side is Side.HELPED else self.from_path


class ReviewRow(NamedTuple):
    """What the head of one side said."""

    helper_id: int
    side: Side
    outcome: Outcome
    words: str
    after: dict[str, Any]
    given_at: datetime


_REQUEST: Select[*tuple[Any, ...]] = (
    select(
        ReliefRequest.id,
        ReliefRequest.unit_id,
        Unit.code,
        Unit.name,
        Unit.path,
        Unit.valid_to,
        ReliefRequest.jabatan_id,
        Jabatan.code,
        Jabatan.name,
        ReliefRequest.persons,
        ReliefRequest.share,
        ReliefRequest.from_on,
        ReliefRequest.until_on,
        ReliefRequest.reason,
        ReliefRequest.evidence,
        ReliefRequest.state,
        ReliefRequest.version,
        ReliefRequest.asked_by_id,
        ReliefRequest.asked_at,
        ReliefRequest.ended_because,
    )
    .join(Unit, Unit.id == ReliefRequest.unit_id)
    .join(Jabatan, Jabatan.id == ReliefRequest.jabatan_id)
)
_home, _there = aliased(Unit), aliased(Unit)
_HELPER: Select[*tuple[Any, ...]] = (
    select(
        ReliefHelper.id,
        ReliefHelper.request_id,
        Transfer.employee_id,
        Employee.name,
        Transfer.from_unit_id,
        _home.name,
        _home.path,
        Transfer.from_jabatan_id,
        Transfer.to_unit_id,
        _there.name,
        _there.path,
        Transfer.to_jabatan_id,
        Transfer.id,
        Transfer.number,
        Transfer.state,
        Transfer.effective_on,
        Transfer.until_on,
        Transfer.share,
        ReliefHelper.before,
        ReliefHelper.wanted_until,
        ReliefHelper.wanted_because,
        ReliefHelper.reminded_at,
    )
    .join(Transfer, Transfer.id == ReliefHelper.transfer_id)
    .join(Employee, Employee.id == Transfer.employee_id)
    .join(_home, _home.id == Transfer.from_unit_id)
    .join(_there, _there.id == Transfer.to_unit_id)
    .order_by(ReliefHelper.id)
)


def list_requests(session: Session, paths: Sequence[str]) -> list[RequestRow]:
    """Return the latest requests of these subtrees, those that are looked for first, the newest of them first."""
    scope = below(paths)
    statement = _REQUEST if scope is None else _REQUEST.where(scope)
    newest = statement.order_by((ReliefRequest.state == RequestState.OPEN).desc(), ReliefRequest.id.desc())
    return [RequestRow(*row) for row in session.execute(newest.limit(SHOWN))]


def list_looked_for(session: Session, paths: Sequence[str], today: date) -> list[RequestRow]:
    """Return every request of these subtrees for which somebody is looked for today, the newest first."""
    scope = below(paths)
    wanted = [ReliefRequest.state == RequestState.OPEN, ReliefRequest.until_on >= today, Unit.valid_to >= today]
    statement = _REQUEST.where(*wanted, *(() if scope is None else (scope,)))
    return [RequestRow(*row) for row in session.execute(statement.order_by(ReliefRequest.id.desc()))]


def get_request(session: Session, request_id: int, *, lock: bool = False) -> RequestRow:
    """Return one; ``lock`` lets changes of it follow one another.

    Raises:
        NotFound: there is none.
    """
    if lock:
        session.execute(select(ReliefRequest.id).where(ReliefRequest.id == request_id).with_for_update())
    row = session.execute(_REQUEST.where(ReliefRequest.id == request_id)).first()
    if row is None:
        raise NotFound(T("Permintaan bantuan ini tidak ada."))
    return RequestRow(*row)


def find_open(session: Session, unit_id: int, jabatan_id: int, first: date, last: date) -> int | None:
    """Return an open request for the same post in the same time."""
    same = (
        ReliefRequest.unit_id == unit_id,
        ReliefRequest.jabatan_id == jabatan_id,
        ReliefRequest.state == RequestState.OPEN,
        ReliefRequest.from_on <= last,
        ReliefRequest.until_on >= first,
    )
    return session.scalars(select(ReliefRequest.id).where(*same).limit(1)).first()


def list_helpers(session: Session, request_ids: Sequence[int], actor: Actor) -> list[HelperRow]:
    """Return who helps by these requests, as far as the actor may know of the transfers."""
    wanted = (ReliefHelper.request_id.in_(request_ids), is_readable(actor))
    return [HelperRow(*row) for row in session.execute(_HELPER.where(*wanted))]


def list_busy(session: Session, request_ids: Sequence[int], actor: Actor, today: date) -> list[HelperRow]:
    """Return who helps by these requests, and whoever else is on the way to any."""
    is_coming = and_(Transfer.state == State.DECREED, Transfer.effective_on > today)
    wanted = or_(ReliefHelper.request_id.in_(request_ids), Transfer.state.in_(OPEN_STATES), is_coming)
    return [HelperRow(*row) for row in session.execute(_HELPER.where(wanted, is_readable(actor)))]


def list_helpers_of(session: Session, paths: Sequence[str], actor: Actor) -> list[HelperRow]:
    """Return who helps from or in units of these subtrees by a decree, the latest first."""
    statement = _HELPER.where(Transfer.state == State.DECREED, is_readable(actor))
    if "" not in paths:
        inside = [one.path.startswith(path, autoescape=True) for path in paths for one in (_home, _there)]
        statement = statement.where(or_(*inside) if inside else Transfer.id < 0)
    latest = statement.order_by(None).order_by(ReliefHelper.id.desc()).limit(SHOWN)
    return [HelperRow(*row) for row in session.execute(latest)]


def get_helper(session: Session, helper_id: int, actor: Actor) -> HelperRow:
    """Return one, locked against other writers.

    Raises:
        NotFound: there is none for this person.
    """
    session.execute(select(ReliefHelper.id).where(ReliefHelper.id == helper_id).with_for_update())
    row = session.execute(_HELPER.where(ReliefHelper.id == helper_id, is_readable(actor))).first()
    if row is None:
        raise NotFound(T("Bantuan ini tidak ada."))
    return HelperRow(*row)


def list_ended(session: Session, today: date) -> list[HelperRow]:
    """Return whose help ended and whose heads were not asked yet what came of it; confidential ones wait."""
    over = and_(Transfer.state == State.DECREED, Transfer.until_on < today, ReliefHelper.reminded_at.is_(None))
    return [HelperRow(*row) for row in session.execute(_HELPER.where(over, ~Transfer.is_secret))]


def list_reviews(session: Session, helper_ids: Sequence[int]) -> list[ReviewRow]:
    """Return what the heads said, by helper and side."""
    statement = (
        select(
            ReliefReview.helper_id,
            ReliefReview.side,
            ReliefReview.outcome,
            ReliefReview.words,
            ReliefReview.after,
            ReliefReview.given_at,
        )
        .where(ReliefReview.helper_id.in_(helper_ids))
        .order_by(ReliefReview.helper_id, ReliefReview.id)
    )
    return [ReviewRow(*row) for row in session.execute(statement)]
