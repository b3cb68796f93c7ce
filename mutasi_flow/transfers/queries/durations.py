"""How long things take: working days per state, unit and month, and per kind of task; never zero for what is missing."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta, tzinfo
from enum import StrEnum
from typing import Any

from sqlalchemy import ColumnElement, and_, or_, select, true
from sqlalchemy.orm import Session

from mutasi_flow.core.clock import working_days_between
from mutasi_flow.inbox.domain import TaskStatus
from mutasi_flow.inbox.model import Task
from mutasi_flow.people import queries as people
from mutasi_flow.people.model import Unit
from mutasi_flow.transfers.model import Stay, Transfer
from mutasi_flow.transfers.queries.visible import IS_SECRET
from mutasi_flow.transfers.workflow import OPEN_STATES, State

FEW = 5
"""With fewer cases a figure says more about single files than about the office; it is shown, and said to be so."""
HIGH = 0.9
_IS_COUNTED = Stay.transfer_id.not_in(select(Transfer.id).where(IS_SECRET))


class Grouping(StrEnum):
    """What the figures are grouped by."""

    STATE = "state"
    UNIT = "unit"
    MONTH = "month"
    TASK = "task"


@dataclass(frozen=True, slots=True)
class Span:
    """What a report looks at: stays that ended in these days (both included), below these units."""

    first: date
    last: date
    paths: tuple[str, ...]
    zone: tzinfo

    def edges(self) -> tuple[datetime, datetime]:
        """Return the first moment of the span, and the first one after it."""
        begins, ends = (
            datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)
            for day in (self.first, self.last + timedelta(days=1))
        )
        return begins, ends


@dataclass(frozen=True, slots=True)
class Figure:
    """Cases, and how many working days the middle one and the slow ones took; None where there is no case."""

    group: str
    state: str
    cases: int
    median: int | None
    high: int | None

    @property
    def is_few(self) -> bool:
        """Whether there are too few cases to tell anything about the office."""
        return 0 < self.cases < FEW


def quantile(days: Sequence[int], share: float) -> int | None:
    """Return the least value that at least ``share`` of the cases do not exceed; None without a case."""
    ordered = sorted(days)
    if not ordered:
        return None
    place = max(0, min(len(ordered) - 1, -int(-share * len(ordered) // 1) - 1))
    return ordered[place]


def figure(group: str, state: str, days: Sequence[int]) -> Figure:
    """Return the figure of these durations."""
    return Figure(group, state, len(days), quantile(days, 0.5), quantile(days, HIGH))


def _scope(paths: Collection[str]) -> ColumnElement[bool]:
    if "" in paths:
        return true()
    return or_(*(Unit.path.startswith(path, autoescape=True) for path in sorted(paths)), Unit.id < 0)


class _Days:
    """Counts working days, each pair of days once."""

    def __init__(self, session: Session, zone: tzinfo) -> None:
        self._holidays = people.list_holidays(session)
        self._zone = zone
        self._known: dict[tuple[date, date], int] = {}

    def between(self, start: datetime, end: datetime) -> int:
        pair = (start.astimezone(self._zone).date(), end.astimezone(self._zone).date())
        if pair not in self._known:
            self._known[pair] = working_days_between(*pair, self._holidays)
        return self._known[pair]

    def month(self, moment: datetime) -> str:
        return f"{moment.astimezone(self._zone):%Y-%m}"


def _figures(found: Iterable[tuple[str, str, int]]) -> list[Figure]:
    by_key: dict[tuple[str, str], list[int]] = {}
    for group, state, days in found:
        by_key.setdefault((group, state), []).append(days)
    order = {state.value: place for place, state in enumerate(State)}
    keys = sorted(by_key, key=lambda key: (key[0], order.get(key[1], len(order)), key[1]))
    return [figure(group, state, by_key[group, state]) for group, state in keys]


def _branches(session: Session, paths: Iterable[str]) -> Mapping[str, str]:
    """Return for each path the name of the agency it lies in: the unit one below the root, or the root itself."""
    keys = {path: people.ids_in_path(path)[:2] for path in paths}
    ids = {ids[-1] for ids in keys.values() if ids}
    names = dict(session.execute(select(Unit.id, Unit.name).where(Unit.id.in_(ids))).all())
    return {path: names.get(ids[-1], "") if ids else "" for path, ids in keys.items()}


def list_durations(session: Session, span: Span, grouping: Grouping) -> Sequence[Figure]:
    """Return the figures of the span; without grouping by unit or month every state of the road has a row."""
    if grouping is Grouping.TASK:
        return _by_task(session, span)
    begins, ends = span.edges()
    rows: Sequence[Any] = session.execute(
        select(Stay.state, Stay.entered_at, Stay.left_at, Unit.path)
        .outerjoin(Unit, Unit.id == Stay.unit_id)
        .where(Stay.left_at >= begins, Stay.left_at < ends, _scope(span.paths), _IS_COUNTED)
    ).all()
    days = _Days(session, span.zone)
    if grouping is Grouping.STATE:
        found = _figures(("", row.state, days.between(row.entered_at, row.left_at)) for row in rows)
        by_state = {one.state: one for one in found}
        return [by_state.get(state.value, figure("", state.value, [])) for state in OPEN_STATES]
    branch = _branches(session, {row.path or "" for row in rows}) if grouping is Grouping.UNIT else {}
    return _figures(
        (
            branch.get(row.path or "", "") if grouping is Grouping.UNIT else days.month(row.left_at),
            row.state,
            days.between(row.entered_at, row.left_at),
        )
        for row in rows
    )


def _by_task(session: Session, span: Span) -> Sequence[Figure]:
    """Return how long holders took, by kind of task; among transfers that left a state in the span."""
    begins, ends = span.edges()
    about = (
        select(Stay.transfer_id)
        .outerjoin(Unit, Unit.id == Stay.unit_id)
        .where(Stay.left_at >= begins, Stay.left_at < ends, _scope(span.paths), _IS_COUNTED)
    )
    rows = session.execute(
        select(Task.kind, Task.opened_at, Task.done_at).where(
            and_(Task.about_kind == "transfer", Task.about_id.in_(about)),
            Task.status == TaskStatus.DONE,
            Task.done_at >= begins,
            Task.done_at < ends,
        )
    ).all()
    days = _Days(session, span.zone)
    return _figures((kind, "", days.between(opened, done)) for kind, opened, done in rows if done is not None)
